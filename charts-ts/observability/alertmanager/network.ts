import { isIP } from 'node:net';
import type { Construct } from 'constructs';
import { alerting } from '../../kit/capability.ts';
import type { Chosen, ClusterContext } from '../../kit/component.ts';
import { fromLoginProxy } from '../../kit/login.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, distinctPorts, outside, portOfUrl, siblings, type Traffic } from '../../kit/network.ts';
import { fromUsers } from '../../kit/users.ts';
import { type AlertmanagerConfig, receiversOf } from './config.ts';
import { name, ports } from './names.ts';
import { tenantPorts } from './tenants.ts';

interface NetworkContext {
  readonly cluster: ClusterContext;
  readonly config: AlertmanagerConfig;
  readonly platform: readonly Chosen[];
  readonly needs: { readonly metrics: Metrics };
  readonly knows: { readonly loginProxy: Parameters<typeof fromLoginProxy>[0] };
}

/** In: whoever sends alerts, and people through the login proxy. Out: its fellows, and its receivers outside the cluster. */
export function network(scope: Construct, { cluster, config, platform, needs, knows }: NetworkContext): void {
  const mesh: readonly Traffic[] =
    config.replicas === 1 ? [] : (['TCP', 'UDP'] as const).map((protocol) => ({ peers: siblings(name), ports: [ports.mesh], protocol }));
  allow(scope, name, {
    from: [...fromUsers(platform, alerting, ports.web), ...fromLoginProxy(knows.loginProxy, ports.web), ...scrapes(needs.metrics, ports.web), ...mesh],
    to: [
      ...mesh,
      ...toReceivers(
        cluster,
        receiversOf(config).map(([, receiver]) => placeOf(receiver)),
      ),
    ],
  });
}

interface Place {
  readonly host: string;
  readonly port: number;
}

/**
 * A tenant chooses the address of its webhook: on such a port nothing of the nodes' own is reached, but a receiver that the site itself
 * names by its address. What only the site names may stand anywhere outside of pods and Services.
 */
function toReceivers(cluster: ClusterContext, ofSite: readonly Place[]): Traffic[] {
  const ofTenants = distinctPorts(tenantPorts(cluster.tenants));
  const onlyOfSite = distinctPorts(ofSite.map(({ port }) => port)).filter((port) => !ofTenants.includes(port));
  const named = ofSite.filter(({ host, port }) => ofTenants.includes(port) && isIP(host) !== 0);
  return [
    ...(onlyOfSite.length === 0 ? [] : [{ peers: outside(cluster), ports: onlyOfSite }]),
    ...(ofTenants.length === 0 ? [] : [{ peers: outside(cluster, [...cluster.network.nodes, ...cluster.network.tunnels]), ports: ofTenants }]),
    ...named.map(({ host, port }) => ({ peers: [{ ipBlock: { cidr: `${host}/${isIP(host) === 4 ? 32 : 128}` } }], ports: [port] })),
  ];
}

/** Where an address is a secret itself, its port is HTTPS's. */
function placeOf({ mail, webhook }: ReturnType<typeof receiversOf>[number][1]): Place {
  if (mail !== undefined) {
    const [host = '', port] = mail.smarthost.split(':');
    return { host, port: Number(port) };
  }
  if (webhook?.url === undefined) return { host: '', port: 443 };
  return { host: new URL(webhook.url).hostname.replace(/^\[|\]$/g, ''), port: portOfUrl(webhook.url) };
}
