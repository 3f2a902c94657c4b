import type { End } from '../../../charts-ts/checks/reach/evaluate.ts';
import type { Landscape } from '../../../charts-ts/checks/reach/landscape.ts';
import type { Ports } from '../../../charts-ts/checks/reach/ports.ts';
import { workloadText } from '../../../charts-ts/checks/reach/workload.ts';

/** Ends that are no workload. */
export const places = { nodes: 'the nodes', internet: 'the internet', tenant: 'a tenant' } as const;

/** Ports on which one end can reach another. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly Ports[];
}

/** The ends of a cluster by name. Pods on the host's network are the nodes: no policy knows them apart. */
export function endsOf(landscape: Landscape): ReadonlyMap<string, End> {
  const pods = landscape.workloads.filter(({ hostNetwork }) => !hostNetwork).map((workload) => [workloadText(workload), landscape.endOf(workload)] as const);
  return new Map<string, End>([...pods, [places.nodes, landscape.nodes], [places.internet, landscape.internet], [places.tenant, landscape.tenant]]);
}

/** Everything that policies let through of what they judge: pairs of which the platform has at least one end. What passes in part counts. */
export function reachable(landscape: Landscape): Connection[] {
  const ends = [...endsOf(landscape)];
  const isJudged = (end: End) =>
    landscape.judge(end, landscape.nodes).egress.isolatedBy.length > 0 || landscape.judge(landscape.nodes, end).ingress.isolatedBy.length > 0;
  const judged = new Set(ends.flatMap(([name, end]) => (isJudged(end) ? [name] : [])));
  return ends.flatMap(([from, source]) =>
    ends.flatMap(([to, target]) => {
      if (!judged.has(from) && !judged.has(to)) return [];
      const ports = landscape.judge(source, target).possible;
      return ports.length === 0 ? [] : [{ from, to, ports }];
    }),
  );
}
