import type { PolderCluster } from './catalogue.ts';
import { compare, distinctProblems, type Loaded, type Problem } from './config/problem.ts';
import { problemAt, tenantProblem } from './config/rules/rules.ts';
import type { Capability } from './kit/capability.ts';
import { type AnyComponent, askersOf, type Chosen, type ClusterContext, comesWhenAsked } from './kit/component.ts';
import { broughtBy } from './kit/distribution.ts';

/** A chosen component with the facts that its needs carry. */
export interface Planned extends Chosen {
  readonly needs: Readonly<Record<string, unknown>>;
  readonly wants: Readonly<Record<string, unknown>>;
  readonly knows: Readonly<Record<string, unknown>>;
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
  return { ...cluster.config, id: cluster.id, site: cluster.site, name: cluster.name, tenants: cluster.tenants };
}

/**
 * Chooses a cluster's components and computes their waves from their needs: never written by hand.
 * Tells every need that nobody meets (and who could) and every capability offered twice. Throws on a circle of needs:
 * that is a fault of the components, not of a configuration.
 */
export function order(catalogue: readonly AnyComponent[], cluster: PolderCluster): Loaded<Plan> {
  const selection = select(catalogue, cluster);
  const { providers, problems } = meet(selection);
  const all = [...problems, ...alreadyThere(selection), ...mistakes(selection), ...unmetNeeds(selection, providers)];
  if (all.length > 0) return { ok: false, problems: distinctProblems(all) };

  const waves = wavesOf(selection.enabled, providers);
  const fact = (id: string) => providers.get(id)?.value;
  const facts = (needs: Needs) => Object.fromEntries(Object.entries(needs).map(([key, need]) => [key, fact(need.id)]));
  const planned = selection.enabled.map((component) => ({
    component,
    config: selection.settings(component).config,
    ...(waves.get(component.name) ?? { wave: 1, closure: new Set<string>() }),
    needs: facts(component.needs),
    wants: facts(component.wants),
    knows: facts(component.knows ?? {}),
    providedGroups: new Set(uses(component).flatMap((need) => (isProvided(providers.get(need.id)) ? need.apiGroups : []))),
  }));
  return {
    ok: true,
    value: {
      components: planned.sort((a, b) => a.wave - b.wave || compare(a.component.name, b.component.name)),
      fact: <T>(of: Capability<T>) => fact(of.id) as T | undefined,
    },
  };
}

type Needs = Readonly<Record<string, Capability<unknown>>>;

/** The components that a cluster has, with the settings of each; of others too, to say who could meet a need. */
interface Selection {
  readonly catalogue: readonly AnyComponent[];
  readonly cluster: PolderCluster;
  readonly enabled: readonly AnyComponent[];
  settings(component: AnyComponent): { readonly cluster: ClusterContext; readonly config: Record<string, unknown> };
}

function select(catalogue: readonly AnyComponent[], cluster: PolderCluster): Selection {
  const context = clusterContext(cluster);
  const settings = (component: AnyComponent) => ({ cluster: context, config: cluster.config.components[component.name] as Record<string, unknown> });
  const isChosen = (component: AnyComponent) =>
    comesWhenAsked(component) ? askersOf(component, context).length > 0 : component.required || settings(component).config['enabled'] === true;
  return { catalogue, cluster, settings, enabled: catalogue.filter(isChosen) };
}

/** Who offers each capability: the cluster itself, or one component. */
function meet({ cluster, enabled, settings }: Selection): { readonly providers: ReadonlyMap<string, Provider>; readonly problems: readonly Problem[] } {
  const provided = Object.entries(cluster.config.provides).filter(([, value]) => value !== undefined);
  const providers = new Map<string, Provider>(provided.map(([id, value]) => [id, { name: undefined, value }]));
  const problems: Problem[] = [];
  for (const component of enabled) {
    for (const { id, value } of component.offers(settings(component))) {
      const other = providers.get(id);
      if (other === undefined) providers.set(id, { name: component.name, value });
      else if (other.name === undefined) {
        const ways = ['remove this', ...leaveOut(component)];
        problems.push(problemAt(cluster, ['provides', id], `component ${component.name} offers "${id}" too; ${ways.join(', or ')}`));
      } else {
        const ways = [...leaveOut(component), ...leaveOut(enabled.find(({ name }) => name === other.name))];
        problems.push(problemAt(cluster, ['components', component.name], `component ${other.name} offers "${id}" already; ${ways.join(', or ')}`));
      }
    }
  }
  return { providers, problems };
}

