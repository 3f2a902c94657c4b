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

describe('what holds until a day', () => {
  const exemption = { policy: 'no-host-access', namespace: 'opslag', owner: 'Team Opslag', until: '2027-03-01', reason: 'moves to a CSI driver' };
  const endings = (settings: Readonly<Record<string, unknown>>) =>
    renderComponent(clusterRules, { ...metrics, components: { 'admission-policies': settings } })
      .objects.filter(({ metadata }) => metadata.name === 'cluster-rules-endings')
      .map(({ spec }) => JSON.stringify(spec));

  it('is told of by nothing where there is nothing', () => {
    expect(endings({})).toEqual([]);
  });

  it('is told of a fortnight before, with whose it is and where it stands', () => {
    const [rule] = endings({ exemptions: [exemption] });

    expect(rule).toContain(`vector(time()) > ${Date.parse('2027-02-15T00:00:00Z') / 1000}`);
    for (const words of ['the exemption of opslag from no-host-access', 'Team Opslag', '2027-03-01', 'components.admission-policies.exemptions'])
      expect(rule).toContain(words);
  });

  it("is told of the day after, where it is the last day of the checker's run", () => {
    const [rule] = endings({ havenRun: { owner: 'Team Platform', until: '2026-12-01' } });

    expect(rule).toContain(`vector(time()) > ${Date.parse('2026-12-02T00:00:00Z') / 1000}`);
    expect(rule).toContain('components.admission-policies.havenRun');
  });
});
