import { describe, expect, it } from 'vitest';
import { exampleCluster, type RenderedComponent, renderComponent } from '../../../test/support/render.ts';
import { siteCertificate as certificate } from '../../../test/support/site-certificate.ts';
import { within } from '../../checks/pods.ts';
import { certManager } from './index.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

/** A cluster of a profile whose only issuer is this one. */
function withIssuer(issuer: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { ...changes, components: { 'cert-manager': { issuer: { ca: null, ...issuer } } } };
}

const acme = (rest: Readonly<Record<string, unknown>> = {}) => ({ acme: { server: 'https://acme.example.nl/directory', ...rest } });
const rfc2136 = { nameserver: '192.0.2.53', tsigKeyName: 'acme', tsigSecret: { name: 'tsig', key: 'key' } };

function rendered(changes: Readonly<Record<string, unknown>> = {}): RenderedComponent {
  return renderComponent(certManager, changes);
}

function args({ object }: RenderedComponent, deployment = 'cert-manager'): readonly string[] {
  const [container] = within(object('Deployment', deployment), 'spec', 'template', 'spec', 'containers') as readonly { readonly args: readonly string[] }[];
  return container?.args ?? [];
}

function egress({ object }: RenderedComponent, workload = 'cert-manager'): string {
  return JSON.stringify(within(object('NetworkPolicy', workload), 'spec', 'egress'));
}

