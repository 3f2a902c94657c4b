import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { quantity } from '../../config/values.ts';
import { prometheusAlerts } from './alerts.ts';
import { prometheus } from './index.ts';
import type { Prometheus, ScrapeConfig } from './types.ts';

function rendered(settings: object = {}, changes: Readonly<Record<string, unknown>> = {}) {
  const { components = {}, provides = {}, ...rest } = changes as { components?: object; provides?: object };
  return renderComponent(prometheus, {
    ...rest,
    provides: { 'block-storage': { storageClass: 'fast' }, ...provides },
    components: { 'prometheus-operator': { enabled: true }, ...components, prometheus: { enabled: true, ...settings } },
  });
}

function spec(settings: object = {}, changes: Readonly<Record<string, unknown>> = {}): Prometheus['spec'] {
  return (rendered(settings, changes).object('Prometheus', 'prometheus') as unknown as Prometheus).spec;
}

function target(name: string, settings: object = {}): ScrapeConfig['spec'] {
  return (rendered(settings).object('ScrapeConfig', name) as unknown as ScrapeConfig).spec;
}

const large = ['a', 'b', 'c'].map((zone) => ({ zone, count: 2, cpu: '32', memory: '128Gi' }));

describe('what it reads', () => {
  it.each(['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig', 'rule'] as const)('is every %s of every namespace: nothing would select none', (kind) => {
    expect(spec()[`${kind}Selector`]).toEqual({});
    expect(spec()[`${kind}NamespaceSelector`]).toEqual({});
  });

  it('is found by EndpointSlices: Endpoints are deprecated', () => {
    expect(spec().serviceDiscoveryRole).toBe('EndpointSlice');
    expect(JSON.stringify(rendered().object('ClusterRole', 'prometheus'))).not.toContain('"endpoints"');
  });

  it('carries the name of the cluster and its site, for who hears of many', () => {
    expect(spec().externalLabels).toEqual({ cluster: 'example', site: 'site' });
  });

  it('is what programs send by OTLP too, to each of its pods', () => {
    const offered = prometheus.offers({ cluster: {} as never, config: { replicas: 2 } as never })[0]?.value as { readonly otlp: readonly string[] };

    expect(spec()).toMatchObject({ enableOTLPReceiver: true, tsdb: { outOfOrderTimeWindow: '30m' } });
    expect(offered.otlp).toEqual([0, 1].map((pod) => `http://prometheus-prometheus-${pod}.prometheus-operated.monitoring.svc:9090/api/v1/otlp/v1/metrics`));
  });

  it('are the kubelets with their containers, each with the name of its node and the labels of what it tells of', () => {
    for (const [name, path] of [
      ['kubelet', '/metrics'],
      ['kubelet-cadvisor', '/metrics/cadvisor'],
    ] as const)
      expect(target(name)).toMatchObject({
        jobName: 'kubelet',
        kubernetesSDConfigs: [{ role: 'Node' }],
        metricsPath: path,
        honorLabels: true,
        relabelings: expect.arrayContaining([expect.objectContaining({ targetLabel: 'node' })]),
      });
  });

  it('believes the certificates of kubelets only where the cluster signed them, except in a lab', () => {
    expect(target('kubelet')).not.toHaveProperty('tlsConfig');
    expect(target('kubelet', { kubeletCertificates: 'unverified' }).tlsConfig).toEqual({ insecureSkipVerify: true });
  });

  it('are the API servers, each by its own address and under the name in their certificate', () => {
    expect(target('apiserver')).toMatchObject({ jobName: 'apiserver', scheme: 'HTTPS', tlsConfig: { serverName: 'kubernetes' } });
  });

  it('is the rest of the control plane only where a cluster says that it can be', () => {
    const names = (settings: object) => rendered(settings).objects.flatMap(({ kind, metadata }) => (kind === 'ScrapeConfig' ? [metadata.name] : []));

    expect(names({}).sort()).toEqual(['apiserver', 'coredns', 'kubelet', 'kubelet-cadvisor']);
    expect(names({ controlPlane: { etcd: true } })).toContain('etcd');
    expect(target('etcd', { controlPlane: { etcd: true } })).not.toHaveProperty('scrapeClass');
    expect(target('kube-scheduler', { controlPlane: { scheduler: true } }).relabelings).toContainEqual(expect.objectContaining({ replacement: '[$1]:10259' }));
  });

  it.each([
    ['apiserver_request_duration_seconds_bucket', '0.4', true],
    ['apiserver_request_duration_seconds_bucket', '1.0', true],
    ['apiserver_request_duration_seconds_bucket', '+Inf', true],
    ['apiserver_request_duration_seconds_bucket', '0.05', false],
    ['apiserver_request_duration_seconds_bucket', '45.0', false],
    ['apiserver_request_sli_duration_seconds_bucket', '1', false],
    ['apiserver_client_certificate_expiration_seconds_bucket', '86400', true],
    ['apiserver_storage_size_bytes', '', true],
    ['etcd_request_duration_seconds_bucket', '1', false],
    ['etcd_request_duration_seconds_count', '', true],
  ])('of %s le=%s at the API server: kept is %s', (metric, le, kept) => {
    const dropped = (target('apiserver').metricRelabelings ?? []).some(({ sourceLabels = [], regex = '' }) =>
      new RegExp(`^(${regex})$`).test(sourceLabels.map((label) => (label === 'le' ? le : metric)).join(';')),
    );

    expect(dropped).toBe(!kept);
  });
});

