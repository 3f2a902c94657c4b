import { join } from 'node:path';
import { catalogue, type PolderCluster } from '../../charts-ts/catalogue.ts';
import { type Amounts, requests } from '../../charts-ts/checks/nodes-hold-the-requests.ts';
import { compare, type Problem } from '../../charts-ts/config/problem.ts';
import { clusterFolder } from '../../charts-ts/emit/files.ts';
import { clusterContext } from '../../charts-ts/order.ts';
import { render } from '../../charts-ts/render.ts';
import { claimed } from './storage.ts';
import { type Difference, difference, fingerprint, stage } from './tree.ts';

export interface GenerateOptions {
  readonly root: string;
  /** Only this component's folder. */
  readonly component: string | undefined;
  /** Where changed files are put first, relative to the root; undefined to write nothing. */
  readonly staging: string | undefined;
}

/** What a cluster is made of, and what it asks of its nodes. */
export interface Counts {
  readonly components: number;
  readonly objects: number;
  /** CPU in cores, memory in bytes: of all pods of the platform together. */
  readonly requests: Amounts;
  /** Bytes of all volumes that are claimed. */
  readonly storage: number;
}

export const nothing: Counts = { components: 0, objects: 0, requests: { cpu: 0, memory: 0 }, storage: 0 };

/** What became of one cluster. Plain data, and little of it: it crosses from a worker, and all clusters' is kept to the end. */
export interface Generated extends Counts, Pick<Difference, 'stale' | 'foreign'> {
  readonly id: string;
  readonly problems: readonly Problem[];
  /** How many files were staged. */
  readonly staged: number;
  /** Where nothing is staged: the files that are not as they should be. */
  readonly differing: readonly string[];
  /** What `isCurrent` compares once the staged files are in the tree; left out where not all files of the cluster were staged. */
  readonly output?: string;
}

/** Renders one cluster and compares it with the tree; stages what differs. */
export function generateCluster(cluster: PolderCluster, { root, component, staging }: GenerateOptions): Generated {
  const rendered = render(catalogue, cluster);
  if (!rendered.ok) return { id: cluster.id, ...nothing, staged: 0, differing: [], stale: [], foreign: [], problems: rendered.problems };
  const { built, files } = rendered.value;
  const folder = component === undefined ? clusterFolder(cluster) : `${clusterFolder(cluster)}/${component}`;
  const wanted = component === undefined ? files : new Map([...files].filter(([path]) => path.startsWith(`${folder}/`)));
  const { changed, stale, foreign } = difference(root, folder, wanted);
  if (staging !== undefined) stage(root, staging, changed, wanted);
  const counts = {
    components: component === undefined ? built.length : 1,
    objects: wanted.size,
    requests: requests(built, clusterContext(cluster)),
    storage: claimed(built),
  };
  return {
    ...{ id: cluster.id, ...counts, problems: [], stale, foreign },
    ...(staging === undefined ? { staged: 0, differing: changed } : { staged: changed.length, differing: [] }),
    ...(staging === undefined || component !== undefined ? {} : { output: outputOf(root, staging, wanted, changed) }),
  };
}

/** Read here, by each worker, and not by the main thread once all is in the tree: a large fleet has a million files. */
function outputOf(root: string, staging: string, wanted: ReadonlyMap<string, string>, changed: readonly string[]): string {
  const staged = new Set(changed);
  return fingerprint([...wanted.keys()].sort(compare), (path) => join(root, staged.has(path) ? staging : '', path));
}
