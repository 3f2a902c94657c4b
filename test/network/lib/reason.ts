import type { Protocol } from '../../../charts-ts/checks/reach/policy-types.ts';
import { everyPort, type Ports } from '../../../charts-ts/checks/reach/ports.ts';
import type { Target } from '../../../charts-ts/checks/reach/services.ts';
import { workloadText } from '../../../charts-ts/checks/reach/workload.ts';
import type { Connection } from './connections.ts';
import { places } from './connections.ts';

/** Why something may connect. `must`: without this connection the platform does not work, so it must be allowed. */
export interface Reason extends Connection {
  readonly must: boolean;
  readonly because: string;
}

export function reason(from: string, to: string, ports: readonly Ports[], because: string, must = true): Reason {
  return { from, to, ports, because, must };
}

/** From somebody to pods behind a Service; pods on the host's network are the nodes. */
export function toTargets(from: string, targets: readonly Target[], because: string, must = true): Reason[] {
  return targets.map(({ workload, port, protocol }) => reason(from, nameOf(workload), [at(port, protocol)], because, must));
}

export function nameOf(workload: Target['workload']): string {
  return workload.hostNetwork ? places.nodes : workloadText(workload);
}

export function at(port: number, protocol: Protocol = 'TCP'): Ports {
  return { protocol, first: port, last: port };
}

/** The ports that are in none of the others. */
export function leftOf(ports: readonly Ports[], others: readonly Ports[]): readonly Ports[] {
  return others.reduce<readonly Ports[]>(
    (left, other) =>
      left.flatMap((one) => {
        if (one.protocol !== other.protocol || other.last < one.first || other.first > one.last) return [one];
        return [...(one.first < other.first ? [{ ...one, last: other.first - 1 }] : []), ...(one.last > other.last ? [{ ...one, first: other.last + 1 }] : [])];
      }),
    ports,
  );
}

export { everyPort };