describe('tenants', () => {
  it('bring no more than the limits', () => {
    expect(spec()).toMatchObject({
      enforcedSampleLimit: 100_000,
      enforcedTargetLimit: 1000,
      enforcedLabelLimit: 64,
      enforcedBodySizeLimit: '64MiB',
      query: { maxSamples: 20_000_000 },
    });
    expect(spec({ limits: { samples: 5000 } }).enforcedSampleLimit).toBe(5000);
  });

  it('see their own namespace only, in monitors and in rules', () => {
    expect(spec()).toMatchObject({ ignoreNamespaceSelectors: true, enforcedNamespaceLabel: 'namespace' });
  });

  it('are all namespaces but those of the platform', () => {
    const namespaces = new Set(spec().excludedFromEnforcement.map(({ namespace }) => namespace));

    expect([...namespaces]).toEqual(expect.arrayContaining(['kube-system', 'monitoring', 'traefik', 'argocd']));
    expect(
      spec()
        .excludedFromEnforcement.filter(({ namespace }) => namespace === 'monitoring')
        .map(({ resource }) => resource),
    ).toEqual(['podmonitors', 'probes', 'prometheusrules', 'scrapeconfigs', 'servicemonitors']);
  });

  it('cannot have the token of Prometheus sent to themselves', () => {
    expect(spec().arbitraryFSAccessThroughSMs).toEqual({ deny: true });
    expect(
      spec()
        .scrapeClasses.filter(({ authorization }) => authorization !== undefined)
        .map(({ name }) => name),
    ).toEqual(['kubernetes']);
    expect(rendered().object('ValidatingAdmissionPolicy', 'polder-prometheus-token')['spec']).toMatchObject({
      failurePolicy: 'Fail',
      validations: [{ expression: '!has(object.spec.scrapeClass) || !(object.spec.scrapeClass in ["cluster", "kubernetes"])' }],
    });
    expect(rendered().object('ValidatingAdmissionPolicyBinding', 'polder-prometheus-token')['spec']).toMatchObject({
      matchResources: { namespaceSelector: { matchExpressions: [{ key: 'polder.internal/layer', operator: 'DoesNotExist' }] } },
      validationActions: ['Deny'],
    });
  });
});

