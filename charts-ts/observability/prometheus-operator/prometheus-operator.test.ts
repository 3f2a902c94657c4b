import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { catalogue } from '../../catalogue.ts';
import { metrics } from '../../kit/capability.ts';
import { order } from '../../order.ts';
import { prometheusOperator } from './index.ts';

interface Rule {
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

/** Of each resource, what may be done with it. */
function verbs(kind: 'ClusterRole' | 'Role'): ReadonlyMap<string, readonly string[]> {
  const { rules } = rendered().object(kind, 'prometheus-operator') as unknown as { rules: readonly Rule[] };
  return new Map(rules.flatMap((rule) => rule.resources.map((resource) => [resource, rule.verbs] as const)));
}

const read = ['get', 'list', 'watch'];

describe('what others get of it', () => {
  it('is there early: it needs namespaces, and wants nothing', () => {
    expect(Object.keys({ ...prometheusOperator.needs, ...prometheusOperator.wants })).toEqual(['namespaces']);
  });

  it('is whom to let in, how Prometheus is asked for its token, and to believe what tells of the cluster', () => {
    const planned = order(catalogue, exampleCluster({ components: { 'prometheus-operator': { enabled: true } } }));
    if (!planned.ok) throw new Error('the example is not valid');

    expect(planned.value.fact(metrics)).toEqual({
      namespace: 'monitoring',
      podLabels: { 'app.kubernetes.io/name': 'prometheus' },
      identityClass: 'kubernetes',
      clusterClass: 'cluster',
    });
  });

  it('has one version with its definitions', () => {
    const { images, crds } = prometheusOperator;

    expect(new Set([images.operator.version, images.reloader.version, ...crds.map(({ tag }) => tag)]).size).toBe(1);
  });
});

describe('what it runs', () => {
  it('takes the reloader from the site’s registry, never its built-in default', () => {
    expect(container({ mirrors: { registry: 'registry.example.nl' } }).args).toContain(
      `--prometheus-config-reloader=registry.example.nl/quay.io/prometheus-operator/prometheus-config-reloader:${prometheusOperator.images.reloader.version}`,
    );
  });

  it('is Prometheus in its own namespace only', () => {
    expect(container().args).toContain('--prometheus-instance-namespaces=monitoring');
  });

  it('gives the reloader probes, and no more memory than it requests', () => {
    const { args } = container();
    const memory = args.filter((arg) => arg.startsWith('--config-reloader-memory')).map((arg) => arg.split('=')[1]);

    expect(args).toContain('--enable-config-reloader-probes=true');
    expect(new Set(memory).size).toBe(1);
  });
});

describe('its rights', () => {
  it('let it read monitors and rules of all namespaces, and change none', () => {
    for (const resource of ['servicemonitors', 'podmonitors', 'probes', 'prometheusrules', 'scrapeconfigs'])
      expect(verbs('ClusterRole').get(resource)).toEqual(read);
  });

  it('show it no Secret outside its own namespace', () => {
    expect([...verbs('ClusterRole').keys()]).not.toEqual(expect.arrayContaining(['secrets']));
    expect(verbs('Role').get('secrets')).toEqual(expect.arrayContaining(['create', 'update']));
  });

  it('let it write nothing in the whole cluster but events', () => {
    const written = [...verbs('ClusterRole')].filter(([, all]) => all.some((verb) => !read.includes(verb)));

    expect(written).toEqual([['events', ['create', 'patch']]]);
  });

  it('start no controller but that of Prometheus', () => {
    const kinds = [...verbs('ClusterRole').keys(), ...verbs('Role').keys()].filter((resource) => /alertmanager|agent|thanos/.test(resource));

    expect(kinds).toEqual([]);
  });
});

describe('running it', () => {
  it('calls the API server and nobody else, and only Prometheus calls it', () => {
    expect(rendered().object('NetworkPolicy', 'prometheus-operator')['spec']).toMatchObject({
      ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }], ports: [{ port: 8080 }] }],
      egress: [{ to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443 }] }],
    });
  });

  it('is watched itself', () => {
    expect(rendered().object('ServiceMonitor', 'prometheus-operator')['spec']).toMatchObject({ endpoints: [{ port: 'http' }] });
    expect(JSON.stringify(rendered().object('PrometheusRule', 'prometheus-operator'))).toContain('PrometheusOperatorDown');
  });

  it.each(['lab', 'small', 'production'])('holds all checks in profile %s, with a mirror too', (profile) => {
    expect(container({ profile, mirrors: { registry: 'registry.example.nl' } }).image).toMatch(/^registry\.example\.nl\/quay\.io\//);
  });
});
