import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, fromNodes, siblings, toApiServer } from '../../kit/network.ts';
import { name, plugin, ports } from './names.ts';

/** Each PostgreSQL, in any namespace: its instance manager and the database itself. */
const databases = {
  peers: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'cnpg.io/podRole': 'instance' } } }],
  ports: [8000, 5432],
};

/** The API server asks the operator, which asks each PostgreSQL and the plugin. */
export function traffic(scope: Construct, cluster: ClusterContext, metrics: Metrics | undefined, withPlugin: boolean): void {
  allow(scope, name, {
    from: [{ peers: fromNodes(cluster), ports: [ports.webhook] }, ...scrapes(metrics, ports.metrics)],
    to: [toApiServer(cluster), databases, ...(withPlugin ? [{ peers: siblings(plugin), ports: [ports.plugin] }] : [])],
  });
  if (withPlugin)
    allow(scope, plugin, {
      from: [{ peers: siblings(name), ports: [ports.plugin] }, ...scrapes(metrics, ports.metrics)],
      to: [toApiServer(cluster)],
    });
}
