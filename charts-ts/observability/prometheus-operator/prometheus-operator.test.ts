import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { catalogue } from '../../catalogue.ts';
import { metrics } from '../../kit/capability.ts';
import { order } from '../../order.ts';
import { prometheusOperator } from './index.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

function rendered(changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(prometheusOperator, changes);
}

function container(changes: Readonly<Record<string, unknown>> = {}) {
  const { spec } = rendered(changes).object('Deployment', 'prometheus-operator') as unknown as {
    spec: { template: { spec: { containers: readonly [{ image: string; args: readonly string[] }] } } };
  };
  return spec.template.spec.containers[0];
}

/** The rules of a kind of role, one for each resource, as `resource` → verbs. */
function verbs(kind: string, name = 'prometheus-operator'): ReadonlyMap<string, readonly string[]> {
  const { rules } = rendered().object(kind, name) as unknown as { rules: readonly Rule[] };
  return new Map(rules.flatMap((rule) => rule.resources.map((resource) => [resource, rule.verbs] as const)));
}

describe('what others get of it', () => {
  it('is told first: it needs nothing that has metrics', () => {
    const planned = order(catalogue, exampleCluster({ components: { 'prometheus-operator': { enabled: true } } }));
    if (!planned.ok) throw new Error('the example is not valid');

    expect(planned.value.fact(metrics)).toEqual({ namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } });
    expect(Object.keys(prometheusOperator.needs)).toEqual(['namespaces']);
  });

  it('is every kind of its definitions, in one source', () => {
    expect(prometheusOperator.crds).toHaveLength(1);
    expect(Object.keys(prometheusOperator.crds[0]?.kinds ?? {})).toEqual(
      expect.arrayContaining(
        ['Prometheus', 'PrometheusRule', 'ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig'].map((kind) => `monitoring.coreos.com/${kind}`),
      ),
    );
  });

  it('has one version with its definitions', () => {
    expect(new Set([prometheusOperator.images.operator.version, prometheusOperator.images.reloader.version, prometheusOperator.crds[0]?.tag]).size).toBe(1);
  });
});

describe('what it runs', () => {
  it('is a reloader from the site’s registry, never its built-in default', () => {
    expect(container({ mirrors: { registry: 'registry.example.nl' } }).args).toContain(
      `--prometheus-config-reloader=registry.example.nl/quay.io/prometheus-operator/prometheus-config-reloader:${prometheusOperator.images.reloader.version}`,
    );
  });

  it('is Prometheus in its own namespace only', () => {
    expect(container().args).toContain('--prometheus-instance-namespaces=monitoring');
  });

  it('is told of the kubelets by EndpointSlices, which dual-stack clusters need', () => {
    expect(container().args).toEqual(
      expect.arrayContaining(['--kubelet-service=kube-system/kubelet', '--kubelet-endpoints=false', '--kubelet-endpointslice=true']),
    );
  });
});

describe('its rights', () => {
  it('let it read what tells Prometheus what to do, in all namespaces, and change none of it', () => {
    for (const resource of ['servicemonitors', 'podmonitors', 'probes', 'prometheusrules', 'scrapeconfigs']) {
      expect(verbs('ClusterRole').get(resource)).toEqual(['get', 'list', 'watch']);
    }
  });

  it('reach Secrets and ConfigMaps in its own namespace only', () => {
    expect([...verbs('ClusterRole').keys()].filter((resource) => /secrets|configmaps/.test(resource))).toEqual([]);
    expect(verbs('Role').get('secrets')).toContain('create');
  });

  it('write nothing in the whole cluster but events', () => {
    const writing = [...verbs('ClusterRole')].filter(([, all]) => all.some((verb) => !['get', 'list', 'watch'].includes(verb)));

    expect(writing.map(([resource]) => resource)).toEqual(['events']);
  });

  it('write only the kubelets’ addresses in kube-system', () => {
    expect([...verbs('Role', 'prometheus-operator-kubelets').keys()]).toEqual(['services', 'services/finalizers', 'endpointslices']);
  });
});

describe('running it', () => {
  it('calls the API server and nobody else, and only Prometheus calls it', () => {
    const { spec } = rendered().object('NetworkPolicy', 'prometheus-operator') as unknown as { spec: { ingress: unknown[]; egress: unknown[] } };

    expect(spec.egress).toMatchObject([{ to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443 }] }]);
    expect(spec.ingress).toMatchObject([{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }], ports: [{ port: 8080 }] }]);
  });

  it('is watched itself', () => {
    expect(rendered().object('ServiceMonitor', 'prometheus-operator')['spec']).toMatchObject({ endpoints: [{ port: 'http' }] });
    expect(JSON.stringify(rendered().object('PrometheusRule', 'prometheus-operator'))).toContain('PrometheusOperatorDown');
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror too', (profile) => {
    expect(rendered({ profile }).objects.length).toBeGreaterThan(0);
    expect(container({ profile, mirrors: { registry: 'registry.example.nl' } }).image).toMatch(/^registry\.example\.nl\/quay\.io\//);
  });
});
