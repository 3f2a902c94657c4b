import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { catalogue } from '../../catalogue.ts';
import { within } from '../../checks/pods.ts';
import { suppliedSecrets } from '../../supplied.ts';
import { openbao } from './index.ts';

const blockStorage = { 'block-storage': { storageClass: 'rook-ceph-block' } };
const metrics = { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } };
const transit = { transit: { address: 'https://openbao.odc.example.nl:8200' } };

function rendered(settings: Readonly<Record<string, unknown>> = {}, changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(openbao, { profile: 'production', provides: { ...blockStorage, ...metrics }, components: { openbao: settings }, ...changes });
}

function file(name: string, settings: Readonly<Record<string, unknown>> = {}): string {
  return String(within(rendered(settings).object('ConfigMap', 'openbao'), 'data', name));
}

function server(settings: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return JSON.parse(file('openbao.json', settings)) as Record<string, unknown>;
}

function pod(settings: Readonly<Record<string, unknown>> = {}): unknown {
  return within(rendered(settings).object('StatefulSet', 'openbao'), 'spec', 'template', 'spec');
}

function supplied(settings: Readonly<Record<string, unknown>> = {}) {
  const cluster = exampleCluster({ provides: blockStorage, components: { openbao: { enabled: true, ...settings } } });
  const secrets = suppliedSecrets(catalogue, cluster);
  if (!secrets.ok) throw new Error('the example is not valid');
  return secrets.value.filter(({ namespace }) => namespace === 'openbao');
}

describe('the copies', () => {
  it('are three, each with a disk of the cluster, and start beside each other', () => {
    expect(rendered().object('StatefulSet', 'openbao')['spec']).toMatchObject({
      replicas: 3,
      podManagementPolicy: 'Parallel',
      serviceName: 'openbao',
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'rook-ceph-block' } }],
    });
  });

  it('find each other before one is ready, over TLS with their own CA', () => {
    expect(rendered().object('Service', 'openbao')['spec']).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
    expect(server()['storage']).toMatchObject({
      raft: {
        retry_join: [0, 1, 2].map((ordinal) => ({
          leader_api_addr: `https://openbao-${ordinal}.openbao.openbao.svc:8200`,
          leader_ca_cert_file: '/openbao/tls/ca.crt',
        })),
      },
    });
  });

  it('have one certificate with the names of all, from a CA that nobody else trusts', () => {
    expect(rendered().object('Certificate', 'openbao-tls')['spec']).toMatchObject({
      issuerRef: { kind: 'Issuer', name: 'openbao' },
      dnsNames: ['openbao-api.openbao.svc', 'openbao-0.openbao.openbao.svc', 'openbao-1.openbao.openbao.svc', 'openbao-2.openbao.openbao.svc'],
    });
    expect(rendered().object('Issuer', 'openbao')['spec']).toEqual({ ca: { secretName: 'openbao-ca' } });
  });

  it('join nobody where there is one', () => {
    expect(server({ replicas: 1 })['storage']).toEqual({ raft: { path: '/openbao/data' } });
  });

  it('can vote', () => {
    expect(() => rendered({ replicas: 2 })).toThrow(/2 pods cannot vote; write 1, 3 or 5/);
  });
});

