import type { Built } from '../built.ts';
import type { ClusterFacts } from '../config/facts.ts';
import { quantity } from '../config/values.ts';
import { type ClusterContext, plannedFor } from '../kit/component.ts';
import { once } from '../kit/remember.ts';
import { clusterContext } from '../order.ts';
import type { Check } from './checks.ts';
import { type ContainerSpec, type PodSpec, podsOf } from './pods.ts';

/** CPU in cores, memory in bytes. */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
}

/** What the nodes that run pods offer together. */
export function capacity({ nodes }: Pick<ClusterFacts, 'nodes'>): Amounts & { readonly nodes: number } {
  const workers = nodes.filter(({ role }) => role !== 'control-plane');
  return {
    nodes: workers.reduce((sum, { count }) => sum + count, 0),
    cpu: workers.reduce((sum, { count, cpu }) => sum + count * quantity(cpu), 0),
    memory: workers.reduce((sum, { count, memory }) => sum + count * quantity(memory), 0),
  };
}

/** What all pods of the platform request together, those that operators start included. */
export function requests(built: readonly Built[], cluster: ClusterContext): Amounts {
  const { nodes } = capacity(cluster);
  const own = built.flatMap(({ objects }) => objects.flatMap((object) => podsOf(object, nodes) ?? []));
  const operated = built.flatMap((one) => (one.component.operated?.(plannedFor(one, cluster)) ?? []).filter(({ namespace }) => namespace === undefined));
  const sum = (what: 'cpu' | 'memory') =>
    own.reduce((total, { spec, count }) => total + count * ofPod(spec)[what], 0) +
    operated.reduce((total, { count, size }) => total + (count === 'node' ? nodes : count) * quantity(size[what]), 0);
  return { cpu: sum('cpu'), memory: sum('memory') };
}

/** As the scheduler counts: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers */
const ofPod = once(({ containers, initContainers = [] }: PodSpec): Amounts => {
  const asked = (what: 'cpu' | 'memory') => (container: ContainerSpec) => quantity(container.resources?.requests?.[what] ?? '0');
  const most = (what: 'cpu' | 'memory') =>
    Math.max(
      containers.map(asked(what)).reduce((total, one) => total + one, 0),
      ...initContainers.map(asked(what)),
    );
  return { cpu: most('cpu'), memory: most('memory') };
});

/** The platform must fit what cluster.yaml says the nodes offer: otherwise pods stay Pending, which is seen only much later. */
export const nodesHoldTheRequests: Check = (built, cluster) => {
  const offered = capacity(cluster.config);
  const wanted = requests(built, clusterContext(cluster));
  const place = { ...cluster.merged.place(['nodes']), path: 'nodes' };
  if (offered.nodes === 0) return [{ ...place, message: 'no node runs pods; add a group with role worker or both' }];
  return [
    ...(wanted.cpu > offered.cpu
      ? [
          {
            ...place,
            message: `the platform requests ${wanted.cpu.toFixed(1)} CPU and the nodes offer ${offered.cpu.toFixed(1)}; add nodes, or leave out components`,
          },
        ]
      : []),
    ...(wanted.memory > offered.memory
      ? [
          {
            ...place,
            message: `the platform requests ${gib(wanted.memory)} of memory and the nodes offer ${gib(offered.memory)}; add nodes, or leave out components`,
          },
        ]
      : []),
  ];
};

/** Bytes in GiB, as messages write them. */
export function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
