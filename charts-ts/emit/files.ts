import { type Built, ownObjects } from '../built.ts';
import type { PolderCluster } from '../catalogue.ts';
import { componentFolder } from '../catalogue.ts';
import type { KubeObject } from '../kit/object.ts';
import { fileName, yamlOf } from '../kit/object-file.ts';

export { fileName };

/** How each generated file begins: the generator knows its own files by it. */
export const headerStart = '# Made by Polder from ';

/** The folder of a cluster's platform, relative to the repository. */
export function clusterFolder(cluster: PolderCluster): string {
  return `platform/${cluster.id}`;
}

/**
 * One file for each object of a component: a review shows what changed, `git log` an object's history. What is for a tenant stands in a
 * folder of its own, and comes from the tenant's file.
 */
export function objectFiles(built: Built, cluster: PolderCluster): [string, string][] {
  const folder = `${clusterFolder(cluster)}/${built.component.name}`;
  const maker = componentFolder(built.component);
  const files = (inFolder: string, objects: readonly KubeObject[], source: string) =>
    objects.map((object): [string, string] => [`${inFolder}/${fileName(object)}`, fileText(object, source, maker)]);
  return [
    ...files(folder, ownObjects(built), cluster.file),
    ...(built.forTenants ?? []).flatMap(({ tenant, objects }) => files(`${folder}/${tenant.name}`, objects, tenant.file)),
  ];
}

/** An object as YAML, with the header that names what made it. */
export function fileText(object: KubeObject, source: string, maker: string): string {
  return `${headerStart}${source} by ${maker}. Do not edit: change those and run \`npm run generate\`.\n${yamlOf(object)}`;
}
