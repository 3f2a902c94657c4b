import { compare } from '../config/problem.ts';
import { once } from '../kit/remember.ts';
import { type Effect, effects } from './disruption.ts';
import { type ClusterChange, type Findings, findingsOf, type Section, sections } from './findings.ts';
import type { Requests } from './requests.ts';

/** One end of a comparison. */
export interface Side {
  /** As it was asked for, such as `main`; `working tree` for the files on disk. */
  readonly name: string;
  /** Left out for the working tree. */
  readonly commit?: string;
}

/** A component with what there is to tell of it; empty sections are left out. */
export type ComponentDifference = { readonly component: string } & Partial<Findings>;

/** Clusters for which the same is to tell. */
export interface Group {
  readonly clusters: readonly string[];
  readonly components: readonly ComponentDifference[];
}

/** How much there is, for a first line: objects and clusters count each time. */
export interface Summary {
  readonly clusters: { readonly added: number; readonly removed: number; readonly changed: number };
  readonly objects: { readonly added: number; readonly removed: number; readonly changed: number };
  /** How many objects, over all clusters, by effect. */
  readonly disruptions: Readonly<Partial<Record<Effect, number>>>;
  /** `risky` of the granted lead to more than they say. */
  readonly permissions: { readonly granted: number; readonly withdrawn: number; readonly risky: number };
  readonly exposure: { readonly opened: number; readonly closed: number };
  readonly network: { readonly opened: number; readonly closed: number };
  readonly images: number;
  readonly requests: Requests;
}

/** One changed cluster by itself. */
export interface ClusterSummary {
  readonly id: string;
  readonly state: ClusterChange['state'];
  readonly objects: Summary['objects'];
  readonly requests?: Requests;
}

/** The difference between two revisions of platform/: what `npm run diff -- --json` writes. */
export interface Report {
  /** Raised when a program that reads this must change. */
  readonly format: 1;
  readonly base: Side;
  readonly head: Side;
  readonly summary: Summary;
  /** Every cluster that differs, by its name. */
  readonly clusters: readonly ClusterSummary[];
  /** What differs; what is the same on many clusters stands once. The most clusters first. */
  readonly groups: readonly Group[];
  /** Changed files under platform/ that generate did not make: they are not compared. */
  readonly otherFiles: readonly string[];
}

interface Entry {
  readonly component: string;
  readonly section: Section;
  readonly item: object;
  /** As JSON, with the cluster's own names replaced by words. */
  readonly general: string;
  readonly clusters: string[];
  /** False once another cluster's own names differ: then the words stand. */
  same: boolean;
  readonly text: string;
}

/** Tells the clusters' differences together. */
export function reportOf(base: Side, head: Side, changes: readonly ClusterChange[], knownImages: ReadonlySet<string>, otherFiles: readonly string[]): Report {
  const entries = new Map<string, Entry>();
  const clusters: ClusterSummary[] = [];
  for (const change of [...changes].sort((a, b) => compare(a.id, b.id))) {
    const found = findingsOf(change, knownImages);
    const summary = clusterSummary(change, found);
    if (summary === undefined) continue;
    clusters.push(summary);
    for (const [component, findings] of found)
      for (const section of sections) for (const item of findings[section]) enter(entries, change, component, section, item);
  }
  const all = [...entries.values()];
  return { format: 1, base, head, summary: summaryOf(all, clusters), clusters, groups: groupsOf(all), otherFiles: [...otherFiles].sort(compare) };
}

function enter(entries: Map<string, Entry>, { id, notes }: ClusterChange, component: string, section: Section, item: object): void {
  const text = jsonOf(item);
  const general = notes.ownNames.reduce((sum, [name, word]) => (sum.includes(name) ? sum.replaceAll(name, word) : sum), text);
  const key = `${component} ${section} ${general}`;
  const known = entries.get(key);
  if (known === undefined) entries.set(key, { component, section, item, general, clusters: [id], same: true, text });
  else {
    if (known.clusters.at(-1) !== id) known.clusters.push(id);
    if (known.text !== text) known.same = false;
  }
}

const jsonOf = once((item: object) => JSON.stringify(item));

