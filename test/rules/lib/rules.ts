import type { Built } from '../../../charts-ts/built.ts';
import { catalogue } from '../../../charts-ts/catalogue.ts';
import { problemText } from '../../../charts-ts/config/problem.ts';
import type { AnyComponent } from '../../../charts-ts/kit/component.ts';
import type { Dashboard } from '../../../charts-ts/kit/dashboard.ts';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import { render } from '../../../charts-ts/render.ts';
import { loadFleet } from '../../../scripts/lib/fleet.ts';
import { renderAlone } from '../../support/alone.ts';

export type Labels = Readonly<Record<string, string>>;

/** A rule as Prometheus reads it. */
export type Rule =
  | { readonly alert: string; readonly expr: string; readonly for: string; readonly labels: Labels; readonly annotations?: Labels }
  | { readonly record: string; readonly expr: string; readonly labels?: Labels };

/** A file of rules: https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */
export interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** All rules and dashboards of one component, as it makes them with the foundation alone. */
export interface ComponentRules {
  readonly component: AnyComponent;
  readonly file: RuleFile;
  /** Where it runs. */
  readonly namespace: string;
  /** Whether Prometheus reads something of it. */
  readonly isRead: boolean;
  /** Why it did not render, where it did not. */
  readonly problem?: string;
}

/** The rules of each component of the catalogue, or of those that are named. */
export function componentRules(names: readonly string[] = []): ComponentRules[] {
  return (catalogue as readonly AnyComponent[]).filter(({ name }) => names.length === 0 || names.includes(name)).map(rulesAlone);
}

function rulesAlone(component: AnyComponent): ComponentRules {
  const namespace = component.namespace.name;
  try {
    const { objects } = renderAlone(component).built;
    return {
      component,
      namespace,
      file: ruleFile(objects),
      isRead: objects.some(({ kind }) => ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig'].includes(kind)),
    };
  } catch (error) {
    return { component, namespace, file: { groups: [] }, isRead: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The rules of each cluster of the repository, by its name. Throws the problems where one does not render. */
export function clusterRules(root: string): ReadonlyMap<string, RuleFile> {
  const fleet = loadFleet(root);
  if (!fleet.ok) throw new Error(fleet.problems.map(problemText).join('\n'));
  return new Map(
    fleet.value.map((cluster) => {
      const rendered = render(catalogue as readonly AnyComponent[], cluster);
      if (!rendered.ok) throw new Error(rendered.problems.map(problemText).join('\n'));
      return [cluster.id, ruleFile(rendered.value.built.flatMap(({ objects }: Built) => objects))];
    }),
  );
}

function ruleFile(objects: readonly KubeObject[]): RuleFile {
  return { groups: objects.filter(({ kind }) => kind === 'PrometheusRule').flatMap((object) => (object['spec'] as RuleFile).groups) };
}

export function rulesOf(file: RuleFile): readonly Rule[] {
  return file.groups.flatMap(({ rules }) => rules);
}

export function ruleName(rule: Rule): string {
  return 'alert' in rule ? rule.alert : rule.record;
}

/** The queries of a dashboard as recording rules, so that promtool reads them: with a range, and any value for what a person chooses. */
export function dashboardFile({ name, variables = [], rows }: Dashboard): RuleFile {
  const chosen = (expression: string) =>
    variables
      .map((variable) => variable.name)
      .sort((a, b) => b.length - a.length)
      .reduce((text, variable) => text.replaceAll(`$${variable}`, '.+'), expression.replaceAll('$__rate_interval', '5m'));
  const queries = rows.flatMap((row) =>
    row.panels.flatMap(({ title, queries: list }) =>
      list.map(({ expression }, index) => ({
        record: 'dashboard:query',
        labels: { row: row.title, panel: title, query: String(index) },
        expr: chosen(expression),
      })),
    ),
  );
  const values = variables.map((variable) => ({
    record: 'dashboard:variable',
    labels: { variable: variable.name },
    expr: chosen(`count by (${variable.label}) (${variable.metric})`),
  }));
  return { groups: [{ name, rules: [...values, ...queries] }] };
}
