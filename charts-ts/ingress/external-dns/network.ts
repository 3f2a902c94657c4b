import { isIP } from 'node:net';
import type { k8s } from 'cdk8s-plus-28';
import type { ClusterContext } from '../../kit/component.ts';
import { outside, type Traffic } from '../../kit/network.ts';
import type { Provider } from './config.ts';

/** The way to the name server alone: updates by UDP and TCP, zone transfers by TCP; PowerDNS by HTTP. */
export function toNameserver(provider: Provider, cluster: ClusterContext): Traffic[] {
  if (provider.by === 'rfc2136') {
    const { nameserver, port } = provider.rfc2136;
    return (['UDP', 'TCP'] as const).map((protocol) => ({ peers: host(nameserver, cluster), ports: [port], protocol }));
  }
  const { hostname, port, protocol } = new URL(provider.powerdns.url);
  return [{ peers: host(hostname.replace(/^\[|\]$/g, ''), cluster), ports: [Number(port || (protocol === 'https:' ? 443 : 80))] }];
}

/** What is written as a name may have any address outside. */
function host(name: string, cluster: ClusterContext): k8s.NetworkPolicyPeer[] {
  const bits = { 0: undefined, 4: 32, 6: 128 }[isIP(name)];
  return bits === undefined ? outside(cluster) : [{ ipBlock: { cidr: `${name}/${bits}` } }];
}