function groupsOf(entries: readonly Entry[]): readonly Group[] {
  const bySet = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = entry.clusters.join(' ');
    const own = bySet.get(key);
    if (own === undefined) bySet.set(key, [entry]);
    else own.push(entry);
  }
  return [...bySet]
    .sort(([a, [first]], [b, [second]]) => (second?.clusters.length ?? 0) - (first?.clusters.length ?? 0) || compare(a, b))
    .map(([, own]) => ({ clusters: own[0]?.clusters ?? [], components: componentsOf(own) }));
}

function componentsOf(entries: readonly Entry[]): readonly ComponentDifference[] {
  const names = [...new Set(entries.map(({ component }) => component))].sort(compare);
  return names.map((component) => {
    const own = entries.filter((entry) => entry.component === component);
    const found = sections.flatMap((section) => {
      const items = own.filter((entry) => entry.section === section).map(({ same, item, general }) => (same ? item : (JSON.parse(general) as object)));
      return items.length === 0 ? [] : [[section, items] as const];
    });
    return { component, ...(Object.fromEntries(found) as Partial<Findings>) };
  });
}

/** Undefined where only headers of files changed: nothing of the cluster did. */
function clusterSummary({ id, state, files }: ClusterChange, found: ReadonlyMap<string, Findings>): ClusterSummary | undefined {
  const all = [...found.values()];
  const count = (change: string) => all.reduce((sum, { objects }) => sum + objects.filter((object) => object.change === change).length, 0);
  const whole = { added: state === 'added' ? files.length : 0, removed: state === 'removed' ? files.length : 0, changed: 0 };
  const objects = state === 'changed' ? { added: count('added'), removed: count('removed'), changed: count('changed') } : whole;
  if (all.every((findings) => sections.every((section) => findings[section].length === 0)) && state === 'changed') return undefined;
  const requests = sumOf(all.flatMap((findings) => findings.requests));
  return { id, state, objects, ...(requests === undefined ? {} : { requests }) };
}

/** The cost is left out where one of them has none: half a sum would be taken for the whole. */
function sumOf(all: readonly Requests[]): Requests | undefined {
  if (all.length === 0) return undefined;
  const sum = (what: 'cpu' | 'memory' | 'storage') => Math.round(all.reduce((total, one) => total + one[what], 0) * 10_000) / 10_000 + 0;
  const costs = all.map(({ cost }) => cost);
  const known = costs.filter((cost) => cost !== undefined);
  const cost = Math.round(known.reduce((total, one) => total + one, 0) * 100) / 100 + 0;
  return { cpu: sum('cpu'), memory: sum('memory'), storage: sum('storage'), ...(known.length === costs.length ? { cost } : {}) };
}

function summaryOf(entries: readonly Entry[], clusters: readonly ClusterSummary[]): Summary {
  const counted = (section: Section, is: (item: Readonly<Record<string, unknown>>) => boolean) =>
    entries
      .filter((entry) => entry.section === section && is(entry.item as Readonly<Record<string, unknown>>))
      .reduce((sum, entry) => sum + entry.clusters.length, 0);
  const changed = (section: Section, change: string) => counted(section, (item) => item['change'] === change);
  const both = (section: Section) => ({ opened: changed(section, 'opened'), closed: changed(section, 'closed') });
  const objects = (change: keyof Summary['objects']) => clusters.reduce((sum, cluster) => sum + cluster.objects[change], 0);
  const state = (wanted: ClusterChange['state']) => clusters.filter((cluster) => cluster.state === wanted).length;
  return {
    clusters: { added: state('added'), removed: state('removed'), changed: state('changed') },
    objects: { added: objects('added'), removed: objects('removed'), changed: objects('changed') },
    disruptions: Object.fromEntries(
      effects.map((effect) => [effect, counted('disruptions', (item) => item['effect'] === effect)] as const).filter(([, number]) => number > 0),
    ),
    permissions: {
      granted: changed('permissions', 'granted'),
      withdrawn: changed('permissions', 'withdrawn'),
      risky: counted('permissions', (item) => item['change'] === 'granted' && item['risky'] === true),
    },
    exposure: both('exposure'),
    network: both('network'),
    images: entries.filter(({ section }) => section === 'images').length,
    requests: sumOf(clusters.flatMap(({ requests }) => requests ?? [])) ?? { cpu: 0, memory: 0, storage: 0 },
  };
}
