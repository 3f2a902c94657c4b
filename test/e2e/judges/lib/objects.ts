import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dump, load } from 'js-yaml';
import { fileName } from '../../../../charts-ts/emit/files.ts';
import type { KubeObject } from '../../../../charts-ts/kit/object.ts';
import { listFiles } from '../../../../scripts/lib/tree.ts';
import { renderVariants } from '../../../support/profiles.ts';
import { polder } from '../../support/fleet.ts';

/** An object that judges look at, and whose it is. */
export interface Judged {
  readonly component: string;
  readonly object: KubeObject;
}

/** One whole cluster. */
export interface JudgedCluster {
  readonly name: string;
  readonly objects: readonly Judged[];
}

/** The example clusters that have every component: what no reference cluster has turned on is judged there. */
const examples = ['production with everything', 'small with everything, otherwise', 'lab with everything, otherwise'];

/** The reference clusters as they stand in platform/, file by file, and the examples that have everything. */
export function judgedClusters(): readonly JudgedCluster[] {
  return [
    ...committed(),
    ...renderVariants().flatMap(({ variant, built }) => (examples.includes(variant) ? [{ name: variant, objects: ofExample(built) }] : [])),
  ];
}

/** All objects of these clusters, each once: most are the same everywhere. */
export function distinct(clusters: readonly JudgedCluster[]): readonly Judged[] {
  return [...new Map(clusters.flatMap(({ objects }) => objects).map((one) => [JSON.stringify(one), one])).values()];
}

/** Writes one file for each object, in a folder for each component; returns what stands in which file, by its path below `folder`. */
export function writeObjects(folder: string, objects: readonly Judged[]): ReadonlyMap<string, Judged> {
  const files = new Map<string, Judged>();
  for (const [index, one] of objects.entries()) {
    const path = `${one.component}/${index}.${fileName(one.object)}`;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), dump(one.object, { noRefs: true, lineWidth: -1 }));
    files.set(path, one);
  }
  return files;
}

function committed(): readonly JudgedCluster[] {
  const clusters = new Map<string, Judged[]>();
  for (const file of listFiles(polder, 'platform')) {
    // What stands in the folder of the cluster itself is for people: for-tenants.yaml.
    const [, site, cluster, component = '', name] = file.split('/');
    if (name === undefined || !file.endsWith('.yaml')) continue;
    const object = load(readFileSync(join(polder, file), 'utf8')) as KubeObject;
    const id = `${site}/${cluster}`;
    clusters.set(id, [...(clusters.get(id) ?? []), { component, object }]);
  }
  return [...clusters].map(([name, objects]) => ({ name, objects }));
}

function ofExample(built: ReturnType<typeof renderVariants>[number]['built']): readonly Judged[] {
  return built.flatMap(({ component, objects }) => objects.map((object) => ({ component: component.name, object })));
}
