import { describe, expect, it } from 'vitest';
import { fake, fakeCluster, makes } from '../../../test/support/fakes.ts';
import { renderComponent } from '../../../test/support/render.ts';
import { base } from '../../base/base/index.ts';
import { externalSecrets as capability } from '../../kit/capability.ts';
import type { AnyComponent } from '../../kit/component.ts';
import { render } from '../../render.ts';
import { externalSecrets } from './index.ts';

const metrics = { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } };
const withStore = { components: { openbao: { enabled: true } }, provides: { 'block-storage': { storageClass: 'standard' }, ...metrics } };

function args(changes: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const { spec } = renderComponent(externalSecrets, changes).object('Deployment', 'external-secrets') as unknown as {
    readonly spec: { readonly template: { readonly spec: { readonly containers: readonly [{ readonly args: readonly string[] }] } } };
  };
  return spec.template.spec.containers[0].args;
}

function rules(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify(renderComponent(externalSecrets, changes).object('ClusterRole', 'external-secrets')['rules']);
}

describe('the store', () => {
  it('is OpenBao where there is one, read with a short-lived token of an account of its own', () => {
    const rendered = renderComponent(externalSecrets, withStore);

    expect(rendered.object('ClusterSecretStore', 'platform')['spec']).toMatchObject({
      provider: {
        vault: {
          server: 'https://openbao-api.openbao.svc:8200',
          path: 'platform',
          version: 'v2',
          caProvider: { type: 'Secret', namespace: 'openbao', name: 'openbao-ca', key: 'ca.crt' },
          auth: {
            kubernetes: {
              mountPath: 'kubernetes',
              role: 'external-secrets',
              serviceAccountRef: { name: 'external-secrets-reader', namespace: 'external-secrets', audiences: ['openbao'] },
            },
          },
        },
      },
    });
    expect(rendered.object('ServiceAccount', 'external-secrets-reader').metadata.namespace).toBe('external-secrets');
  });

  it('is for the platform’s own namespaces', () => {
    expect(renderComponent(externalSecrets, withStore).object('ClusterSecretStore', 'platform')['spec']).toMatchObject({
      conditions: [{ namespaceSelector: { matchExpressions: [{ key: 'polder.internal/layer', operator: 'In', values: ['platform', 'system'] }] } }],
    });
  });

  it('is reached, and nothing else outside the API server', () => {
    const { egress } = renderComponent(externalSecrets, withStore).object('NetworkPolicy', 'external-secrets')['spec'] as {
      readonly egress: readonly unknown[];
    };

    expect(egress).toHaveLength(2);
    expect(JSON.stringify(egress)).toContain('"kubernetes.io/metadata.name":"openbao"');
  });

  it('is none where there is none; stores that components bring are read all the same', () => {
    expect(renderComponent(externalSecrets).objects.map(({ kind }) => kind)).not.toContain('ClusterSecretStore');
    expect(args()).toContain('--enable-cluster-store-reconciler=true');
  });
});

describe('what it may', () => {
  it('takes tokens of one account, by its name', () => {
    const own = renderComponent(externalSecrets, withStore).object('Role', 'external-secrets-own');

    expect(own.metadata.namespace).toBe('external-secrets');
    expect(own['rules']).toContainEqual({
      apiGroups: [''],
      resources: ['serviceaccounts/token'],
      resourceNames: ['external-secrets-reader'],
      verbs: ['create'],
    });
    expect(rules(withStore)).not.toContain('serviceaccounts');
  });

  it('writes Secrets only in namespaces of components that have them made', () => {
    const user = fake('grafana', {
      needs: { externalSecrets: capability },
      build: makes(),
    });
    const stranger = fake('stranger');
    const catalogue: readonly AnyComponent[] = [base as AnyComponent, externalSecrets as AnyComponent, user, stranger];
    const cluster = fakeCluster(catalogue);
    const settings = {
      ...cluster.config.components,
      base: { pods: 50 },
      'external-secrets': { enabled: true, replicas: 1, size: { cpu: '10m', memory: '64Mi', cpuLimit: '1' } },
    };
    const rendered = render(catalogue, { ...cluster, config: { ...cluster.config, components: settings } } as typeof cluster);
    if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
    const objects = rendered.value.built.find(({ component }) => component.name === 'external-secrets')?.objects ?? [];
    const writing = objects.filter((object) => object.kind === 'Role' && JSON.stringify(object['rules']).includes('"secrets"'));

    expect(writing.map(({ metadata }) => metadata.namespace)).toEqual(['grafana']);
    expect(rules()).toContain('{"apiGroups":[""],"resources":["secrets"],"verbs":["get","list","watch"]}');
  });

  it('pushes nothing out, and has no store of a namespace’s own', () => {
    expect(args(withStore)).toEqual(
      expect.arrayContaining([
        '--enable-push-secret-reconciler=false',
        '--enable-cluster-push-secret-reconciler=false',
        '--enable-cluster-external-secret-reconciler=false',
        '--enable-secret-store-reconciler=false',
      ]),
    );
    expect(rules(withStore)).not.toMatch(/pushsecrets|clusterexternalsecrets/);
  });
});

describe('running it', () => {
  it('is one program: no webhook can keep others from being changed', () => {
    const kinds = renderComponent(externalSecrets, withStore).objects.map(({ kind }) => kind);

    expect(kinds.filter((kind) => kind === 'Deployment')).toHaveLength(1);
    expect(kinds).not.toContain('ValidatingWebhookConfiguration');
  });

  it('brings alerts that name the ExternalSecret, by its own labels', () => {
    const rendered = renderComponent(externalSecrets, withStore);

    expect(rendered.object('ServiceMonitor', 'external-secrets')['spec']).toMatchObject({ endpoints: [{ honorLabels: true }] });
    expect(JSON.stringify(rendered.object('PrometheusRule', 'external-secrets'))).toContain('ExternalSecretNotReady');
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s', (profile) => {
    const mirrors = { airGapped: true, mirrors: { registry: 'registry.example.nl', git: 'https://git.example.nl/mirror' } };

    expect(renderComponent(externalSecrets, { profile, ...withStore }).objects.length).toBeGreaterThan(0);
    expect(renderComponent(externalSecrets, { profile, ...mirrors }).objects.length).toBeGreaterThan(0);
  });
});