describe('names that tell of the cluster', () => {
  const { scrapeClasses } = spec();
  const renamed = (name: string) =>
    (scrapeClasses.find((one) => one.default)?.metricRelabelings ?? []).reduce(
      (before, { regex = '', replacement = '' }) => before.replace(new RegExp(`^(?:${regex})$`), replacement),
      name,
    );

  it.each([
    'kube_namespace_labels',
    'kubelet_node_name',
    'node_cpu_hourly_cost',
    'container_cpu_allocation',
    'node:cpu_busy:ratio5m',
    'polder:namespace:payer',
  ])('are not taken from a program of a tenant: %s', (name) => {
    expect(renamed(name)).toBe(`exported_${name}`);
  });

  it.each(['up', 'go_goroutines', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds', 'kubernetes_io_total', 'shop_node_count', 'polders'])(
    'are no others: %s stays',
    (name) => {
      expect(renamed(name)).toBe(name);
    },
  );

  it('are taken from programs of a class that a policy keeps for the platform', () => {
    expect(scrapeClasses.filter(({ metricRelabelings }) => metricRelabelings === undefined).map(({ name }) => name)).toEqual(['cluster', 'kubernetes']);
  });
});

describe('whose rules fail', () => {
  /** The namespace that the alert gets by this group, among these namespaces of tenants. */
  function told(group: string, namespaces: readonly string[]): string {
    const rule = prometheusAlerts(true, namespaces).find(({ name }) => name === 'PrometheusRuleFails');
    const steps = [...(rule?.expression ?? '').matchAll(/"namespace", "(.*?)", "rule_group", "(.*?)"/g)];
    return steps.reduce(
      (before, [, replacement = '', regex]) => (group.match(`^(?:${regex})$`) === null ? before : group.replace(new RegExp(`^(?:${regex})$`), replacement)),
      '',
    );
  }

  const file = (start: string) => `/etc/prometheus/rules/prometheus-prometheus-rulefiles-0/${start}-5f0c.yaml`;

  it('is said by the file', () => {
    expect(told(`${file('a-productie-regels')};shop`, ['a-productie', 'b-productie'])).toBe('a-productie');
    expect(told(`${file('monitoring-prometheus')};shop`, ['a-productie', 'b-productie'])).toBe('');
  });

  it('is not said by the name of the group, which the tenant chooses', () => {
    expect(told(`${file('a-productie-regels')};x/b-productie-x`, ['a-productie', 'b-productie'])).toBe('a-productie');
    expect(told(`${file('a-productie-regels')};x/b-productie-x;y`, ['a-productie', 'b-productie'])).toBe('a-productie');
    expect(told(`${file('monitoring-prometheus')};x/b-productie-x;y`, ['a-productie', 'b-productie'])).toBe('');
  });

  it('is told to the platform where it may be of two: the name of the object is the tenant’s choice too', () => {
    expect(told(`${file('a-productie-b-regels')};shop`, ['a-productie', 'a-productie-b'])).toBe('');
    expect(told(`${file('a-productie-regels')};shop`, ['a-productie', 'a-productie-b'])).toBe('a-productie');
  });
});

describe('how long metrics are kept', () => {
  it.each([
    ['lab', '2d', '5Gi'],
    ['small', '15d', '50Gi'],
    ['production', '30d', '200Gi'],
  ])('in profile %s is %s, on %s', (profile, retention, volume) => {
    expect(spec({}, { profile, nodes: large })).toMatchObject({
      retention,
      storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: volume } } } } },
    });
  });

  it.each(['1Gi', '5Gi', '50Gi', '2Ti'])('ends when four fifths of a volume of %s are used', (volume) => {
    const kept = Number.parseInt(spec({ volume }).retentionSize, 10) * 2 ** 20;

    expect(kept).toBeLessThanOrEqual(quantity(volume) * 0.8);
    expect(kept).toBeGreaterThan(quantity(volume) * 0.79);
  });
});

