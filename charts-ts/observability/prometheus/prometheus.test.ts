import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { quantity } from '../../config/values.ts';
import type { ServiceMonitor } from '../../kit/metrics.ts';
import { prometheus } from './index.ts';
import type { Prometheus } from './types.ts';

const storage = { 'block-storage': { storageClass: 'fast' } };
const operator = { 'prometheus-operator': { enabled: true } };

function rendered(settings: object = {}, changes: Readonly<Record<string, unknown>> = {}) {
  const { components = {}, provides = {}, ...rest } = changes as { components?: object; provides?: object };
  return renderComponent(prometheus, {
    ...rest,
    provides: { ...storage, ...provides },
    components: { ...operator, ...components, prometheus: { enabled: true, ...settings } },
  });
}

function spec(settings: object = {}, changes: Readonly<Record<string, unknown>> = {}): Prometheus['spec'] {
  return (rendered(settings, changes).object('Prometheus', 'prometheus') as unknown as Prometheus).spec;
}

function endpoints(name: string, settings: object = {}): ServiceMonitor['spec']['endpoints'] {
  return (rendered(settings).object('ServiceMonitor', name) as unknown as ServiceMonitor).spec.endpoints;
}

/** In bytes, as Prometheus reads its flag: its MB is 2^20. */
function bytes(size: string): number {
  return Number.parseInt(size, 10) * 2 ** 20;
}

describe('what it reads', () => {
  it.each(['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig', 'rule'] as const)('is every %s of every namespace: nothing selects none', (kind) => {
    expect(spec()[`${kind}Selector`]).toEqual({});
    expect(spec()[`${kind}NamespaceSelector`]).toEqual({});
  });

  it('is found in EndpointSlices: Endpoints are deprecated', () => {
    expect(spec().serviceDiscoveryRole).toBe('EndpointSlice');
    expect(JSON.stringify(rendered().object('ClusterRole', 'prometheus'))).not.toContain('"endpoints"');
  });

  it('is bounded, so that no target takes the memory of all', () => {
    expect(spec()).toMatchObject({ enforcedSampleLimit: 100_000, enforcedLabelLimit: 64 });
    expect(spec({ limits: { samples: 5000 } }).enforcedSampleLimit).toBe(5000);
  });

  it('has the name of the cluster and its site, for who hears of many', () => {
    expect(spec().externalLabels).toEqual({ cluster: 'example', site: 'site' });
  });

  it('is the kubelets with their containers, the API server and DNS', () => {
    expect(endpoints('kubelet').map(({ path = '/metrics' }) => path)).toEqual(['/metrics', '/metrics/cadvisor', '/metrics/probes']);
    expect(endpoints('apiserver')).toMatchObject([{ scheme: 'https', tlsConfig: { serverName: 'kubernetes' } }]);
    expect(endpoints('coredns')).toEqual([{ port: 'metrics' }]);
  });

  it('is the rest of the control plane only where a cluster says that it can be', () => {
    const services = (settings: object) =>
      rendered(settings).objects.filter(({ kind, metadata }) => kind === 'Service' && metadata.namespace === 'kube-system');

    expect(services({})).toEqual([]);
    expect(services({ controlPlane: true }).map((service) => (service['spec'] as { selector: unknown }).selector)).toEqual(
      ['etcd', 'kube-controller-manager', 'kube-scheduler'].map((component) => ({ component })),
    );
    expect(endpoints('kube-scheduler', { controlPlane: true })).toMatchObject([{ scheme: 'https' }]);
    expect(endpoints('etcd', { controlPlane: true })).toEqual([{ port: 'metrics' }]);
  });
});

describe('how long metrics are kept', () => {
  it.each([
    ['lab', '2d', '5Gi'],
    ['small', '15d', '50Gi'],
    ['production', '30d', '200Gi'],
  ])('in profile %s is %s, on %s', (profile, retention, volume) => {
    expect(spec({}, { profile })).toMatchObject({ retention, storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: volume } } } } } });
  });

  it.each(['1Gi', '5Gi', '50Gi', '2Ti'])('ends before a volume of %s is full', (volume) => {
    const kept = bytes(spec({ volume }).retentionSize);

    expect(kept).toBeLessThanOrEqual(quantity(volume) * 0.9);
    expect(kept).toBeGreaterThan(quantity(volume) * 0.89);
  });

  it('outlives Prometheus: its volume is never removed with it', () => {
    expect(spec().persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(rendered().object('Prometheus', 'prometheus').metadata.annotations).toMatchObject({
      'argocd.argoproj.io/sync-options': expect.stringContaining('Prune='),
    });
    expect(spec().storage.volumeClaimTemplate.spec.storageClassName).toBe('fast');
  });
});

