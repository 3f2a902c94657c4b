import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { clusterRules } from './index.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly annotations?: { readonly summary: string; readonly runbook: string };
}

function rendered(config: Readonly<Record<string, unknown>> = {}, profile = 'small') {
  return renderComponent(clusterRules, { ...metrics, profile, components: { 'cluster-rules': config } });
}

function rules(config: Readonly<Record<string, unknown>> = {}): readonly Rule[] {
  return rendered(config).objects.flatMap((object) => (object['spec'] as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules));
}

describe('the rules', () => {
  it('are objects and nothing else: no pod, no right', () => {
    expect(new Set(rendered().objects.map(({ kind }) => kind))).toEqual(new Set(['PrometheusRule']));
  });

  it('stand in a group for each topic, what is recorded in its own', () => {
    expect(rendered().objects.map(({ metadata }) => metadata.name)).toEqual([
      'cluster-rules-api-server',
      'cluster-rules-capacity',
      'cluster-rules-nodes',
      'cluster-rules-recordings',
      'cluster-rules-storage',
      'cluster-rules-workloads',
    ]);
  });

  it('record what other rules and dashboards ask for by that name', () => {
    const recorded = rules().flatMap(({ record }) => record ?? []);
    const asked = [...rules().map(({ expr }) => expr), JSON.stringify(clusterRules.dashboards)].flatMap((text) =>
      [...text.matchAll(/\b(?:node|namespace):[a-z0-9_]+:[a-z0-9_]+/g)].map(([name]) => name),
    );

    expect(asked.filter((name) => !recorded.includes(name))).toEqual([]);
  });

  it('each say what to do, with the object that it is about', () => {
    for (const { alert, annotations } of rules().filter((rule) => rule.alert !== undefined)) {
      expect(annotations?.runbook.length, alert).toBeGreaterThan(30);
      expect(annotations?.summary, alert).not.toMatch(/\.$/);
    }
  });
});

describe('a cluster', () => {
  it('leaves out alerts by name, such as those of a control plane that is not its own', () => {
    expect(rules({ without: ['ApiServerDown', 'EtcdFills'] }).map(({ alert }) => alert)).not.toEqual(expect.arrayContaining(['ApiServerDown']));
    expect(() => rendered({ without: ['ApiServerdown'] })).toThrow();
  });

  it('says how large its etcd may be', () => {
    expect(rules({ etcdQuota: '8Gi' }).find(({ alert }) => alert === 'EtcdFills')?.expr).toContain(`0.8 * ${8 * 2 ** 30}`);
  });

  it.each(['lab', 'small', 'production'])('of profile %s holds all checks', (profile) => {
    expect(rendered({}, profile).objects.length).toBeGreaterThan(0);
  });
});
