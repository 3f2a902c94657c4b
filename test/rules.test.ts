import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { casesOf } from './rules/lib/cases.ts';
import { componentRules, ruleName, rulesOf } from './rules/lib/rules.ts';
import type { RuleCase } from './rules/rule-case.ts';

const all = componentRules();
const everyRule = all.flatMap(({ component, file }) => rulesOf(file).map((rule) => ({ component: component.name, rule })));
const everyDashboard = all.flatMap(({ component }) => (component.dashboards ?? []).map((dashboard) => ({ name: dashboard.name, dashboard })));

/** Whose numbers stand on a dashboard of another. */
const shownElsewhere: Readonly<Record<string, string>> = {
  'kube-state-metrics': 'cluster-rules',
  'node-exporter': 'cluster-rules',
  databases: 'cloudnative-pg',
  'databases-of-tenants': 'cloudnative-pg',
};

/** Fire always, on purpose: it is their absence that tells something. */
const neverQuiet = ['Watchdog'];

function fires({ fires: firing = [], records = [] }: RuleCase): boolean {
  return firing.length + records.length > 0;
}

describe('rules', () => {
  it('have names that no other component uses, unless they say of whose database they speak', () => {
    const names = everyRule.map(({ rule }) => [ruleName(rule), rule.labels?.['namespace'], rule.labels?.['cluster']].join(' ').trim());

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('stand in groups whose names are unique too', () => {
    const groups = all.flatMap(({ file }) => file.groups.map(({ name }) => name));

    expect(groups.filter((name, index) => groups.indexOf(name) !== index)).toEqual([]);
  });

  it('ask only for recordings that a component makes, as dashboards do', () => {
    const recorded = everyRule.flatMap(({ rule }) => ('record' in rule ? [rule.record] : []));
    const asked = [...everyRule.map(({ rule }) => rule.expr), JSON.stringify(everyDashboard)].flatMap((text) => [
      ...(text.match(/\b[a-z_]+:[a-z0-9_]+:[a-z0-9_]+\b/g) ?? []),
    ]);

    expect([...new Set(asked)].filter((name) => !recorded.includes(name))).toEqual([]);
  });

  it('are tested in files that are named after a component', () => {
    const known = [...all.map(({ component }) => `${component.name}.ts`), 'rule-case.ts', 'run.ts'];

    expect(readdirSync(join(import.meta.dirname, 'rules')).filter((file) => file.endsWith('.ts') && !known.includes(file))).toEqual([]);
  });
});

describe.each(all.map((one) => ({ name: one.component.name, ...one })))('the rules of $name', ({ name, component, file, isRead, problem }) => {
  const rules = rulesOf(file);

  it('are made without the other components, whose facts the cluster provides', () => {
    expect(problem).toBeUndefined();
  });

  it('each have a case that fires (or records), and each alert one that stays quiet', async () => {
    const cases = await casesOf(name);
    const without = rules.flatMap((rule) => {
      const own = cases.filter((one) => one.rule === ruleName(rule));
      return [
        ...(own.some(fires) ? [] : [`add a case to test/rules/${name}.ts where ${ruleName(rule)} fires`]),
        ...('record' in rule || neverQuiet.includes(rule.alert) || own.some((one) => !fires(one))
          ? []
          : [`add a case to test/rules/${name}.ts where ${ruleName(rule)} stays quiet`]),
      ];
    });

    expect(without).toEqual([]);
  });

  it('are what its cases are about', async () => {
    const names = rules.map(ruleName);

    expect((await casesOf(name)).filter(({ rule }) => !names.includes(rule)).map((one) => `${one.rule} of "${one.name}" is no rule of ${name}`)).toEqual([]);
  });

  it('tell people only labels that the alert has', async () => {
    const cases = await casesOf(name);
    const unknown = rules.flatMap((rule) => {
      if (!('alert' in rule)) return [];
      const used = [...JSON.stringify(rule.annotations).matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? '');
      const firing = cases.filter((one) => one.rule === rule.alert).flatMap((one) => one.fires ?? []);
      return used.filter((label) => firing.some((labels) => !(label in labels))).map((label) => `${rule.alert} names ${label}, which it does not have`);
    });

    expect(unknown).toEqual([]);
  });

  it('come with a dashboard where Prometheus reads something of it', () => {
    if (isRead && !(name in shownElsewhere)) expect(component.dashboards ?? []).not.toEqual([]);
  });
});

describe('dashboards', () => {
  it('have names that no other has', () => {
    const names = everyDashboard.map(({ name }) => name);

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(everyDashboard)('$name uses each of its variables, and no other', ({ dashboard }) => {
    const declared = (dashboard.variables ?? []).map(({ name }) => name);
    const used = dashboard.rows
      .flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(({ expression }) => expression)))
      .flatMap((expression) => [...expression.matchAll(/\$(\w+)/g)].map(([, name]) => name ?? ''));

    expect([...new Set(used.filter((name) => name !== '__rate_interval'))].sort()).toEqual([...declared].sort());
  });
});
