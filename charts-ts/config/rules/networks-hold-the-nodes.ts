import { type Network, parseNetwork } from '../values.ts';
import { problemAt, type Rule } from './rules.ts';

/** kube-controller-manager's default node CIDR mask, IPv4 and IPv6: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/ */
const nodeMask = { 4: 24, 6: 64 } as const;

/** A Service network smaller than this runs out within the platform alone. */
const servicesAtLeast = 256n;

/** Each node takes a part of the pod network, and an address of the node network: both must be large enough for the declared nodes. */
export const networksHoldTheNodes: Rule = (clusters) =>
  clusters.flatMap((cluster) => {
    const { nodes, network } = cluster.config;
    const count = nodes.reduce((sum, group) => sum + group.count, 0);
    const each = (kind: 'pods' | 'services' | 'nodes', claim: (network: Network) => string | undefined) =>
      network[kind].flatMap((cidr, index) => {
        const parsed = parseNetwork(cidr);
        const message = parsed === undefined ? undefined : claim(parsed);
        return message === undefined ? [] : [problemAt(cluster, ['network', kind, index], `${cidr} ${message}`)];
      });
    return [
      ...each('pods', ({ version, prefix }) => {
        const parts = prefix > nodeMask[version] ? 0 : 2 ** (nodeMask[version] - prefix);
        return parts < count
          ? `has room for the pods of ${parts} nodes (a /${nodeMask[version]} each), and there are ${count}; choose a larger network`
          : undefined;
      }),
      ...each('services', (range) =>
        size(range) < servicesAtLeast ? `has ${size(range)} addresses for Services; choose at least ${servicesAtLeast}` : undefined,
      ),
      ...each('nodes', (range) =>
        size(range) < BigInt(count) ? `has ${size(range)} addresses, and there are ${count} nodes; choose a larger network` : undefined,
      ),
    ];
  });

function size({ first, last }: Network): bigint {
  return last - first + 1n;
}
