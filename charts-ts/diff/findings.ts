import type { Prices } from '../cost/opencost/prices.ts';
import type { KubeObject } from '../kit/object.ts';
import { once } from '../kit/remember.ts';
import { type Change, compareObjects } from './compare.ts';
import { type Disruption, disruptionsOf } from './disruption.ts';
import { type Exposure, exposureChanges } from './exposure.ts';
import { type ImageChange, imageChanges } from './images.ts';
import { type FileChange, type Identity, identityOf, type ObjectPair, pairsOf } from './objects.ts';
import { networkChanges, type Opening } from './openings.ts';
import { type Permission, permissionChanges, type Scene } from './permissions.ts';
import { type Requests, requestsChange } from './requests.ts';
import { type SourceChange, sourceChanges } from './sources.ts';

/** An object that came, went or changed. */
export interface ObjectChange {
  readonly object: Identity;
  readonly change: 'added' | 'removed' | 'changed';
  /** The component that had it before, where another has it now. */
  readonly movedFrom?: string;
  /** Where it differs; empty where it came or went as a whole. */
  readonly changes: readonly Change[];
}

/** All that there is to tell of one component. */
export interface Findings {
  readonly disruptions: readonly Disruption[];
  readonly permissions: readonly Permission[];
  readonly exposure: readonly Exposure[];
  readonly network: readonly Opening[];
  readonly images: readonly ImageChange[];
  readonly sources: readonly SourceChange[];
  /** One at most: what the component requests more, or less where negative. */
  readonly requests: readonly Requests[];
  readonly objects: readonly ObjectChange[];
}

export const sections = ['disruptions', 'permissions', 'exposure', 'network', 'images', 'sources', 'requests', 'objects'] as const;
export type Section = (typeof sections)[number];

/** What is known of a cluster beside its objects, from its files under clusters/; each is left out where they do not tell. */
export interface ClusterNotes {
  /** Nodes that run pods; 1 where it is not known. */
  readonly nodes: number;
  readonly prices?: Prices;
  /** What only this cluster is called by, such as its domain, and the word for it: so that what differs by it alone is told once. */
  readonly ownNames: readonly (readonly [name: string, word: string])[];
}

/** Two revisions of one cluster, as far as they differ. */
export interface ClusterChange {
  readonly id: string;
  readonly state: 'added' | 'removed' | 'changed';
  readonly files: readonly FileChange[];
  /** By component whose rights changed: all its roles and bindings. */
  readonly rights: ReadonlyMap<string, Scene>;
  /** By namespace whose network policies changed: all its policies and workloads. */
  readonly network: ReadonlyMap<string, Scene>;
  /** The component of a workload, by `namespace/name`; of a namespace's changed policies by the namespace. */
  readonly owners: ReadonlyMap<string, string>;
  readonly notes: ClusterNotes;
}

/** What to tell of each component of a cluster. Of a whole cluster that came or went: the ways into it and its requests only. */
export function findingsOf(cluster: ClusterChange, knownImages: ReadonlySet<string>): ReadonlyMap<string, Findings> {
  const pairs = pairsOf(cluster.files);
  const byComponent = new Map<string, ObjectPair[]>();
  for (const pair of pairs) byComponent.set(pair.component, [...(byComponent.get(pair.component) ?? []), pair]);
  const whole = cluster.state !== 'changed';
  const openings = [...cluster.network].flatMap(([namespace, scene]) =>
    rememberedNetwork(scene).map((opening) => ({ opening, component: cluster.owners.get(opening.pods) ?? cluster.owners.get(namespace) ?? '' })),
  );
  const names = new Set([...byComponent.keys(), ...cluster.rights.keys(), ...openings.map(({ component }) => component)]);
  return new Map(
    [...names].map((component): [string, Findings] => {
      const own = byComponent.get(component) ?? [];
      const scene = cluster.rights.get(component);
      const requests = requestsChange(own, cluster.notes.nodes, cluster.notes.prices);
      return [
        component,
        {
          disruptions: whole ? [] : own.flatMap(disruptionsOfPair),
          permissions: scene === undefined || whole ? [] : rememberedRights(scene),
          exposure: exposureChanges(own),
          network: whole ? [] : openings.filter((one) => one.component === component).map(({ opening }) => opening),
          images: whole ? [] : imageChanges(own, knownImages),
          sources: whole ? [] : sourceChanges(own),
          requests: requests === undefined ? [] : [requests],
          objects: whole ? [] : own.flatMap(objectChange),
        },
      ];
    }),
  );
}

/** Works a pair out once: the same two versions come again in many clusters. */
function ofPair<Result>(make: (pair: ObjectPair) => Result): (pair: ObjectPair) => Result {
  const nobody = {};
  const known = once((_: object) => new WeakMap<object, Map<string, Result>>());
  return (pair) => {
    const byAfter = known(pair.before ?? nobody);
    const results = byAfter.get(pair.after ?? nobody) ?? new Map<string, Result>();
    byAfter.set(pair.after ?? nobody, results);
    const key = pair.movedFrom ?? '';
    const result = results.get(key) ?? make(pair);
    results.set(key, result);
    return result;
  };
}

const disruptionsOfPair = ofPair(disruptionsOf);

const objectChange = ofPair(({ before, after, movedFrom }): readonly ObjectChange[] => {
  const object = after ?? before;
  if (object === undefined) return [];
  const identity = { object: identityOf(object), ...(movedFrom === undefined ? {} : { movedFrom }) };
  if (before === undefined || after === undefined) return [{ ...identity, change: after === undefined ? 'removed' : 'added', changes: [] }];
  const changes = compareObjects(before, after);
  return changes.length === 0 && movedFrom === undefined ? [] : [{ ...identity, change: 'changed', changes }];
});

/** The same objects make the same scene in many clusters. */
function ofScene<Result>(make: (scene: Scene) => Result): (scene: Scene) => Result {
  const known = new Map<string, Result>();
  return (scene) => {
    const key = `${scene.before.map(numberOf).join(' ')}|${scene.after.map(numberOf).join(' ')}`;
    const result = known.get(key) ?? make(scene);
    known.set(key, result);
    return result;
  };
}

let count = 0;
const numberOf = once((_: KubeObject) => ++count);

const rememberedRights = ofScene(permissionChanges);
const rememberedNetwork = ofScene(networkChanges);
