import type { Construct } from 'constructs';
import { resource } from '../../kit/resource.ts';
import type { MetalLbConfig } from './config.ts';
import type { BgpAdvertisement, BgpPeer, IpAddressPool, L2Advertisement } from './types.ts';

/** The Secret with a router's password; MetalLB takes only the type kubernetes.io/basic-auth. */
export function passwordSecret(peer: string): string {
  return `bgp-${peer}`;
}

/** The pools, and how the network learns of their addresses. */
export function announcements(scope: Construct, { pools, layer2, bgp }: MetalLbConfig): void {
  for (const [name, pool] of Object.entries(pools)) addressPool(scope, name, pool);
  const announcedBy = (way: 'layer2' | 'bgp') => Object.entries(pools).flatMap(([name, { announce }]) => (announce === way ? [name] : []));
  layer2Advertisement(scope, announcedBy('layer2'), layer2);
  bgpAdvertisement(scope, announcedBy('bgp'), bgp.communities);
  for (const [name, peer] of Object.entries(bgp.peers)) bgpPeer(scope, name, peer, bgp.asn);
}

function addressPool(scope: Construct, name: string, { addresses, autoAssign, avoidBuggyIPs, namespaces }: MetalLbConfig['pools'][string]): void {
  resource<IpAddressPool>(scope, {
    apiVersion: 'metallb.io/v1beta1',
    kind: 'IPAddressPool',
    metadata: { name },
    spec: { addresses, autoAssign, avoidBuggyIPs, ...(namespaces.length === 0 ? {} : { serviceAllocation: { namespaces } }) },
  });
}

function layer2Advertisement(scope: Construct, ipAddressPools: readonly string[], { interfaces, nodes }: MetalLbConfig['layer2']): void {
  if (ipAddressPools.length === 0) return;
  resource<L2Advertisement>(scope, {
    apiVersion: 'metallb.io/v1beta1',
    kind: 'L2Advertisement',
    metadata: { name: 'layer2' },
    spec: { ipAddressPools, ...(interfaces.length === 0 ? {} : { interfaces }), ...selecting(nodes) },
  });
}

function bgpAdvertisement(scope: Construct, ipAddressPools: readonly string[], communities: readonly string[]): void {
  if (ipAddressPools.length === 0) return;
  resource<BgpAdvertisement>(scope, {
    apiVersion: 'metallb.io/v1beta1',
    kind: 'BGPAdvertisement',
    metadata: { name: 'bgp' },
    spec: { ipAddressPools, ...(communities.length === 0 ? {} : { communities }) },
  });
}

function bgpPeer(scope: Construct, name: string, peer: MetalLbConfig['bgp']['peers'][string], myASN: number): void {
  resource<BgpPeer>(scope, {
    apiVersion: 'metallb.io/v1beta2',
    kind: 'BGPPeer',
    metadata: { name },
    spec: {
      myASN,
      peerASN: peer.asn,
      peerAddress: peer.address,
      peerPort: peer.port,
      holdTime: `${peer.holdSeconds}s`,
      ...(peer.authenticate ? { passwordSecret: { name: passwordSecret(name) } } : {}),
      ...selecting(peer.nodes),
    },
  });
}

/** Without labels: every node. */
function selecting(matchLabels: Readonly<Record<string, string>>): {
  readonly nodeSelectors?: readonly { readonly matchLabels: Readonly<Record<string, string>> }[];
} {
  return Object.keys(matchLabels).length === 0 ? {} : { nodeSelectors: [{ matchLabels }] };
}
