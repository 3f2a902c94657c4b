import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, siblings, type Traffic, toApiServer, toHostnames } from '../../kit/network.ts';
import { registryPorts } from '../../kit/registry-ports.ts';
import type { TrivyConfig } from './config.ts';
import { databaseAge, operator, ports, scan, server } from './names.ts';

interface Gateway {
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** Only scans and the server reach registries; only the operator reaches the API server. */
export function policies(
  scope: Construct,
  cluster: ClusterContext,
  config: TrivyConfig,
  others: { readonly metrics: Metrics | undefined; readonly gateway: Gateway | undefined },
): void {
  const toServer: Traffic = { peers: siblings(server), ports: [ports.server] };
  const registries = toRegistries(cluster, config, others.gateway);
  allow(scope, operator, { from: scrapes(others.metrics, ports.metrics), to: [toApiServer(cluster), toServer] });
  allow(scope, server, { from: [{ peers: [operator, scan, databaseAge].flatMap(siblings), ports: [ports.server] }], to: registries });
  allow(scope, scan, { from: [], to: [toServer, ...registries] });
  allow(scope, databaseAge, { from: [], to: [toServer] });
}

/** A registry of the cluster itself is behind the Gateway. */
function toRegistries(cluster: ClusterContext, { registryNetworks, registryPorts: more }: TrivyConfig, gateway: Gateway | undefined): Traffic[] {
  const used = registryPorts(cluster, more);
  if (registryNetworks.length === 0) return toHostnames(cluster, gateway, used);
  return [{ peers: registryNetworks.map((cidr) => ({ ipBlock: { cidr } })), ports: used }];
}