/** Every resource that a role lets one do something with, as `verb group/resource`. */
function rights({ object }: RenderedComponent, name: string, kind = 'ClusterRole'): readonly string[] {
  const rules = object(kind, name)['rules'] as readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`))),
  );
}

function offered(changes: Readonly<Record<string, unknown>>): unknown {
  const { config } = exampleCluster(changes);
  const cluster = { ...config, id: 'site/example', site: 'site', name: 'example', tenants: [] };
  return certManager.offers({ cluster, config: config.components['cert-manager'] as never }).find(({ id }) => id === 'issuer')?.value;
}

describe('the issuer', () => {
  it('signs with the CA that a person brings', () => {
    expect(rendered().object('ClusterIssuer', 'platform')['spec']).toEqual({ ca: { secretName: 'site-ca' } });
  });

  it('is a lab’s own root where a lab says nothing, with a P-384 key', () => {
    const lab = rendered(withIssuer({}, { profile: 'lab' }));

    expect(lab.object('ClusterIssuer', 'platform')['spec']).toEqual({ ca: { secretName: 'platform-root' } });
    expect(lab.object('Issuer', 'platform-root')['spec']).toEqual({ selfSigned: {} });
    expect(lab.object('Certificate', 'platform-root')['spec']).toMatchObject({ isCA: true, privateKey: { algorithm: 'ECDSA', size: 384 } });
  });

  it('is left to a lab that says another', () => {
    expect(rendered(withIssuer(acme(), { profile: 'lab' })).object('ClusterIssuer', 'platform')['spec']).toHaveProperty('acme');
  });

  it('proves hostnames at the Gateway’s plain HTTP listener, by a Service without a node port', () => {
    const { spec } = rendered(withIssuer(acme())).object('ClusterIssuer', 'platform') as unknown as { spec: { acme: { solvers: unknown } } };

    expect(spec.acme.solvers).toEqual([
      {
        http01: {
          gatewayHTTPRoute: {
            parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public', namespace: 'traefik', sectionName: 'http' }],
            serviceType: 'ClusterIP',
          },
        },
      },
    ]);
  });

  it('proves them by DNS with a key that stands in a Secret', () => {
    const issuer = rendered(withIssuer(acme({ solver: { rfc2136 } }))).object('ClusterIssuer', 'platform');

    expect(issuer['spec']).toMatchObject({
      acme: {
        solvers: [{ dns01: { rfc2136: { nameserver: '192.0.2.53:53', tsigAlgorithm: 'HMACSHA256', tsigSecretSecretRef: { name: 'tsig', key: 'key' } } } }],
      },
    });
  });

  it('writes an IPv6 name server in brackets', () => {
    const issuer = rendered(withIssuer(acme({ solver: { rfc2136: { ...rfc2136, nameserver: '2001:db8::53', port: 5353 } } }))).object(
      'ClusterIssuer',
      'platform',
    );

    expect(JSON.stringify(issuer['spec'])).toContain('"[2001:db8::53]:5353"');
  });

  it('writes to the cluster’s contact, unless told whom', () => {
    expect(rendered(withIssuer(acme())).object('ClusterIssuer', 'platform')['spec']).toMatchObject({ acme: { email: 'platform@example.nl' } });
  });

  it('trusts an air-gapped site’s ACME server by the site’s CA, and by that alone', () => {
    const site = { airGapped: true, mirrors: { registry: 'registry.example.nl', git: 'https://git.example.nl' }, trust: { certificates: certificate } };
    const { spec } = rendered(withIssuer(acme(), site)).object('ClusterIssuer', 'platform') as unknown as { spec: { acme: { caBundle: string } } };

    expect(Buffer.from(spec.acme.caBundle, 'base64').toString()).toBe(certificate);
    expect(rendered(withIssuer(acme(), { trust: { certificates: certificate } })).object('ClusterIssuer', 'platform')['spec']).not.toHaveProperty(
      'acme.caBundle',
    );
  });

  it('is synced when the webhook that checks it answers', () => {
    // A lab's issuer waits one step more: for its root.
    for (const [kind, name, wave] of [
      ['Issuer', 'platform-root', '1'],
      ['Certificate', 'platform-root', '1'],
      ['ClusterIssuer', 'platform', '2'],
    ] as const)
      expect(rendered(withIssuer({}, { profile: 'lab' })).object(kind, name).metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-wave': wave });
    expect(rendered({}).object('ClusterIssuer', 'platform').metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-wave': '1' });
  });

  it.each([
    ['a CA', {}, true],
    ['HTTP-01', withIssuer(acme()), false],
    ['RFC 2136', withIssuer(acme({ solver: { rfc2136 } })), true],
  ])('tells others whether %s signs wildcards', (_, changes, wildcard) => {
    expect(offered(changes)).toEqual({ name: 'platform', wildcard });
  });

  it('tells where a lab’s root is', () => {
    expect(offered(withIssuer({}, { profile: 'lab' }))).toMatchObject({ wildcard: true, root: { namespace: 'cert-manager', secretName: 'platform-root' } });
  });
});

describe('mistakes', () => {
  it.each([
    ['no issuer', withIssuer({}), /issuer: nobody signs the certificates of the platform; write acme: \{ server: .+ca: \{ secretName: site-ca \}/],
    ['two issuers', withIssuer({ ...acme(), ca: {} }), /issuer: names acme and ca, and there can be one; remove the other, or write null/],
    ['two solvers', withIssuer(acme({ solver: { http01: {}, rfc2136 } })), /issuer\.acme\.solver: names http01 and rfc2136/],
    [
      "Let's Encrypt without internet",
      withIssuer(
        { acme: { server: 'https://acme-v02.api.letsencrypt.org/directory', serverCa: 'public' } },
        { airGapped: true, mirrors: { registry: 'registry.example.nl', git: 'https://git.example.nl' } },
      ),
      /issuer\.acme\.server: "https:\/\/acme-v02\.api\.letsencrypt\.org\/directory" is on the internet/,
    ],
    [
      'a site CA that nobody told',
      withIssuer(acme({ serverCa: 'site' })),
      /issuer\.acme\.serverCa: the certificate of acme\.example\.nl is checked with trust\.certificates, which holds none/,
    ],
  ])('%s', (_, changes, message) => {
    expect(() => rendered(changes)).toThrow(message);
  });

  it('a secret in place of a reference is refused', () => {
    expect(() => exampleCluster(withIssuer(acme({ solver: { rfc2136: { ...rfc2136, tsigSecret: 'c2VjcmV0' } } })))).toThrow();
  });
});

describe('what people supply', () => {
  const supplied = (issuer: Readonly<Record<string, unknown>>) => {
    const cluster = exampleCluster(withIssuer(issuer));
    return certManager.supplies?.({ cluster, config: cluster.config.components['cert-manager'] as never } as never) ?? [];
  };

  it('is the key of their own CA', () => {
    expect(supplied({ ca: { secretName: 'odc-ca' } })).toMatchObject([{ name: 'odc-ca', keys: ['tls.crt', 'tls.key'] }]);
  });

  it('is the TSIG key of the zone, and the key of the account', () => {
    const account = { keyId: 'k-1', keySecret: { name: 'acme-eab', key: 'hmac' } };

    expect(supplied(acme({ solver: { rfc2136 }, externalAccountBinding: account }))).toMatchObject([
      { name: 'acme-eab', keys: ['hmac'] },
      { name: 'tsig', keys: ['key'] },
    ]);
  });

  it('is nothing where hostnames are proven over HTTP', () => {
    expect(supplied(acme())).toEqual([]);
  });
});

describe('what it may', () => {
  it('runs no controller that nobody asked for', () => {
    const [controllers = ''] = args(rendered()).filter((arg) => arg.startsWith('--controllers='));

    expect(controllers).not.toMatch(/\*|ingress|shim|signingrequest|vault|venafi|acme|challenges/);
    expect(args(rendered(withIssuer(acme()))).join(' ')).toMatch(/certificaterequests-issuer-acme,challenges,orders,-gateway-shim .*--enable-gateway-api=true/);
    expect(args(rendered(withIssuer(acme({ solver: { rfc2136 } })))).join(' ')).not.toContain('gateway');
  });

  it('makes pods and routes only to answer HTTP-01 challenges', () => {
    const makes = (changes = {}) => rights(rendered(changes), 'cert-manager').filter((right) => /^create .*(pods|services|httproutes)/.test(right));

    expect(makes()).toEqual([]);
    expect(makes(withIssuer(acme({ solver: { rfc2136 } })))).toEqual([]);
    expect(makes(withIssuer(acme()))).toHaveLength(3);
  });

  it('lets the webhook see one Secret, and cainjector those of its own namespace', () => {
    const objects = rendered();

    for (const name of ['cert-manager-webhook', 'cert-manager-cainjector']) expect(rights(objects, name).join()).not.toContain('secrets');
    expect(objects.object('Role', 'cert-manager-webhook')['rules']).toContainEqual(
      expect.objectContaining({ resourceNames: ['cert-manager-webhook-ca'], verbs: ['get', 'list', 'watch', 'update'] }),
    );
    expect(args(objects, 'cert-manager-cainjector')).toContain('--namespace=cert-manager');
  });

  it('lets cainjector change the webhook configurations of its own namespace only', () => {
    const changes = (rendered().object('ClusterRole', 'cert-manager-cainjector')['rules'] as readonly { verbs: string[]; resourceNames?: string[] }[]).filter(
      ({ verbs }) => verbs.includes('patch'),
    );

    expect(changes.map(({ resourceNames }) => resourceNames)).toEqual([['cert-manager', 'trust-manager']]);
  });

  it('elects in its own namespace', () => {
    expect(new Set(rendered().objects.map(({ metadata }) => metadata.namespace ?? 'cert-manager'))).toEqual(new Set(['cert-manager']));
    expect(args(rendered())).toContain('--leader-election-namespace=cert-manager');
  });
});

describe('the webhook', () => {
  it('is asked by the API server through its Service, and gets its CA at run time', () => {
    for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']) {
      const configuration = rendered().object(kind, 'cert-manager');

      expect(configuration.metadata.annotations).toEqual({ 'cert-manager.io/inject-ca-from-secret': 'cert-manager/cert-manager-webhook-ca' });
      expect(configuration['webhooks']).toMatchObject([{ failurePolicy: 'Fail', clientConfig: { service: { name: 'cert-manager-webhook', port: 443 } } }]);
      expect(JSON.stringify(configuration)).not.toMatch(/caBundle|namespaceSelector/);
    }
  });

  it('has a certificate for the name that the API server calls', () => {
    expect(args(rendered(), 'cert-manager-webhook')).toContain('--dynamic-serving-dns-names=cert-manager-webhook.cert-manager.svc');
  });

  it('speaks TLS 1.3', () => {
    expect(args(rendered(), 'cert-manager-webhook')).toContain('--tls-min-version=VersionTLS13');
  });

  it('is asked about approvals too, which are written to a status', () => {
    expect(JSON.stringify(rendered().object('ValidatingWebhookConfiguration', 'cert-manager')['webhooks'])).toContain('certificaterequests/status');
  });

  it('lets in the nodes, where API servers are', () => {
    expect(within(rendered().object('NetworkPolicy', 'cert-manager-webhook'), 'spec', 'ingress')).toEqual([
      { from: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 10250, protocol: 'TCP' }] },
    ]);
  });

  it('lets in the addresses that nodes have in an overlay', () => {
    const overlaid = rendered({ network: { tunnels: ['10.43.0.0/24'] } }).object('NetworkPolicy', 'cert-manager-webhook');

    expect(within(overlaid, 'spec', 'ingress')).toMatchObject([{ from: [{ ipBlock: { cidr: '10.20.0.0/24' } }, { ipBlock: { cidr: '10.43.0.0/24' } }] }]);
  });
});

describe('traffic', () => {
  it('goes to the API server alone where a CA signs', () => {
    for (const workload of ['cert-manager', 'cert-manager-webhook', 'cert-manager-cainjector'])
      expect(egress(rendered(), workload)).toBe(JSON.stringify([{ ports: [{ port: 6443, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '10.20.0.0/24' } }] }]));
  });

  it('goes to the ACME server’s port, and to the Gateway for the self-check', () => {
    const objects = rendered(withIssuer({ acme: { server: 'https://acme.example.nl:14000/directory' } }));

    expect(egress(objects)).toMatch(/"port":14000.*"port":80.*"kubernetes\.io\/metadata\.name":"traefik"/);
    expect(egress(objects)).not.toContain('"port":443');
  });

  it('goes to the one name server that is told', () => {
    const policy = egress(rendered(withIssuer(acme({ solver: { rfc2136 } }))));

    expect(policy).toContain('{"ports":[{"port":53,"protocol":"UDP"}],"to":[{"ipBlock":{"cidr":"192.0.2.53/32"}}]}');
    expect(policy).not.toContain('traefik');
  });
});

describe('running it', () => {
  it.each([
    ['lab', 1],
    ['small', 2],
    ['production', 3],
  ])('%s has %i webhook pods', (profile, replicas) => {
    expect(rendered({ profile }).object('Deployment', 'cert-manager-webhook')).toMatchObject({
      spec: { replicas, strategy: { rollingUpdate: { maxUnavailable: 0 } } },
    });
  });

  it('starts challenge pods from the site’s registry', () => {
    expect(args(rendered(withIssuer(acme(), { mirrors: { registry: 'registry.example.nl/mirror' } })))).toContain(
      '--acme-http01-solver-image=registry.example.nl/mirror/quay.io/jetstack/cert-manager-acmesolver:v1.21.2',
    );
  });

  it('brings alerts and lets Prometheus in where there is one', () => {
    const objects = rendered(metrics);
    const rules = JSON.stringify(objects.object('PrometheusRule', 'cert-manager'));

    for (const alert of ['CertificateNotReady', 'CertificateExpires', 'AcmeServerFails', 'CertManagerWebhookDown']) expect(rules).toContain(alert);
    for (const workload of ['cert-manager', 'cert-manager-webhook', 'cert-manager-cainjector']) {
      expect(JSON.stringify(objects.object('NetworkPolicy', workload))).toContain('"monitoring"');
      expect(objects.object('ServiceMonitor', workload)['spec']).toMatchObject({ endpoints: [{ port: 'metrics' }] });
    }
    expect(rendered().objects.map(({ kind }) => kind)).not.toContain('PrometheusRule');
  });
});
