import { dump } from 'js-yaml';
import { type Built, ownObjects } from '../built.ts';
import type { PolderCluster } from '../catalogue.ts';
import { componentFolder } from '../catalogue.ts';
import type { KubeObject } from '../kit/object.ts';
import { once, recent } from '../kit/remember.ts';

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

/** `<kind>.<namespace>.<name>.yaml`; characters that a file system may refuse are written as `_` and their code. */
export function fileName({ kind, metadata: { namespace, name } }: KubeObject): string {
  const safe = (part: string) => part.replace(/[^a-z0-9.-]/g, escaped);
  return `${[kind.toLowerCase(), ...(namespace === undefined ? [] : [namespace]), safe(name)].join('.')}.yaml`;
}

/** Of fixed length, so that two names never become one. */
function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0xff ? `_u${code.toString(16).padStart(4, '0')}` : `_${code.toString(16).padStart(2, '0')}`;
}

/** An object as YAML, with the header that names what made it. */
export function fileText(object: KubeObject, source: string, maker: string): string {
  return `${headerStart}${source} by ${maker}. Do not edit: change those and run \`npm run generate\`.\n${yamlOf(object)}`;
}

/** Most objects are the same in every cluster of a fleet: found by the object where it is the same one, by its JSON where it only equals one. */
const yamlOf = once((object: KubeObject) => written(JSON.stringify(object), () => dump(object, { noRefs: true, lineWidth: -1 })));
// noRefs: two uses of one labels object must not become an anchor and an alias.
const written = recent<string>(1024);
