import { type Network, parseNetwork } from '../../config/values.ts';

interface Range {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Addresses of both families, as ranges that share none. */
export type Addresses = readonly Range[];

/** The addresses of networks in CIDR notation, without those of others. Throws on what is no network: the schema and the API server refuse it before. */
export function addresses(cidrs: readonly string[], except: readonly string[] = []): Addresses {
  return without(cidrs.map(networkOf), except.map(networkOf));
}

function networkOf(cidr: string): Network {
  const network = parseNetwork(cidr);
  if (network === undefined) throw new Error(`${JSON.stringify(cidr)} is no network in CIDR notation`);
  return network;
}

/** The addresses of one set that are not in another. */
export function without(some: Addresses, others: Addresses): Addresses {
  return others.reduce<Addresses>((left, other) => left.flatMap((range) => cut(range, other)), some);
}

function cut(range: Range, { version, first, last }: Range): Range[] {
  if (range.version !== version || last < range.first || first > range.last) return [range];
  return [
    ...(range.first < first ? [{ version, first: range.first, last: first - 1n }] : []),
    ...(range.last > last ? [{ version, first: last + 1n, last: range.last }] : []),
  ];
}

/** How much of a set lies in another. A set without addresses lies in none. */
export function share(some: Addresses, others: Addresses): 'all' | 'part' | 'none' {
  if (some.length === 0) return 'none';
  const left = without(some, others);
  if (left.length === 0) return 'all';
  return count(left) < count(some) ? 'part' : 'none';
}

function count(some: Addresses): bigint {
  return some.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}
