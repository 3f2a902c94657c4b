import type { Construct } from 'constructs';
import { alerting } from '../../kit/capability.ts';
import type { Chosen, ClusterContext } from '../../kit/component.ts';
import { fromLoginProxy } from '../../kit/login.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, outside, siblings, type Traffic } from '../../kit/network.ts';
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

/** In: whoever sends alerts, and people through the login proxy. Out: its fellows, and the ports of its receivers outside the cluster. */
export function network(scope: Construct, { cluster, config, platform, needs, knows }: NetworkContext): void {
  const mesh: readonly Traffic[] =
    config.replicas === 1 ? [] : (['TCP', 'UDP'] as const).map((protocol) => ({ peers: siblings(name), ports: [ports.mesh], protocol }));
  const told = [...new Set([...receiversOf(config).map(([, receiver]) => portOf(receiver)), ...tenantPorts(cluster.tenants)])].sort((a, b) => a - b);
  allow(scope, name, {
    from: [...fromUsers(platform, alerting, ports.web), ...fromLoginProxy(knows.loginProxy, ports.web), ...scrapes(needs.metrics, ports.web), ...mesh],
    to: [...mesh, ...(told.length === 0 ? [] : [{ peers: outside(cluster), ports: told }])],
  });
}

/** Where an address is a secret itself, its port is HTTPS's. */
function portOf({ mail, webhook }: ReturnType<typeof receiversOf>[number][1]): number {
  if (mail !== undefined) return Number(mail.smarthost.split(':')[1]);
  return webhook?.url === undefined ? 443 : Number(new URL(webhook.url).port || 443);
}
