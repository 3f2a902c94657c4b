import type { KubeObject } from './object.ts';
import { once, recent } from './remember.ts';
import { yamlText } from './yaml.ts';

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

/** Most objects are the same in every cluster of a fleet: found by the object where it is the same one, by its JSON where it only equals one. */
export const yamlOf = once((object: KubeObject) => written(JSON.stringify(object), () => yamlText(object)));
// noRefs: two uses of one labels object must not become an anchor and an alias.
const written = recent<string>(1024);
