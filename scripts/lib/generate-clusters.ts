import { catalogue, type PolderCluster } from '../../charts-ts/catalogue.ts';
import type { Problem } from '../../charts-ts/config/problem.ts';
import { clusterFolder } from '../../charts-ts/emit/files.ts';
import { render } from '../../charts-ts/render.ts';
import { type Difference, difference, stage } from './tree.ts';

export interface GenerateOptions {
  readonly root: string;
  /** Only this component's folder. */
  readonly component: string | undefined;
  /** Where changed files are put first, relative to the root; undefined to write nothing. */
  readonly staging: string | undefined;
}

/** What became of one cluster. Plain data: it crosses from a worker. */
export interface Generated extends Difference {
  readonly id: string;
  readonly components: number;
  readonly objects: number;
  readonly problems: readonly Problem[];
}

/** Renders one cluster and compares it with the tree; stages what differs. */
export function generateCluster(cluster: PolderCluster, { root, component, staging }: GenerateOptions): Generated {
  const rendered = render(catalogue, cluster);
  if (!rendered.ok) return { id: cluster.id, components: 0, objects: 0, changed: [], stale: [], foreign: [], problems: rendered.problems };
  const { built, files } = rendered.value;
  const folder = component === undefined ? clusterFolder(cluster) : `${clusterFolder(cluster)}/${component}`;
  const wanted = component === undefined ? files : new Map([...files].filter(([path]) => path.startsWith(`${folder}/`)));
  const found = difference(root, folder, wanted);
  if (staging !== undefined) stage(root, staging, found.changed, wanted);
  return { id: cluster.id, components: component === undefined ? built.length : 1, objects: wanted.size, problems: [], ...found };
}