/** What components themselves find wrong with their part of the configuration. */
function mistakes({ cluster, enabled, settings }: Selection): Problem[] {
  return enabled.flatMap((component) =>
    (component.mistakes?.(settings(component)) ?? []).map(({ path, message }) => problemAt(cluster, ['components', component.name, ...path], message)),
  );
}

/** Components that the distribution cannot have beside its own. */
function alreadyThere({ cluster, enabled }: Selection): Problem[] {
  const brought = broughtBy(cluster.config);
  return enabled.flatMap(({ name }) => {
    const own = brought[name];
    if (own === undefined) return [];
    const words = `${cluster.config.distribution} has it already: ${own.because}; set components.${name}.enabled: false, and tell under provides.${own.provides} what it has`;
    return [problemAt(cluster, ['components', name], words)];
  });
}

function unmetNeeds(selection: Selection, providers: ReadonlyMap<string, Provider>): Problem[] {
  const { cluster } = selection;
  return selection.enabled.flatMap((component) =>
    Object.values(component.needs)
      .filter(({ id }) => !providers.has(id))
      .flatMap((need) => {
        const ways = waysToMeet(need, selection);
        if (!comesWhenAsked(component)) {
          const words = `${component.name} needs "${need.id}" (${need.description}), which nothing offers; ${[...ways, ...leaveOut(component)].join(', or ')}`;
          return [problemAt(cluster, ['components', component.name], words)];
        }
        const words = `${cluster.id} has no "${need.id}" (${need.description}); ${[...ways, 'remove this'].join(', or ')}`;
        return askersOf(component, { tenants: cluster.tenants }).map(({ tenant, path }) => tenantProblem(tenant, path, words));
      }),
  );
}

function waysToMeet(need: Capability<unknown>, { catalogue, settings }: Selection): string[] {
  const could = catalogue.filter((candidate) => candidate.offers(settings(candidate)).some(({ id }) => id === need.id));
  return [...could.map(({ name }) => `set components.${name}.enabled: true`), `tell under provides.${need.id} what the cluster has`];
}

/** A component's place in the order. */
interface Place {
  readonly wave: number;
  readonly closure: ReadonlySet<string>;
}

/** One wave more than the highest of what a component uses; the first is 1. */
function wavesOf(enabled: readonly AnyComponent[], providers: ReadonlyMap<string, Provider>): ReadonlyMap<string, Place> {
  const byName = new Map(enabled.map((component) => [component.name, component]));
  const places = new Map<string, Place>();
  function visit(component: AnyComponent, trail: readonly string[]): Place {
    const { name } = component;
    const known = places.get(name);
    if (known !== undefined) return known;
    if (trail.includes(name)) throw new Error(`components need each other in a circle: ${[...trail.slice(trail.indexOf(name)), name].join(' → ')}`);
    const below = uses(component)
      .flatMap(({ id }) => byName.get(providers.get(id)?.name ?? '') ?? [])
      .map((one) => ({ name: one.name, ...visit(one, [...trail, name]) }));
    const place = { wave: 1 + Math.max(0, ...below.map(({ wave }) => wave)), closure: new Set(below.flatMap((one) => [one.name, ...one.closure])) };
    places.set(name, place);
    return place;
  }
  for (const component of enabled) visit(component, []);
  return places;
}

function uses({ needs, wants }: AnyComponent): Capability<unknown>[] {
  return [...Object.values(needs), ...Object.values(wants)];
}

function isProvided(provider: Provider | undefined): boolean {
  return provider !== undefined && provider.name === undefined;
}

/** The way to be without a component: none where every cluster has it. */
function leaveOut(component: AnyComponent | undefined): string[] {
  return component === undefined || component.required || comesWhenAsked(component) ? [] : [`set components.${component.name}.enabled: false`];
}
