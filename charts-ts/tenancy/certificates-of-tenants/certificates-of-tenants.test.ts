import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { catalogue } from '../../catalogue.ts';
import { problemText } from '../../config/problem.ts';
import { traefik } from '../../ingress/traefik/index.ts';
import type { AnyComponent } from '../../kit/component.ts';
import type { KubeObject } from '../../kit/object.ts';
import { render } from '../../render.ts';
import { certificatesOfTenants } from './index.ts';

type Fields = Readonly<Record<string, unknown>>;

const byHttp = {
  components: { 'cert-manager': { issuer: { ca: null, acme: { server: 'https://acme.example.nl/dir', serverCa: 'public', solver: { http01: {} } } } } },
};

const size = 'small';

function objects(hostnames: Readonly<Record<string, readonly string[]>>, changes: Fields = {}): readonly KubeObject[] {
  const namespaces = Object.fromEntries(Object.entries(hostnames).map(([name, own]) => [name, { size, hostnames: own }]));
  return renderComponent(certificatesOfTenants, changes, {}, exampleTenants({ winkel: { namespaces } })).objects;
}

/** The hostnames of each certificate. */
function names(made: readonly KubeObject[]): Readonly<Record<string, unknown>> {
  const certificates = made.filter(({ kind }) => kind === 'Certificate');
  return Object.fromEntries(
    certificates.map((one) => [`${one.metadata.namespace}/${one.metadata.name}`, (one['spec'] as { readonly dnsNames: unknown }).dnsNames]),
  );
}

function problems(hostnames: readonly string[], changes: Fields): string[] {
  const tenants = exampleTenants({ winkel: { namespaces: { productie: { size, hostnames } } } });
  const done = render(catalogue as readonly AnyComponent[], exampleCluster(changes, {}, tenants));
  return done.ok ? [] : done.problems.map(problemText);
}

describe('hostnames of tenants', () => {
  it('of one label are in the wildcard of the platform', () => {
    expect(objects({ productie: ['winkel'] })).toEqual([]);
  });

  it('of more labels, and wildcards below one, have a certificate of their namespace', () => {
    expect(names(objects({ productie: ['winkel', '*.winkel', 'a.b.apps.example.nl'] }))).toEqual({
      'traefik/tenant-winkel-productie': ['*.winkel.apps.example.nl', 'a.b.apps.example.nl'],
    });
  });

  it('each have one where the issuer makes no wildcard, by namespace, so that one that fails keeps no other waiting', () => {
    const made = objects({ productie: ['winkel'], test: ['winkel-test'] }, byHttp);

    expect(names(made)).toEqual({
      'traefik/tenant-winkel-productie': ['winkel.apps.example.nl'],
      'traefik/tenant-winkel-test': ['winkel-test.apps.example.nl'],
    });
    expect(made.map(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/ignore-healthcheck'])).toEqual(made.map(() => 'true'));
  });

  it('are never in the certificate of the platform', () => {
    const own = renderComponent(traefik, byHttp, {}, exampleTenants({ winkel: { namespaces: { productie: { size, hostnames: ['winkel'] } } } }));

    expect(JSON.stringify(own.object('Certificate', 'public'))).not.toContain('winkel');
  });

  it('are at most a hundred in one certificate', () => {
    const many = Array.from({ length: 101 }, (_, index) => `winkel-${index}`);

    expect(Object.values(names(objects({ productie: many }, byHttp))).map((one) => (one as readonly string[]).length)).toEqual([100, 1]);
  });
});

describe('their certificates', () => {
  it('reach Traefik by a Gateway that takes no route of a tenant', () => {
    const gateway = objects({ productie: ['*.winkel'] }).find(({ kind }) => kind === 'Gateway');

    expect(gateway).toMatchObject({
      metadata: { name: 'tenant-winkel-productie', namespace: 'traefik' },
      spec: {
        gatewayClassName: 'traefik',
        listeners: [
          {
            port: 8443,
            protocol: 'HTTPS',
            tls: { certificateRefs: [{ kind: 'Secret', name: 'tenant-winkel-productie' }] },
            allowedRoutes: { namespaces: { from: 'Same' } },
          },
        ],
      },
    });
  });

  it('have a stand-in until they are issued', () => {
    const made = objects({ productie: ['*.winkel'] }).find(({ kind }) => kind === 'Certificate');

    expect(made?.metadata.annotations).toMatchObject({ 'cert-manager.io/issue-temporary-certificate': 'true' });
  });
});

describe('a hostname without a certificate', () => {
  it('is a wildcard where names are proven one by one', () => {
    expect(problems(['winkel', '*.winkel'], byHttp)).toEqual([
      'clusters/tenants/winkel.yaml:1:1 namespaces.productie.hostnames[1]: "*.winkel.apps.example.nl" is a wildcard, and the issuer of site/example proves names one by one (ACME by HTTP-01); write each name that you use, or let cert-manager there prove names by DNS (components.cert-manager.issuer.acme.solver.rfc2136)',
    ]);
  });

  it('is one of more labels where the Gateway has its own certificate only', () => {
    const provided = {
      components: { traefik: { enabled: false } },
      provides: { gateway: { name: 'public', namespace: 'edge', podLabels: { app: 'edge' } } },
    };

    expect(problems(['winkel', 'a.b.apps.example.nl'], provided)).toEqual([
      'clusters/tenants/winkel.yaml:1:1 namespaces.productie.hostnames[1]: "a.b.apps.example.nl" has a dot before apps.example.nl, and the Gateway of site/example has a certificate for *.apps.example.nl only; write a name of one label, like a-b',
    ]);
  });
});
