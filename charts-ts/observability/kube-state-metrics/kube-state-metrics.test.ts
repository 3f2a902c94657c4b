import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { kubeStateMetrics } from './index.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

function rendered(changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(kubeStateMetrics, { ...metrics, ...changes });
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const rules = () => rendered().object('ClusterRole', 'kube-state-metrics')['rules'] as readonly Rule[];

function flag(name: string): string {
  const { args } = (rendered().object('Deployment', 'kube-state-metrics') as unknown as { spec: { template: { spec: { containers: { args: string[] }[] } } } })
    .spec.template.spec.containers[0] ?? { args: [] };
  return args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
}

describe('what kube-state-metrics may', () => {
  it('lists and watches exactly what it tells of', () => {
    expect(
      rules()
        .flatMap(({ resources }) => resources)
        .sort(),
    ).toEqual(flag('resources').split(','));
    expect(new Set(rules().flatMap(({ verbs }) => verbs))).toEqual(new Set(['list', 'watch']));
  });

  it('sees no content: neither Secrets nor ConfigMaps', () => {
    expect(JSON.stringify(rules())).not.toMatch(/secrets|configmaps/);
  });

  it('is read by Prometheus, and talks to the API server only', () => {
    expect(rendered().object('NetworkPolicy', 'kube-state-metrics')['spec']).toMatchObject({
      ingress: [{ ports: [{ port: 8080 }] }, { ports: [{ port: 8081 }] }],
      egress: [{ to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443 }] }],
    });
  });
});

describe('its metrics', () => {
  it('keep the namespace and pod of the object that they are about', () => {
    expect(rendered().object('ServiceMonitor', 'kube-state-metrics')['spec']).toMatchObject({
      endpoints: [{ port: 'metrics', honorLabels: true, relabelings: [{ action: 'labeldrop' }] }, { port: 'own' }],
    });
  });

  it('have a job of their own where they are about itself, so that its rules do not mix', () => {
    expect(JSON.stringify(rendered().object('ServiceMonitor', 'kube-state-metrics'))).toContain('"replacement":"kube-state-metrics-own"');
    expect(JSON.stringify(rendered().object('PrometheusRule', 'kube-state-metrics'))).toContain(
      'kube_state_metrics_list_total{job=\\"kube-state-metrics-own\\"',
    );
  });

  it('tell whose a namespace is, and the zone of a node', () => {
    expect(flag('metric-labels-allowlist')).toBe(
      'namespaces=[polder.internal/tenant,polder.internal/owner,polder.internal/cost-centre],nodes=[topology.kubernetes.io/zone]',
    );
  });
});

describe('running it', () => {
  it('is for clusters that have metrics', () => {
    expect(() => renderComponent(kubeStateMetrics)).toThrow(/kube-state-metrics needs "metrics"/);
  });

  it('is one pod, since each would tell everything once more', () => {
    expect(rendered({ profile: 'production' }).object('Deployment', 'kube-state-metrics')).toMatchObject({ spec: { replicas: 1 } });
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror too', (profile) => {
    expect(rendered({ profile }).objects.length).toBeGreaterThan(0);
    expect(JSON.stringify(rendered({ profile, mirrors: { registry: 'registry.example.nl' } }).objects)).toContain(
      'registry.example.nl/registry.k8s.io/kube-state-metrics/kube-state-metrics:v',
    );
  });
});
