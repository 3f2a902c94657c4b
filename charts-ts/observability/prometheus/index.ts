import { alerting, blockStorage, metricStore, metrics, namespaces, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { prometheusAlerts } from './alerts.ts';
import { profiles, prometheusConfig, prometheusMistakes } from './config.ts';
import { controlPlaneMonitors } from './control-plane.ts';
import { dashboard } from './dashboard.ts';
import { labels, name, namespace, port } from './names.ts';
import { network } from './network.ts';
import { rights } from './rbac.ts';
import { ownRules, server } from './server.ts';

/** Reads and keeps the metrics of the whole cluster, and finds out what people must be told. */
export const prometheus = component({
  name,
  area: 'observability',
  purpose: 'Prometheus: reads the metrics of all namespaces, keeps them, and evaluates rules',
  homepage: 'https://prometheus.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated',
  choice: { runnerUp: 'VictoriaMetrics', because: 'it is the standard that all others are compatible with, and a foundation owns it' },
  upgrade: 'Minors are read-compatible with the data of the one before; going back more than one minor may not be. The pair is restarted one by one.',
  images: { prometheus: { repository: 'quay.io/prometheus/prometheus', version: 'v3.16.0' } },
  crds: [],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: prometheusConfig,
  profiles,
  needs: { namespaces, metrics, blockStorage },
  wants: { alerting },
  dashboards: [dashboard],
  mistakes: prometheusMistakes,
  // The pods that its operator makes of it; the reloader asks for 10m and 32Mi.
  operated: ({ config: { replicas, size } }) => [{ name: `prometheus-${name}`, count: replicas, size, labels }],
  offers: ({ config }) => [
    offer(metricStore, { url: `http://${name}.${namespace}.svc:${port}`, namespace, podLabels: labels, port, otlp: otlpAddresses(config.replicas) }),
  ],
  build(scope, context) {
    const account = rights(scope, name, namespace);
    server(scope, account, context);
    network(scope, context);
    controlPlaneMonitors(scope, context.config);
    ownRules(scope, context.needs.metrics, prometheusAlerts);
  },
});

/** The pods by the names that their operator's headless Service gives them: through one Service each would get a part. */
function otlpAddresses(replicas: number): string[] {
  return Array.from(
    { length: replicas },
    (_, index) => `http://prometheus-${name}-${index}.prometheus-operated.${namespace}.svc:${port}/api/v1/otlp/v1/metrics`,
  );
}
