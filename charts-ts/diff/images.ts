import { isMap } from '../config/merge.ts';
import { compare } from '../config/problem.ts';
import type { KubeObject } from '../kit/object.ts';
import { once } from '../kit/remember.ts';
import type { ObjectPair } from './objects.ts';
import { notesOf } from './release-notes.ts';

/** An image of a component in another version, or with another digest under the same. */
export interface ImageChange {
  /** Upstream's name, without the site's mirror where the catalogue knows it. */
  readonly repository: string;
  /** Tags, each with its digest where there is one; none where the image came or went. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What changed between them, as its makers tell it; left out where nobody has looked up where that is. */
  readonly notes?: string;
}

/** Which versions of which images the changed objects of a component name; `known` are the repositories of the catalogue. */
export function imageChanges(pairs: readonly ObjectPair[], known: ReadonlySet<string>): readonly ImageChange[] {
  const [before, after] = [
    versions(
      pairs.flatMap((pair) => pair.before ?? []),
      known,
    ),
    versions(
      pairs.flatMap((pair) => pair.after ?? []),
      known,
    ),
  ];
  return [...new Set([...before.keys(), ...after.keys()])].sort(compare).flatMap((repository) => {
    const [old, young] = [sorted(before.get(repository)), sorted(after.get(repository))];
    if (old.join(' ') === young.join(' ')) return [];
    const notes = notesOf(repository, (young.at(-1) ?? old.at(-1) ?? '').split('@')[0] ?? '');
    return [{ repository, before: old, after: young, ...(notes === undefined ? {} : { notes }) }];
  });
}

function sorted(found: ReadonlySet<string> | undefined): readonly string[] {
  return [...(found ?? [])].sort(compare);
}

function versions(objects: readonly KubeObject[], known: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const object of objects)
    for (const { repository, version } of referencesOf(object)) {
      const upstream = upstreamOf(repository.text, known);
      if (upstream === undefined && !repository.certain) continue;
      const name = upstream ?? repository.text;
      found.set(name, (found.get(name) ?? new Set()).add(version));
    }
  return found;
}

/** The catalogue's repository that a reference leads to, below whatever mirror. */
function upstreamOf(repository: string, known: ReadonlySet<string>): string | undefined {
  for (let rest = repository; rest.includes('/'); rest = rest.slice(rest.indexOf('/') + 1)) if (known.has(rest)) return rest;
  return undefined;
}

interface Reference {
  /** Certain where a field named image holds it; anywhere else only what the catalogue knows counts. */
  readonly repository: { readonly text: string; readonly certain: boolean };
  readonly version: string;
}

/** https://github.com/distribution/reference/blob/main/reference.go, as far as images of a registry are written so. */
const reference = /(?<![\w./-])((?:[a-z0-9.-]+(?::\d+)?\/)[a-z0-9._/-]+):([\w][\w.-]{0,127}(?:@sha256:[0-9a-f]{64})?)(?![\w/])/g;

const referencesOf = once((object: KubeObject): readonly Reference[] => {
  const found: Reference[] = [];
  const visit = (value: unknown, key: string) => {
    if (typeof value === 'string')
      for (const [, repository = '', version = ''] of value.matchAll(reference))
        found.push({ repository: { text: repository, certain: key === 'image' }, version });
    else if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (isMap(value)) for (const [name, inner] of Object.entries(value)) visit(inner, name);
  };
  visit(object, '');
  return found;
});
