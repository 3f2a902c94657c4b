import { z } from 'zod';
import { DnsLabel } from '../../config/values.ts';
import { SizeSetting } from '../../kit/size.ts';
import { Address, AddressRange } from './addresses.ts';

const Size = SizeSetting.describe('CPU that each pod requests, memory that it requests and gets at most, CPU that it gets at most');

const nodeLabels = z.record(z.string(), z.string()).default({});
const asn = z.int().min(1).max(4294967295);

const Pool = z.strictObject({
  addresses: z.array(AddressRange).min(1).describe('Networks, or first and last addresses, such as 192.0.2.0/28 or 192.0.2.10-192.0.2.20'),
  announce: z.enum(['layer2', 'bgp']).default('layer2').describe('How the network learns of an address: by ARP and NDP from one node, or by BGP from each'),
  autoAssign: z.boolean().default(true).describe('False: only a Service that names the pool gets an address of it'),
  avoidBuggyIPs: z.boolean().default(true).describe('Leaves out addresses that end in .0 or .255, which some old equipment drops'),
  namespaces: z.array(DnsLabel).default([]).describe('Namespaces whose Services get its addresses; none: all'),
});

const Peer = z.strictObject({
  address: Address.describe("The router's address"),
  asn: asn.describe("The router's AS number"),
  port: z.int().min(1).max(16384).default(179).describe("The router's port"),
  holdSeconds: z.int().min(3).max(65535).default(30).describe('After how many silent seconds the router drops a node'),
  authenticate: z.boolean().default(true).describe('Whether the session has a password (TCP MD5, RFC 2385), in the Secret bgp-<peer>'),
  nodes: nodeLabels.describe('Only nodes with these labels speak with it; none: all'),
});

/** MetalLB's part of cluster.yaml. */
export const MetalLbConfig = z.strictObject({
  pools: z.record(DnsLabel, Pool).default({}).describe('Addresses that Services of the type LoadBalancer get, by the name of the pool'),
  gateway: z
    .strictObject({
      pool: DnsLabel.optional().describe("The pool of the Gateway's address; the first one that is for all namespaces when left out"),
      addresses: z
        .array(Address)
        .max(2)
        .default([])
        .describe("The Gateway's own addresses, one of each IP version that the pool has; any of the pool when left out"),
    })
    .prefault({})
    .describe('What the Gateway gets'),
  layer2: z
    .strictObject({
      interfaces: z.array(z.string().min(1)).default([]).describe("The nodes' network interfaces that answer for addresses; none: all but the pods' own"),
      nodes: nodeLabels.describe('Only nodes with these labels answer; none: all'),
    })
    .prefault({})
    .describe('How pools are announced by layer2'),
  bgp: z
    .strictObject({
      asn: asn.default(64512).describe("The nodes' own AS number; 64512 to 65534 are for private use"),
      peers: z.record(DnsLabel, Peer).default({}).describe('The routers that the nodes speak with, by name'),
      communities: z
        .array(z.string().regex(/^\d{1,5}:\d{1,5}$/, { error: 'is not a community; write it like 64512:100' }))
        .default([])
        .describe('Communities that announcements carry (RFC 1997)'),
    })
    .prefault({})
    .describe('How pools are announced by bgp'),
  sizes: z
    .strictObject({
      controller: Size.default({ cpu: '25m', memory: '128Mi', cpuLimit: '500m' }),
      speaker: Size.default({ cpu: '25m', memory: '128Mi', cpuLimit: '500m' }),
    })
    .prefault({})
    .describe('What each pod gets; the speaker runs on every node'),
});
export type MetalLbConfig = z.output<typeof MetalLbConfig>;

/** The pool that the Gateway's address comes from: always a named one, since of several MetalLB takes any. */
export function gatewayPool({ gateway, pools }: Pick<MetalLbConfig, 'gateway' | 'pools'>): string | undefined {
  return gateway.pool ?? (Object.entries(pools).find(([, { namespaces }]) => namespaces.length === 0) ?? Object.entries(pools)[0])?.[0];
}