describe('alerts', () => {
  it('go to the Alertmanager that the cluster has, without a setting', () => {
    expect(spec({}, { components: { alertmanager: { enabled: true } } }).alerting).toEqual({
      alertmanagers: [{ name: 'alertmanager', namespace: 'monitoring', port: 9093, apiVersion: 'V2' }],
    });
  });

  it('go nowhere where it has none, and then no alert asks for one', () => {
    const rules = (components: object) => JSON.stringify(rendered({}, { components }).object('PrometheusRule', 'prometheus'));

    expect(spec()).not.toHaveProperty('alerting');
    expect(rules({})).not.toContain('PrometheusWithoutAlertmanager');
    expect(rules({ alertmanager: { enabled: true } })).toContain('PrometheusWithoutAlertmanager');
  });

  it('include one that always fires, with a severity that wakes nobody', () => {
    const { spec: rules } = rendered().object('PrometheusRule', 'prometheus') as unknown as {
      spec: { groups: { rules: { alert: string; expr: string; labels: object }[] }[] };
    };

    expect(rules.groups[0]?.rules.find(({ alert }) => alert === 'Watchdog')).toMatchObject({ expr: 'vector(1)', labels: { severity: 'none' } });
  });
});

describe('running it', () => {
  it('is a pair in production, spread over zones, of which one may be away', () => {
    const production = { profile: 'production', nodes: large };

    expect(spec({}, production)).toMatchObject({
      replicas: 2,
      topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone' }, { topologyKey: 'kubernetes.io/hostname' }],
    });
    expect(rendered({}, production).object('PodDisruptionBudget', 'prometheus')).toMatchObject({ spec: { maxUnavailable: 1 } });
  });

  it('is refused as a pair on one node', () => {
    const one = { nodes: [{ role: 'both', zone: 'a', count: 1, cpu: '16', memory: '64Gi' }] };

    expect(() => rendered({ replicas: 2 }, one)).toThrow('components.prometheus.replicas: 2 pods on 1 node would be lost together; write 1, or add a node');
  });

  it('is an image of the site’s registry, and the operator is told its version apart from it', () => {
    const { version } = prometheus.images.prometheus;

    expect(spec({}, { mirrors: { registry: 'registry.example.nl/mirror' } })).toMatchObject({
      image: `registry.example.nl/mirror/quay.io/prometheus/prometheus:${version}`,
      version: version.split('-')[0],
    });
  });

  it('runs without root, and gets the memory that it asks for', () => {
    expect(spec().securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec().resources).toMatchObject({ requests: { memory: '2Gi' }, limits: { memory: '2Gi' } });
  });

  it('counts the reloader beside it', () => {
    const config = { replicas: 2, size: { cpu: '200m', memory: '2Gi', cpuLimit: '2' } };

    expect(prometheus.operated?.({ cluster: {} as never, config: config as never })).toMatchObject([
      { count: 2, size: { cpu: '210m', memory: '2098Mi', cpuLimit: '2100m' }, labels: { 'app.kubernetes.io/name': 'prometheus' } },
    ]);
  });

  it('cannot be told to end by whoever may ask it', () => {
    expect(spec().reloadStrategy).toBe('ProcessSignal');
    expect(JSON.stringify(spec())).not.toContain('dminA');
  });

  it('sees no Secret and changes nothing', () => {
    const { rules } = rendered().object('ClusterRole', 'prometheus') as unknown as { rules: { resources?: string[]; verbs: string[] }[] };

    expect(rules.flatMap(({ resources = [] }) => resources)).not.toContain('secrets');
    expect([...new Set(rules.flatMap(({ verbs }) => verbs))].sort()).toEqual(['get', 'list', 'watch']);
  });

  it('reaches pods of all namespaces and the nodes, and nothing outside the cluster', () => {
    const { spec: policy } = rendered().object('NetworkPolicy', 'prometheus') as unknown as {
      spec: { egress: { to: { ipBlock?: { cidr: string }; namespaceSelector?: object }[] }[] };
    };
    const peers = policy.egress.flatMap(({ to }) => to);

    expect(peers).toContainEqual({ namespaceSelector: {} });
    expect(new Set(peers.flatMap(({ ipBlock }) => ipBlock?.cidr ?? []))).toEqual(new Set(['10.20.0.0/24']));
  });

  it('lets in only who uses it', () => {
    const ingress = (components: object) => JSON.stringify(rendered({}, { components }).object('NetworkPolicy', 'prometheus')['spec']);

    expect(ingress({})).not.toContain('perses');
    expect(ingress({ perses: { enabled: true } })).toContain('"kubernetes.io/metadata.name":"perses"');
  });
});
