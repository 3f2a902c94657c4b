import { networksOverlap, parseNetwork } from '../values.ts';
import { problemAt, type Rule } from './rules.ts';

const kinds = ['pods', 'services', 'nodes', 'tunnels'] as const;

/** Inside a cluster an address means one thing: overlapping networks lose packets in ways that are hard to see. */
export const networksDoNotOverlap: Rule = (clusters) =>
  clusters.flatMap((cluster) => {
    const all = kinds.flatMap((kind) => cluster.config.network[kind].map((cidr, index) => ({ kind, cidr, index, network: parseNetwork(cidr) })));
    return all.flatMap((one, position) =>
      all.slice(0, position).flatMap((other) => {
        if (one.network === undefined || other.network === undefined || !networksOverlap(one.network, other.network)) return [];
        return [
          problemAt(
            cluster,
            ['network', one.kind, one.index],
            `${one.cidr} overlaps ${other.cidr} of network.${other.kind}; choose networks that share no address`,
          ),
        ];
      }),
    );
  });
