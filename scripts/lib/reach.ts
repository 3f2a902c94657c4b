import type { End, Side, Verdict } from '../../charts-ts/checks/reach/evaluate.ts';
import type { Landscape } from '../../charts-ts/checks/reach/landscape.ts';
import type { Policy } from '../../charts-ts/checks/reach/policies.ts';
import { common, joined, type Ports, portsText } from '../../charts-ts/checks/reach/ports.ts';
import { workloadText } from '../../charts-ts/checks/reach/workload.ts';
import type { NamedEnd } from './reach-ends.ts';
import { table } from './terminal.ts';

/** A policy, and its file in the repository. */
export interface PolicyFile {
  readonly policy: string;
  readonly file: string;
}

/** What one end says of a connection. */
export interface EndAnswer {
  readonly at: string;
  readonly verdict: 'allowed' | 'partly' | 'denied';
  /** The ports that this end allows, of those that were asked for. */
  readonly ports: string;
  /** The policies that allow it; none with `allowed`: no policy isolates this end. */
  readonly by: readonly PolicyFile[];
  /** The policies that isolate this end; what none of them allows is denied. */
  readonly isolatedBy: readonly PolicyFile[];
}

/** The answer to: may this reach that? */
export interface Answer {
  readonly from: string;
  readonly to: string;
  readonly verdict: 'allowed' | 'partly' | 'denied';
  /** The ports that are allowed: all of them where no port was asked for. */
  readonly ports: string;
  readonly egress: EndAnswer;
  readonly ingress: EndAnswer;
  readonly notes: readonly string[];
}

/** Where a policy's file stands. */
export type FileOf = (policy: Policy) => string;

/** Judges one connection, on a port or on all of them, and says who decides at each end. */
export function answer(landscape: Landscape, from: NamedEnd, to: NamedEnd, fileOf: FileOf): Answer {
  const verdict = landscape.judge(from.end, to.end);
  const asked: readonly Ports[] | undefined = to.port === undefined ? undefined : [{ protocol: to.port.protocol, first: to.port.port, last: to.port.port }];
  const within = (ports: readonly Ports[]) => (asked === undefined ? ports : common(ports, asked));
  const [allowed, possible] = [within(verdict.allowed), within(verdict.possible)];
  return {
    from: from.text,
    to: to.text,
    verdict: verdictOf(allowed, possible),
    ports: portsText(asked ?? (allowed.length > 0 ? allowed : possible)),
    egress: endAnswer(from.text, verdict.egress, fileOf, within),
    ingress: endAnswer(to.text, verdict.ingress, fileOf, within),
    notes: [...new Set([...from.notes, ...to.notes, ...(from.text === to.text ? ['between two of its pods; a pod always reaches itself'] : [])])],
  };
}

function verdictOf(allowed: readonly Ports[], possible: readonly Ports[]): Answer['verdict'] {
  if (allowed.length > 0) return 'allowed';
  return possible.length > 0 ? 'partly' : 'denied';
}

function endAnswer(at: string, { openings, isolatedBy }: Side, fileOf: FileOf, within: (ports: readonly Ports[]) => readonly Ports[]): EndAnswer {
  const open = openings.filter(({ ports }) => within(ports).length > 0);
  const files = (policies: readonly Policy[]) =>
    [...new Set(policies)].map((policy) => ({ policy: `${policy.namespace}/${policy.object.metadata.name}`, file: fileOf(policy) }));
  return {
    at,
    verdict: open.some(({ whole }) => whole) ? 'allowed' : open.length > 0 ? 'partly' : 'denied',
    ports: portsText(joined(open.flatMap(({ ports }) => [...within(ports)]))),
    by: files(open.flatMap(({ policy }) => policy ?? [])),
    isolatedBy: files(isolatedBy),
  };
}

/** The answer for people. */
export function answerText({ from, to, verdict, ports, egress, ingress, notes }: Answer): string {
  const words = { allowed: 'allowed', partly: 'allowed to a part of the addresses only, so not to all', denied: 'denied' }[verdict];
  return [
    `${from} to ${to}${ports === '' ? '' : ` on ${ports}`}: ${words}`,
    ...sideText(`out of ${from}`, egress),
    ...sideText(`into ${to}`, ingress),
    ...notes.map((note) => `  note: ${note}`),
  ]
    .join('\n')
    .concat('\n');
}

function sideText(where: string, { verdict, ports, by, isolatedBy }: EndAnswer): string[] {
  if (isolatedBy.length === 0) return [`  ${where}: open, no policy isolates it`];
  if (verdict === 'denied') return [`  ${where}: denied, no rule of these policies allows it`, ...isolatedBy.map(fileLine)];
  return [`  ${where}: ${verdict} on ${ports} by`, ...by.map(fileLine)];
}

function fileLine({ policy, file }: PolicyFile): string {
  return `    ${policy}  ${file}`;
}

/** What one end reaches, or who reaches it. */
export interface Listing {
  readonly end: string;
  readonly direction: 'to' | 'from';
  readonly connections: readonly { readonly with: string; readonly ports: string }[];
}

/** Every workload, and the places outside, with the ports that pass; what passes for a part of addresses is marked. */
export function listing(landscape: Landscape, own: NamedEnd, direction: 'to' | 'from'): Listing {
  const others: readonly (readonly [string, End])[] = [
    ...landscape.workloads.filter(({ hostNetwork }) => !hostNetwork).map((workload) => [workloadText(workload), landscape.endOf(workload)] as const),
    ['nodes', landscape.nodes],
    ['internet', landscape.internet],
    ['tenant', landscape.tenant],
  ];
  const asked = own.port === undefined || direction === 'to' ? undefined : [{ protocol: own.port.protocol, first: own.port.port, last: own.port.port }];
  const connections = others.flatMap(([name, end]) => {
    const verdict: Verdict = direction === 'to' ? landscape.judge(own.end, end) : landscape.judge(end, own.end);
    const ports = asked === undefined ? verdict.possible : common(verdict.possible, asked);
    return ports.length === 0
      ? []
      : [{ with: name, ports: `${portsText(ports)}${common(ports, verdict.allowed).length === 0 ? ' (to a part of the addresses)' : ''}` }];
  });
  return { end: own.text, direction, connections };
}

/** The same for people. */
export function listingText({ end, direction, connections }: Listing): string {
  const head = direction === 'to' ? `${end} may reach` : `may reach ${end}`;
  return connections.length === 0
    ? `${direction === 'to' ? `${end} may reach nothing` : `nothing may reach ${end}`}\n`
    : table(
        [head, 'on'],
        connections.map((one) => [one.with, one.ports]),
      );
}
