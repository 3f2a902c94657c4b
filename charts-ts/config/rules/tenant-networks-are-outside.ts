import { networksOverlap, networkWithin, parseNetwork } from '../values.ts';
import { type Rule, tenantProblem } from './rules.ts';

const kinds = ['pods', 'services', 'nodes'] as const;

/** What a tenant calls the internet is no part of the cluster: its pods are reached by agreement, its nodes by nobody. */
export const tenantNetworksAreOutside: Rule = (clusters) =>
  clusters.flatMap(({ id, config, tenants }) =>
    tenants.flatMap((tenant) =>
      Object.entries(tenant.config.namespaces).flatMap(([name, { connections }]) =>
        connections.internet.flatMap(({ to = [] }, index) =>
          to.flatMap((cidr, position) => {
            const asked = parseNetwork(cidr);
            const inside = kinds.flatMap((kind) =>
              config.network[kind]
                .map((own) => ({ kind, own, network: parseNetwork(own) }))
                // A wider network is taken without the cluster's part.
                .filter(({ network }) => asked !== undefined && network !== undefined && networksOverlap(asked, network) && !networkWithin(network, asked)),
            );
            return inside.map(({ kind, own }) =>
              tenantProblem(
                tenant,
                ['namespaces', name, 'connections', 'internet', index, 'to', position],
                `${cidr} lies in ${own}, the network of the ${kind} of ${id}; write networks outside the cluster, and other tenants under to`,
              ),
            );
          }),
        ),
      ),
    ),
  );