describe('the first start', () => {
  it('makes the cluster only on pod 0, and only when every other pod says that it has none', () => {
    const script = file('first-start.sh');

    expect(script).toContain('[ "$POD_NAME" = openbao-0 ] || exit 0');
    expect(script).toContain('for other in openbao-1.openbao.openbao.svc openbao-2.openbao.openbao.svc; do');
    expect(script).toContain('[ "$empty" -eq 2 ]');
    expect(pod()).toMatchObject({
      initContainers: [{ name: 'first-start' }],
      containers: [{ args: ['-config=/openbao/config/openbao.json', '-config=/openbao/first-start'] }],
    });
  });

  it('needs to ask nobody where there is one pod', () => {
    expect(JSON.stringify(pod({ replicas: 1 }))).not.toContain('first-start');
    expect(pod({ replicas: 1 })).toMatchObject({ containers: [{ args: ['-config=/openbao/config/openbao.json', '-config=/openbao/config/initialize.json'] }] });
  });

  it('lets External Secrets read the platform’s secrets, and nothing else', () => {
    const [{ platform }] = (
      JSON.parse(file('initialize.json')) as {
        readonly initialize: [{ platform: { request: Record<string, { path: string; data: Record<string, unknown> }>[] } }];
      }
    ).initialize;
    const requests = Object.assign({}, ...platform.request) as Record<string, { path: string; data: Record<string, unknown> }>;

    expect(requests['role-external-secrets']).toMatchObject({
      path: 'auth/kubernetes/role/external-secrets',
      data: {
        bound_service_account_names: ['external-secrets-reader'],
        bound_service_account_namespaces: ['external-secrets'],
        audience: 'openbao',
        token_policies: ['platform-read'],
      },
    });
    expect(JSON.parse(String(requests['policy-platform-read']?.data['policy']))).toEqual({
      path: { 'platform/data/*': { capabilities: ['read'] }, 'platform/metadata/*': { capabilities: ['read', 'list'] } },
    });
  });

  it('lets the account of a namespace of tenants read the folder of that namespace, by one policy for all', () => {
    const [{ platform }] = (
      JSON.parse(file('initialize.json')) as {
        readonly initialize: [{ platform: { request: Record<string, { operation: string; path: string; data?: Record<string, unknown> }>[] } }];
      }
    ).initialize;
    const names = platform.request.flatMap((one) => Object.keys(one));
    const requests = Object.assign({}, ...platform.request) as Record<string, { operation: string; path: string; data?: Record<string, unknown> }>;
    const policy = requests['policy-tenants-read']?.data?.['policy'] as { readonly eval_source: string; readonly expression: string };

    expect(requests['role-tenants']?.data).toMatchObject({
      bound_service_account_names: ['polder-secrets'],
      audience: 'openbao',
      token_policies: ['tenants-read'],
    });
    // What OpenBao makes of it, once it knows the accessor of its login.
    expect(requests['login_mount']).toEqual({ operation: 'read', path: 'sys/auth/kubernetes' });
    expect(names.indexOf('login_mount')).toBeLessThan(names.indexOf('policy-tenants-read'));
    expect(policy.eval_source).toBe('cel');
    const text = policy.expression.replaceAll("' + responses.platform.login_mount.data.accessor + '", 'auth_kubernetes_1').slice(1, -1);
    const own = '{{identity.entity.aliases.auth_kubernetes_1.metadata.service_account_namespace}}';
    expect(JSON.parse(text)).toEqual({
      path: { [`tenants/data/${own}/*`]: { capabilities: ['read'] }, [`tenants/metadata/${own}/*`]: { capabilities: ['read', 'list'] } },
    });
  });

  it('is a person’s where people hold the key', () => {
    expect(rendered({ seal: { manual: {} } }).object('ConfigMap', 'openbao')).not.toHaveProperty(['data', 'initialize.json']);
    expect(JSON.stringify(pod({ seal: { manual: {} } }))).not.toContain('first-start');
  });
});

describe('the seal', () => {
  it('is a key in a Secret of a person, unless said otherwise', () => {
    expect(server()['seal']).toEqual({ static: { current_key_id: '1', current_key: 'file:///openbao/seal/1' } });
    expect(supplied()).toMatchObject([{ name: 'openbao-seal', keys: ['1'] }]);
  });

  it('may have two keys while one is replaced', () => {
    const seal = { static: { keyId: '2026-11', previousKeyId: '1' } };

    expect(server({ seal })['seal']).toEqual({
      static: { current_key_id: '2026-11', current_key: 'file:///openbao/seal/2026-11', previous_key_id: '1', previous_key: 'file:///openbao/seal/1' },
    });
    expect(supplied({ seal })).toMatchObject([{ keys: ['2026-11', '1'] }]);
    expect(() => rendered({ seal: { static: { keyId: '1', previousKeyId: '1' } } })).toThrow(
      /"1" is the key that seals now; write the one before it, or remove this/,
    );
  });

  it('may be in another OpenBao: its token comes from a Secret, and only it can be reached', () => {
    const settings = { seal: transit };

    expect(server(settings)['seal']).toEqual({
      transit: {
        address: 'https://openbao.odc.example.nl:8200',
        key_name: 'polder',
        mount_path: 'transit/',
        tls_ca_cert: '/openbao/trust/ca-certificates.crt',
      },
    });
    expect(JSON.stringify(pod(settings))).toContain('"name":"VAULT_TOKEN","valueFrom":{"secretKeyRef":{"key":"token","name":"openbao-transit"}}');
    expect(JSON.stringify(rendered(settings).object('NetworkPolicy', 'openbao')['spec'])).toContain('"0.0.0.0/0"');
    expect(JSON.stringify(rendered().object('NetworkPolicy', 'openbao')['spec'])).not.toContain('"0.0.0.0/0"');
    expect(supplied(settings)).toMatchObject([{ name: 'openbao-transit', keys: ['token'] }]);
  });

  it('may be people, who then supply nothing', () => {
    expect(server({ seal: { manual: {} } })).not.toHaveProperty('seal');
    expect(supplied({ seal: { manual: {} } })).toEqual([]);
  });

  it('is one', () => {
    expect(() => rendered({ seal: { manual: {}, ...transit } })).toThrow(/names transit and manual, and there can be one/);
    expect(server({ seal: { static: null, ...transit } })['seal']).toHaveProperty('transit');
  });
});

