import { isMap } from '../config/merge.ts';
import { compare } from '../config/problem.ts';
import type { KubeObject } from '../kit/object.ts';
import { once } from '../kit/remember.ts';
import { changedLines } from './lines.ts';
import { alignedByName, alignedByPlace, textOf } from './lists.ts';

/** One place where two objects differ. */
export interface Change {
  /** Such as `spec.template.spec.containers[traefik].image`; ` » ` leads into a text that is JSON itself. */
  readonly path: string;
  /** The value; left out where there was none. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Instead of values: what went from and came into a list of plain values, or a text of several lines. */
  readonly of?: 'items' | 'lines' | 'order';
  readonly removed?: readonly string[];
  readonly added?: readonly string[];
  /** Why no value is told: data of a Secret, or a checksum that says nothing by itself. */
  readonly hidden?: 'secret' | 'checksum';
}

/** Where two versions of an object differ, in the order of their paths. Never tells data of a Secret. */
export function compareObjects(before: KubeObject, after: KubeObject): readonly Change[] {
  const secret = isSecret(before) || isSecret(after);
  return compareValues(before, after)
    .map((change) => (secret && inSecret.test(change.path) ? { path: secretPath(change.path), hidden: 'secret' as const } : change))
    .filter((change, index, all) => change.hidden !== 'secret' || all.findIndex(({ path }) => path === change.path) === index);
}

function isSecret({ kind, apiVersion }: KubeObject): boolean {
  return kind === 'Secret' && apiVersion === 'v1';
}

const inSecret = /^(data|stringData)(?:$|[.[])|^metadata\.annotations\["kubectl\.kubernetes\.io\/last-applied-configuration"\]/;

/** The key whose value changed, and nothing of what is below it. */
function secretPath(path: string): string {
  return path.split(' » ')[0] ?? path;
}

/** The differences of two values of JSON. The way back has the same paths, with before and after exchanged. */
export function compareValues(before: unknown, after: unknown): readonly Change[] {
  return [...differences('', before, after)].sort((a, b) => compare(a.path, b.path));
}

function differences(path: string, before: unknown, after: unknown): readonly Change[] {
  if (before === after || (before !== undefined && after !== undefined && sameText(before, after))) return [];
  if (isMap(before) && isMap(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => differences(child(path, key), before[key], after[key]));
  if (Array.isArray(before) && Array.isArray(after)) return listDifferences(path, before, after);
  if (typeof before === 'string' && typeof after === 'string') return textDifferences(path, before, after);
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

function sameText(before: unknown, after: unknown): boolean {
  return typeof before === 'object' && typeof after === 'object' && before !== null && after !== null && stable(before) === stable(after);
}

/** Written once for each object: the same ones come again in many clusters. */
const stable = once((value: object) => textOf(value));

function child(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function listDifferences(path: string, before: readonly unknown[], after: readonly unknown[]): readonly Change[] {
  if ([...before, ...after].every((item) => !isMap(item) && !Array.isArray(item))) return plainDifferences(path, before.map(String), after.map(String));
  const items = alignedByName(before, after) ?? alignedByPlace(before, after);
  const inside = items.flatMap((item) => differences(`${path}[${item.name}]`, item.before, item.after));
  return inside.length > 0 ? inside : [{ path, of: 'order' }];
}

/** Lists of plain values: settings such as --log-level=info by their name, the others as what came and went. */
function plainDifferences(path: string, before: readonly string[], after: readonly string[]): readonly Change[] {
  const [flags, left, right] = sharedFlags(before, after);
  const changed = flags.map(([name, from, to]) => ({ path: `${path}[${name}]`, before: from, after: to }));
  const counts = new Map<string, number>();
  for (const item of left) counts.set(item, (counts.get(item) ?? 0) + 1);
  for (const item of right) counts.set(item, (counts.get(item) ?? 0) - 1);
  const times = (count: number, item: string) => Array.from({ length: Math.max(count, 0) }, () => item);
  const removed = [...counts].flatMap(([item, count]) => times(count, item));
  const added = [...counts].flatMap(([item, count]) => times(-count, item));
  if (removed.length + added.length > 0) return [...changed, { path, of: 'items', removed, added }];
  return changed.length > 0 ? changed : [{ path, of: 'order' }];
}

type Flag = readonly [name: string, before: string, after: string];

/** Settings that both lists have once, with another value; and what is left of the lists without them. */
function sharedFlags(
  before: readonly string[],
  after: readonly string[],
): readonly [flags: readonly Flag[], before: readonly string[], after: readonly string[]] {
  const [old, young] = [flagsOf(before), flagsOf(after)];
  const shared = [...old].flatMap(([name, from]): Flag[] => {
    const to = young.get(name);
    return from === undefined || to === undefined || from === to ? [] : [[name, from, to]];
  });
  const gone = new Set(shared.flatMap(([name, from, to]) => [`${name}=${from}`, `${name}=${to}`]));
  const rest = (items: readonly string[]) => items.filter((item) => !gone.has(item));
  return [shared, rest(before), rest(after)];
}

/** A setting that stands there twice has no value of its own: undefined. */
function flagsOf(items: readonly string[]): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const item of items) {
    const [, name, value] = /^(--?[\w.-]+)=([\s\S]*)$/.exec(item) ?? [];
    if (name !== undefined) found.set(name, found.has(name) ? undefined : value);
  }
  return found;
}

function textDifferences(path: string, before: string, after: string): readonly Change[] {
  const [old, young] = [jsonOf(before), jsonOf(after)];
  if (old !== undefined && young !== undefined) {
    const inside = differences('', old, young).map((change) => ({ ...change, path: `${path} » ${change.path}` }));
    if (inside.length > 0) return inside;
  }
  if (before.includes('\n') || after.includes('\n')) return [{ path, of: 'lines', ...changedLines(before, after) }];
  // Of a checksum there is only to say that it is another: what it is a checksum of is told by itself.
  if (checksum.test(before) && checksum.test(after)) return [{ path, hidden: 'checksum' }];
  return [{ path, before, after }];
}

/** As `checksumOf` of the kit and digests of half a sha256 and more look: https://kubernetes.io/docs/concepts/containers/images/ has digests apart. */
const checksum = /^[0-9a-f]{16}(?:[0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{48})?$/;

function jsonOf(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
