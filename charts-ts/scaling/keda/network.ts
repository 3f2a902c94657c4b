import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { polder } from '../../kit/labels.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, fromNodes, namespacesWith, outside, siblings, toApiServer } from '../../kit/network.ts';
import type { KedaConfig } from './config.ts';
import { metricsApi, operator, ports, webhooks } from './names.ts';

/**
 * The operator asks event sources: of tenants, whose namespaces let it in on the ports that their files name, of the namespaces that the site
 * names, and outside at the ports that it opens. Not those of the platform, of which some let in every namespace: KEDA asks what tenants say.
 */
export function kedaNetwork(scope: Construct, cluster: ClusterContext, metrics: Metrics | undefined, config: KedaConfig): void {
  const { outsidePorts, sourceNamespaces } = config;
  const sources = [
    { namespaceSelector: { matchExpressions: [{ key: polder.tenant, operator: 'Exists' }] } },
    ...sourceNamespaces.flatMap((name) => namespacesWith({ 'kubernetes.io/metadata.name': name })),
  ];
  allow(scope, operator, {
    from: [{ peers: siblings(metricsApi), ports: [ports.operator.grpc] }, ...scrapes(metrics, ports.operator.metrics)],
    to: [toApiServer(cluster), { peers: sources }, ...(outsidePorts.length === 0 ? [] : [{ peers: outside(cluster), ports: outsidePorts }])],
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