describe('who reaches it', () => {
  it('External Secrets and named namespaces, on the API alone', () => {
    const { ingress } = rendered({ readers: ['keycloak'] }).object('NetworkPolicy', 'openbao')['spec'] as { readonly ingress: readonly unknown[] };
    const from = (namespace: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } });

    expect(ingress).toContainEqual({ from: [from('external-secrets'), from('keycloak')], ports: [{ port: 8200, protocol: 'TCP' }] });
  });

  it('Prometheus, on a listener that serves metrics only', () => {
    const listeners = server()['listener'] as readonly { readonly tcp: Readonly<Record<string, unknown>> }[];

    expect(listeners.map(({ tcp }) => tcp['telemetry'])).toEqual([
      { disallow_metrics: true },
      { metrics_only: true, metrics_path: '/metrics', unauthenticated_metrics_access: true },
    ]);
    expect(JSON.stringify(rendered().object('NetworkPolicy', 'openbao'))).toContain('8202');
    expect(rendered().object('ServiceMonitor', 'openbao')['spec']).toMatchObject({ endpoints: [{ path: '/metrics', params: { format: ['prometheus'] } }] });
  });

  it('nobody by a user interface', () => {
    expect(server()['ui']).toBe(false);
    expect(rendered().objects.map(({ kind }) => kind)).not.toContain('HTTPRoute');
  });

  it('clients only where it is open', () => {
    expect(rendered().object('Service', 'openbao-api')['spec']).not.toHaveProperty('publishNotReadyAddresses');
    expect(pod()).toMatchObject({ containers: [{ readinessProbe: { httpGet: { path: '/v1/sys/health?standbyok=true', scheme: 'HTTPS' } } }] });
  });
});

describe('what it may', () => {
  it('ask whose a token is, and nothing else', () => {
    expect(rendered().object('ClusterRole', 'openbao')['rules']).toEqual([
      { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
    ]);
  });
});

describe('running it', () => {
  it('writes each request to its standard output', () => {
    expect(server()['audit']).toMatchObject([{ file: { stdout: { options: { file_path: 'stdout' } } } }]);
  });

  it('is not restarted for being sealed', () => {
    expect(pod()).toMatchObject({ containers: [{ livenessProbe: { httpGet: { path: '/v1/sys/health?standbyok=true&sealedcode=204&uninitcode=204' } } }] });
  });

  it('tells it of a renewed certificate', () => {
    expect(file('serve.sh')).toContain('kill -HUP "$server"');
  });

  it('starts anew when its settings change', () => {
    const settings = (of: Readonly<Record<string, unknown>>) =>
      within(rendered(of).object('StatefulSet', 'openbao'), 'spec', 'template', 'metadata', 'annotations');

    expect(settings({})).not.toEqual(settings({ seal: { static: { keyId: '2' } } }));
    expect(settings({})).toEqual(settings({ disk: '20Gi' }));
  });

  it('expects as many pods as there are', () => {
    expect(JSON.stringify(rendered().object('PrometheusRule', 'openbao'))).toContain('< 3');
    expect(JSON.stringify(rendered({ replicas: 1 }).object('PrometheusRule', 'openbao'))).not.toContain('OpenBaoPodDown');
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror and without metrics', (profile) => {
    const mirrors = { airGapped: true, mirrors: { registry: 'registry.example.nl', git: 'https://git.example.nl/mirror' } };

    expect(rendered({}, { profile }).objects.length).toBeGreaterThan(0);
    expect(rendered({}, { profile, provides: blockStorage, ...mirrors }).objects.length).toBeGreaterThan(0);
  });
});
