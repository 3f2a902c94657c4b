import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupOf, isBuiltIn } from '../../../../charts-ts/kit/object.ts';
import { kindSchemas, type Minor } from '../../support/openapi.ts';
import { customSchemas } from './crd-schemas.ts';
import type { Judged } from './objects.ts';

/** Where kubeconform finds the schema of a kind, below a folder. Its words: the core's group is `v1`, as its version. */
export const schemaPattern = '{{.Group}}_{{.ResourceAPIVersion}}_{{.ResourceKind}}.json';

/** Writes the schemas of all kinds of these objects, as one minor and the e2e's sources of definitions have them. Returns the kinds that have none. */
export function writeSchemas(folder: string, minor: Minor, objects: readonly Judged[]): readonly string[] {
  const kinds = new Map(objects.map(({ object }) => [`${object.apiVersion} ${object.kind}`, object]));
  const builtIn = kindSchemas(minor);
  const custom = customSchemas(new Set([...kinds].flatMap(([kind, object]) => (isBuiltIn(groupOf(object)) ? [] : [kind]))));
  mkdirSync(folder, { recursive: true });
  return [...kinds.keys()].sort().filter((kind) => {
    const schema = builtIn.get(kind)?.() ?? custom.get(kind);
    if (schema !== undefined) writeFileSync(join(folder, fileOf(kind)), JSON.stringify(schema));
    return schema === undefined;
  });
}

function fileOf(kind: string): string {
  const [apiVersion = '', name = ''] = kind.split(' ');
  const [group = '', version = group] = apiVersion.split('/');
  return `${group}_${version}_${name.toLowerCase()}.json`;
}
