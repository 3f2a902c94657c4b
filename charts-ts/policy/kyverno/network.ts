import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, type Endpoint, fromNodes, type Traffic, toApiServer, toEndpoint, toHostnames } from '../../kit/network.ts';
import { registryPorts } from '../../kit/registry-ports.ts';
import { admission, background, cleanup, ports, reports } from './names.ts';

interface Traffics {
  readonly cluster: ClusterContext;
  readonly metrics: Metrics | undefined;
  /** Ports of registries beside 443 and that of the site's mirror. */
  readonly more: readonly number[];
  readonly gateway: { readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> } | undefined;
  readonly registry: Endpoint | undefined;
}

/** The API server calls the webhooks from its nodes; signatures are read at registries. */
export function traffic(scope: Construct, { cluster, metrics, more, gateway, registry }: Traffics): void {
  const called: Traffic = { peers: fromNodes(cluster), ports: [ports.https] };
  const prometheus = scrapes(metrics, ports.metrics);
  const api = toApiServer(cluster);
  const registries = [...toHostnames(cluster, gateway, registryPorts(cluster, more)), ...(registry === undefined ? [] : [toEndpoint(cluster, registry)])];
  allow(scope, admission, { from: [called, ...prometheus], to: [api, ...registries] });
  allow(scope, background, { from: prometheus, to: [api] });
  allow(scope, cleanup, { from: [called, ...prometheus], to: [api] });
  allow(scope, reports, { from: prometheus, to: [api, ...registries] });
}
