import { isMap } from '../config/merge.ts';

/** An item of two lists: where it stands in each, and what to call it. */
export interface Aligned {
  /** What stands between the brackets of its path: `traefik`, `8080/TCP`, or its place from 0. */
  readonly name: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * Fields that name an item of a list, the first that fits counts. The list keys of the API (x-kubernetes-list-map-keys) come first:
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
const keys: readonly (readonly string[])[] = [
  ['name'],
  ['mountPath'],
  ['devicePath'],
  ['containerPort', 'protocol'],
  ['port', 'protocol'],
  ['topologyKey', 'whenUnsatisfiable'],
  ['key'],
  ['kind', 'namespace', 'name'],
  ['group', 'kind'],
  ['alert'],
  ['record'],
  ['id'],
  ['title'],
  ['hostname'],
  ['type'],
];

/** Fields of a key that an object may leave out, with what the API server then fills in. */
const optional: Readonly<Record<string, string>> = { protocol: 'TCP', namespace: '' };

/** Matches two lists of maps by what names their items; undefined where nothing names every item of both. */
export function alignedByName(before: readonly unknown[], after: readonly unknown[]): readonly Aligned[] | undefined {
  for (const key of keys) {
    const [old, young] = [named(before, key), named(after, key)];
    if (old === undefined || young === undefined) continue;
    return [...new Set([...old.keys(), ...young.keys()])].map((name) => ({
      name,
      ...(old.has(name) ? { before: old.get(name) } : {}),
      ...(young.has(name) ? { after: young.get(name) } : {}),
    }));
  }
  return undefined;
}

function named(items: readonly unknown[], key: readonly string[]): ReadonlyMap<string, unknown> | undefined {
  const found = new Map<string, unknown>();
  for (const item of items) {
    if (!isMap(item)) return undefined;
    const parts = key.map((field) => item[field] ?? optional[field]);
    if (parts.some((part) => typeof part !== 'string' && typeof part !== 'number')) return undefined;
    const name = parts.filter((part) => part !== '').join('/');
    if (found.has(name)) return undefined;
    found.set(name, item);
  }
  return found;
}

/**
 * Matches two lists that nothing names: equal items first, wherever they stand; of the rest as many as there are on both sides in their
 * order. What is left came or went.
 */
export function alignedByPlace(before: readonly unknown[], after: readonly unknown[]): readonly Aligned[] {
  const left = new Map<string, number>();
  for (const item of after) left.set(textOf(item), (left.get(textOf(item)) ?? 0) + 1);
  const old = withoutThose(before, left);
  const right = new Map<string, number>();
  for (const item of before) right.set(textOf(item), (right.get(textOf(item)) ?? 0) + 1);
  const young = withoutThose(after, right);
  return Array.from({ length: Math.max(old.length, young.length) }, (_, index) => {
    const [from, to] = [old[index], young[index]];
    // The smaller place, so that the way back has the same name.
    const place = Math.min(from?.place ?? Number.POSITIVE_INFINITY, to?.place ?? Number.POSITIVE_INFINITY);
    return { name: String(place), ...(from === undefined ? {} : { before: from.item }), ...(to === undefined ? {} : { after: to.item }) };
  });
}

function withoutThose(items: readonly unknown[], counts: Map<string, number>): { readonly item: unknown; readonly place: number }[] {
  return items.flatMap((item, place) => {
    const count = counts.get(textOf(item)) ?? 0;
    counts.set(textOf(item), count - 1);
    return count > 0 ? [] : [{ item, place }];
  });
}

/** A value as one text, the order of a map's keys aside. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isMap(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : inner,
  );
}
