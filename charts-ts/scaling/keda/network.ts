import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, fromNodes, namespacesWith, outside, siblings, toApiServer } from '../../kit/network.ts';
import { metricsApi, operator, ports, webhooks } from './names.ts';

/** The operator asks event sources, which are any pod of a tenant and, at the ports that the site opens, anything outside. */
export function kedaNetwork(scope: Construct, cluster: ClusterContext, metrics: Metrics | undefined, outsidePorts: readonly number[]): void {
  allow(scope, operator, {
    from: [{ peers: siblings(metricsApi), ports: [ports.operator.grpc] }, ...scrapes(metrics, ports.operator.metrics)],
    to: [toApiServer(cluster), { peers: namespacesWith({}) }, ...(outsidePorts.length === 0 ? [] : [{ peers: outside(cluster), ports: outsidePorts }])],
  });
  allow(scope, metricsApi, {
    from: [{ peers: fromNodes(cluster), ports: [ports.metricsApi.https] }, ...scrapes(metrics, ports.metricsApi.metrics)],
    to: [toApiServer(cluster), { peers: siblings(operator), ports: [ports.operator.grpc] }],
  });
  allow(scope, webhooks, {
    from: [{ peers: fromNodes(cluster), ports: [ports.webhooks.webhook] }, ...scrapes(metrics, ports.webhooks.metrics)],
    to: [toApiServer(cluster)],
  });
}
