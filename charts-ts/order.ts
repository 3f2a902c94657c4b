import type { PolderCluster } from './catalogue.ts';
import { compare, distinctProblems, type Loaded, type Problem, pathText } from './config/problem.ts';
import type { Capability } from './kit/capability.ts';
import type { AnyComponent, Chosen, ClusterContext } from './kit/component.ts';

/** A chosen component with the facts that its needs carry. */
export interface Planned extends Chosen {
  readonly needs: Readonly<Record<string, unknown>>;
  readonly wants: Readonly<Record<string, unknown>>;
}

interface Provider {
  /** The component's name; undefined where the cluster provides the capability itself. */
  readonly name: string | undefined;
  readonly value: unknown;
}

/** What a cluster's components and their meeting points are, before anything is built. */
export interface Plan {
  readonly components: readonly Planned[];
  /** The fact of a capability, whoever offers it; undefined when nobody does. */
  fact<T>(of: Capability<T>): T | undefined;
}

/** The cluster as components see it. */
export function clusterContext(cluster: PolderCluster): ClusterContext {
  return { ...cluster.config, id: cluster.id, site: cluster.site, name: cluster.name };
}

/**
 * Chooses a cluster's components and computes their waves from their needs: never written by hand.
 * Tells every need that nobody meets (and who could), every capability offered twice, and every circle.
 */
export function order(catalogue: readonly AnyComponent[], cluster: PolderCluster): Loaded<Plan> {
  const context = clusterContext(cluster);
  const configs: Readonly<Record<string, unknown>> = cluster.config.components;
  const enabled = catalogue.filter((component) => component.required || (configs[component.name] as { enabled: boolean }).enabled);
  const settings = (component: AnyComponent) => ({ cluster: context, config: configs[component.name] as Record<string, unknown> });
  const byName = new Map(enabled.map((component) => [component.name, component]));
  const problems: Problem[] = [];
  const at = (component: string, path: readonly (string | number)[], message: string) => {
    const full = ['components', component, ...path];
    problems.push({ ...cluster.merged.place(full), path: pathText(full), message });
  };

  const providers = new Map<string, Provider>(
    Object.entries(cluster.config.provides).flatMap(([id, value]) => (value === undefined ? [] : [[id, { name: undefined, value }]])),
  );
  for (const component of enabled) {
    for (const mistake of component.mistakes?.(settings(component)) ?? []) at(component.name, mistake.path, mistake.message);
    for (const { id, value } of component.offers(settings(component))) {
      const other = providers.get(id);
      if (other === undefined) providers.set(id, { name: component.name, value });
      else if (other.name === undefined) {
        const message = `component ${component.name} offers "${id}" too; ${['remove this', ...leaveOut(component)].join(', or ')}`;
        problems.push({ ...cluster.merged.place(['provides', id]), path: pathText(['provides', id]), message });
      } else {
        const ways = [...leaveOut(component), ...leaveOut(byName.get(other.name))];
        at(component.name, [], `component ${other.name} offers "${id}" already; ${ways.join(', or ')}`);
      }
    }
  }

  for (const component of enabled) {
    for (const need of Object.values(component.needs)) if (!providers.has(need.id)) at(component.name, [], unmet(component, need, catalogue, context, configs));
  }
  if (problems.length > 0) return { ok: false, problems: distinctProblems(problems) };

  const dependencies = (component: AnyComponent) =>
    [...Object.values(component.needs), ...Object.values(component.wants)].flatMap((need) => byName.get(providers.get(need.id)?.name ?? '') ?? []);
  const waves = new Map<string, { readonly wave: number; readonly closure: ReadonlySet<string> }>();
  const visit = (component: AnyComponent, trail: readonly string[]): { readonly wave: number; readonly closure: ReadonlySet<string> } => {
    const known = waves.get(component.name);
    if (known !== undefined) return known;
    if (trail.includes(component.name))
      throw new Error(`components need each other in a circle: ${[...trail.slice(trail.indexOf(component.name)), component.name].join(' → ')}`);
    const below = dependencies(component).map((dependency) => ({ name: dependency.name, ...visit(dependency, [...trail, component.name]) }));
    const found = { wave: 1 + Math.max(0, ...below.map(({ wave }) => wave)), closure: new Set(below.flatMap(({ name, closure }) => [name, ...closure])) };
    waves.set(component.name, found);
    return found;
  };
  const facts = (needs: Readonly<Record<string, Capability<unknown>>>) =>
    Object.fromEntries(Object.entries(needs).map(([key, need]) => [key, providers.get(need.id)?.value]));
  const planned = enabled.map((component) => ({
    component,
    config: configs[component.name],
    ...visit(component, []),
    needs: facts(component.needs),
    wants: facts(component.wants),
    providedGroups: new Set(
      [...Object.values(component.needs), ...Object.values(component.wants)]
        .filter((need) => providers.get(need.id)?.name === undefined && providers.has(need.id))
        .flatMap((need) => need.apiGroups),
    ),
  }));
  return {
    ok: true,
    value: {
      components: planned.sort((a, b) => a.wave - b.wave || compare(a.component.name, b.component.name)),
      fact: <T>(of: Capability<T>) => providers.get(of.id)?.value as T | undefined,
    },
  };
}

/** The way to be without a component: none where every cluster has it. */
function leaveOut(component: AnyComponent | undefined): string[] {
  return component === undefined || component.required ? [] : [`set components.${component.name}.enabled: false`];
}

function unmet(
  component: AnyComponent,
  need: Capability<unknown>,
  catalogue: readonly AnyComponent[],
  cluster: ClusterContext,
  configs: Readonly<Record<string, unknown>>,
): string {
  const could = catalogue.filter((candidate) =>
    candidate.offers({ cluster, config: configs[candidate.name] as Record<string, unknown> }).some((offered) => offered.id === need.id),
  );
  const ways = [
    ...could.map((candidate) => `set components.${candidate.name}.enabled: true`),
    `tell under provides.${need.id} what the cluster has`,
    ...leaveOut(component),
  ];
  return `${component.name} needs "${need.id}" (${need.description}), which nothing offers; ${ways.join(', or ')}`;
}
