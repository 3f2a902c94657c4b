import type { End, Judge } from '../../../charts-ts/checks/reach/evaluate.ts';
import type { Landscape } from '../../../charts-ts/checks/reach/landscape.ts';
import { portsText } from '../../../charts-ts/checks/reach/ports.ts';
import { reachable } from './connections.ts';
import { leftOf, type Reason } from './reason.ts';

/** The connections that must be allowed and are not, in words. */
export function missing(landscape: Pick<Landscape, 'judge'>, ends: ReadonlyMap<string, End>, reasons: readonly Reason[]): string[] {
  return reasons
    .filter(({ must, from, to, ports }) => must && leftOf(ports, landscape.judge(endNamed(ends, from), endNamed(ends, to)).allowed).length > 0)
    .map(({ from, to, ports, because }) => `${from} to ${to} on ${portsText(ports)}: ${because}`);
}

/** What is allowed and has no reason, in words. */
export function unexplained(landscape: Landscape, reasons: readonly Reason[]): string[] {
  const byPair = new Map<string, Reason[]>();
  for (const reason of reasons) byPair.set(pairText(reason), [...(byPair.get(pairText(reason)) ?? []), reason]);
  return reachable(landscape).flatMap((connection) => {
    const known = byPair.get(pairText(connection)) ?? [];
    const left = leftOf(
      connection.ports,
      known.flatMap(({ ports }) => ports),
    );
    return left.length === 0 ? [] : [`${pairText(connection)} on ${portsText(left)}`];
  });
}

/** The same cluster under another judge. */
export function judgedBy(landscape: Landscape, judge: Judge): Landscape {
  return { ...landscape, judge };
}

function pairText({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from} to ${to}`;
}

function endNamed(ends: ReadonlyMap<string, End>, name: string): End {
  const end = ends.get(name);
  if (end === undefined) throw new Error(`there is no ${name}; there is ${[...ends.keys()].join(', ')}`);
  return end;
}