describe('alerts', () => {
  it('go to the Alertmanager that the cluster has, without a setting', () => {
    expect(spec({}, { components: { alertmanager: { enabled: true } } }).alerting).toEqual({
      alertmanagers: [{ name: 'alertmanager', namespace: 'monitoring', port: 'web', apiVersion: 'v2' }],
    });
  });

  it('go nowhere where it has none', () => {
    expect(spec()).not.toHaveProperty('alerting');
  });

  it('include one that always fires, with a severity that wakes nobody', () => {
    const { spec: rules } = rendered().object('PrometheusRule', 'prometheus') as unknown as {
      spec: { groups: { rules: { alert: string; expr: string; for: string; labels: object }[] }[] };
    };

    expect(rules.groups[0]?.rules.find(({ alert }) => alert === 'Watchdog')).toMatchObject({ expr: 'vector(1)', for: '0s', labels: { severity: 'none' } });
  });
});

describe('running it', () => {
  it('is a pair in production, on two nodes, of which one may be away', () => {
    expect(spec({}, { profile: 'production' })).toMatchObject({
      replicas: 2,
      topologySpreadConstraints: expect.arrayContaining([
        expect.objectContaining({ topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' }),
      ]),
    });
    expect(rendered({}, { profile: 'production' }).object('PodDisruptionBudget', 'prometheus')).toMatchObject({ spec: { maxUnavailable: 1 } });
  });

  it('is refused as a pair on one node', () => {
    const one = { nodes: [{ role: 'both', zone: 'a', count: 1, cpu: '16', memory: '64Gi' }] };

    expect(() => rendered({ replicas: 2 }, one)).toThrow('components.prometheus.replicas: 2 of them on 1 node would be lost together; write 1, or add a node');
  });

  it('runs an image of the site’s registry, and its operator is told the version apart from it', () => {
    const { version } = prometheus.images.prometheus;

    expect(spec({}, { mirrors: { registry: 'registry.example.nl/mirror' } })).toMatchObject({
      image: `registry.example.nl/mirror/quay.io/prometheus/prometheus:${version}`,
      version,
    });
  });

  it('runs without root, and gets the memory that it asks for', () => {
    expect(spec().securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec().resources).toMatchObject({ requests: { memory: '2Gi' }, limits: { memory: '2Gi' } });
  });

  it('sees no Secret and changes nothing', () => {
    const { rules } = rendered().object('ClusterRole', 'prometheus') as unknown as { rules: { resources?: string[]; verbs: string[] }[] };

    expect(rules.flatMap(({ resources = [] }) => resources)).not.toContain('secrets');
    expect([...new Set(rules.flatMap(({ verbs }) => verbs))].sort()).toEqual(['get', 'list', 'watch']);
  });

  it('reaches pods of all namespaces and the nodes, but nothing outside the cluster', () => {
    const { spec: policy } = rendered().object('NetworkPolicy', 'prometheus') as unknown as {
      spec: { egress: { to: { ipBlock?: { cidr: string }; namespaceSelector?: object }[] }[] };
    };
    const peers = policy.egress.flatMap(({ to }) => to);

    expect(peers).toContainEqual({ namespaceSelector: {} });
    expect(peers.flatMap(({ ipBlock }) => ipBlock?.cidr ?? [])).toEqual(['10.20.0.0/24', '10.20.0.0/24']);
  });

  it('lets in only who uses it', () => {
    const ingress = (components: object) => JSON.stringify(rendered({}, { components }).object('NetworkPolicy', 'prometheus')['spec']);

    expect(ingress({})).not.toContain('perses');
    expect(ingress({ perses: { enabled: true } })).toContain('"kubernetes.io/metadata.name":"perses"');
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with all else of its kind', (profile) => {
    expect(rendered({ controlPlane: true }, { profile, components: { alertmanager: { enabled: true } } }).objects.length).toBeGreaterThan(0);
  });
});
