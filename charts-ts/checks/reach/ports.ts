import { type Protocol, protocols } from './policy-types.ts';

/** Ports from the first to the last, of one protocol. */
export interface Ports {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

export const everyPort: readonly Ports[] = protocols.map(everyPortOf);

export function everyPortOf(protocol: Protocol): Ports {
  return { protocol, first: 1, last: 65535 };
}

/** The ports that are in both lists, joined where they touch. */
export function common(some: readonly Ports[], others: readonly Ports[]): readonly Ports[] {
  const both = some.flatMap((one) =>
    others.flatMap((other) => {
      const [first, last] = [Math.max(one.first, other.first), Math.min(one.last, other.last)];
      return one.protocol === other.protocol && first <= last ? [{ protocol: one.protocol, first, last }] : [];
    }),
  );
  return joined(both);
}

/** The same ports in order, none twice. */
export function joined(some: readonly Ports[]): readonly Ports[] {
  const sorted = [...some].sort((a, b) => protocols.indexOf(a.protocol) - protocols.indexOf(b.protocol) || a.first - b.first);
  const result: Ports[] = [];
  for (const ports of sorted) {
    const before = result.at(-1);
    if (before !== undefined && before.protocol === ports.protocol && ports.first <= before.last + 1)
      result[result.length - 1] = { ...before, last: Math.max(before.last, ports.last) };
    else result.push(ports);
  }
  return result;
}

/** `TCP 8080, 9000-9100; UDP 53`, or `every port`. */
export function portsText(some: readonly Ports[]): string {
  if (protocols.every((protocol) => some.some((ports) => ports.protocol === protocol && ports.first === 1 && ports.last === 65535))) return 'every port';
  return protocols
    .flatMap((protocol) => {
      const own = some.filter((ports) => ports.protocol === protocol);
      return own.length === 0 ? [] : [`${protocol} ${own.map(spanText).join(', ')}`];
    })
    .join('; ');
}

function spanText({ first, last }: Ports): string {
  if (first === 1 && last === 65535) return 'every port';
  return first === last ? String(first) : `${first}-${last}`;
}
