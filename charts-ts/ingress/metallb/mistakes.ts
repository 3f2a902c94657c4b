import { networksOverlap, parseNetwork } from '../../config/values.ts';
import type { ClusterContext, Mistake, Planned } from '../../kit/component.ts';
import { holds, parseAddress, parseRange, type Range } from './addresses.ts';
import { gatewayPool, type MetalLbConfig } from './config.ts';

type Told = Planned<MetalLbConfig>;

interface PoolRange {
  readonly pool: string;
  readonly path: readonly (string | number)[];
  readonly text: string;
  readonly range: Range;
  readonly announce: 'layer2' | 'bgp';
}

/** What the schema alone cannot see. It takes the place of MetalLB's webhook, which would tell only in the cluster. */
export function metalLbMistakes({ cluster, config }: Told): Mistake[] {
  if (Object.keys(config.pools).length === 0)
    return [{ path: ['pools'], message: 'there is no pool of addresses to give; write pools: { public: { addresses: [192.0.2.0/28] } }' }];
  const ranges = rangesOf(config);
  return [...ranges.flatMap((one) => ofTheCluster(one, cluster)), ...betweenPools(ranges), ...bgpMistakes(config, ranges), ...gatewayMistakes(config, ranges)];
}

function rangesOf({ pools }: MetalLbConfig): PoolRange[] {
  return Object.entries(pools).flatMap(([pool, { addresses, announce }]) =>
    addresses.flatMap((text, index) => {
      const range = parseRange(text);
      return range === undefined ? [] : [{ pool, path: ['pools', pool, 'addresses', index], text, range, announce }];
    }),
  );
}

function ofTheCluster({ path, text, range, announce }: PoolRange, { network }: ClusterContext): Mistake[] {
  const overlapping = (what: string, cidrs: readonly string[], meets: (own: Range) => boolean) =>
    cidrs.flatMap((cidr) => {
      const own = parseNetwork(cidr);
      return own !== undefined && meets(own) ? [{ path, message: `"${text}" ${what} (${cidr}); name addresses that nothing else uses` }] : [];
    });
  const served = network.services.some((cidr) => parseNetwork(cidr)?.version === range.version);
  return [
    // MetalLB gives such a Service its second address and takes it back, many times a second (controller/service.go of the release).
    ...(served ? [] : [{ path, message: `"${text}" is IPv${range.version}, which Services of this cluster have not (network.services); remove it` }]),
    ...overlapping("overlaps the pods' network", network.pods, (own) => overlap(range, own)),
    ...overlapping("overlaps the Services' network", network.services, (own) => overlap(range, own)),
    // Addresses for ARP must be in the nodes' network, beside the nodes' own; a router sends nothing for its own network to a BGP peer.
    ...(announce === 'bgp'
      ? overlapping("overlaps the nodes' network, which no router learns by BGP", network.nodes, (own) => overlap(range, own))
      : overlapping("holds all of the nodes' network", network.nodes, (own) => holds(range, own))),
  ];
}

function overlap(a: Range, b: Range): boolean {
  return networksOverlap({ ...a, prefix: 0 }, { ...b, prefix: 0 });
}

function betweenPools(ranges: readonly PoolRange[]): Mistake[] {
  return ranges.flatMap((one, index) =>
    ranges
      .slice(0, index)
      .filter((earlier) => overlap(one.range, earlier.range))
      .map((earlier) => ({ path: one.path, message: `"${one.text}" overlaps "${earlier.text}" of pool ${earlier.pool}; give each address to one pool` })),
  );
}

function bgpMistakes({ pools, bgp }: MetalLbConfig, ranges: readonly PoolRange[]): Mistake[] {
  const announced = Object.entries(pools).filter(([, { announce }]) => announce === 'bgp');
  const peers = Object.keys(bgp.peers).length;
  return [
    ...(peers === 0
      ? announced.map(([pool]) => ({ path: ['pools', pool, 'announce'], message: 'bgp needs a router to speak with; name it in bgp.peers, or write layer2' }))
      : []),
    ...(peers > 0 && announced.length === 0
      ? [{ path: ['bgp', 'peers'], message: 'no pool is announced to these routers; write announce: bgp in a pool, or remove them' }]
      : []),
    // internal/config/validation.go of the release: only its FRR modes announce IPv6 by BGP.
    ...ranges
      .filter(({ announce, range }) => announce === 'bgp' && range.version === 6)
      .map(({ path, text }) => ({ path, message: `"${text}" is IPv6, which MetalLB's own BGP does not announce; put it in a pool with announce: layer2` })),
    ...Object.entries(bgp.peers)
      .filter(([, { address }]) => parseAddress(address)?.version === 6)
      .map(([peer, { address }]) => ({ path: ['bgp', 'peers', peer, 'address'], message: `"${address}" is IPv6; MetalLB's own BGP takes an IPv4 address` })),
  ];
}

function gatewayMistakes({ gateway, pools }: MetalLbConfig, ranges: readonly PoolRange[]): Mistake[] {
  const pool = gatewayPool({ gateway, pools });
  const { addresses } = gateway;
  if (pool === undefined || !(pool in pools))
    return [{ path: ['gateway', 'pool'], message: `"${pool}" is no pool; there is ${Object.keys(pools).join(', ')}` }];
  if (addresses.length === 0) return [];
  const own = ranges.filter((one) => one.pool === pool);
  const elsewhere = addresses.flatMap((address, index) => {
    const range = parseAddress(address);
    return range !== undefined && own.some((one) => holds(one.range, range))
      ? []
      : [
          {
            path: ['gateway', 'addresses', index],
            message: `"${address}" is in no range of pool ${pool}; add it, or name the pool that has it in gateway.pool`,
          },
        ];
  });
  if (elsewhere.length > 0) return elsewhere;
  const versions = (of: readonly (Range | undefined)[]) => [...new Set(of.map((range) => range?.version))].sort();
  const [wanted, given] = [versions(own.map(({ range }) => range)), versions(addresses.map(parseAddress))];
  // With one of two it gives the other and takes it back for ever, as above.
  return addresses.length === wanted.length && wanted.length === given.length
    ? []
    : [{ path: ['gateway', 'addresses'], message: `pool ${pool} has IPv${wanted.join(' and IPv')}; write one address of each, or none` }];
}
