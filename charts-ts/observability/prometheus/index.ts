import { namespacesOf } from '../../config/tenants.ts';
import { alerting, blockStorage, loginProxy, metricStore, metrics, namespaces, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts, withReloader } from '../../kit/metrics.ts';
import { prometheusAlerts } from './alerts.ts';
import { PrometheusConfig, profiles, prometheusMistakes } from './config.ts';
import { dashboard } from './dashboard.ts';
import { kubernetesTargets } from './kubernetes.ts';
import { ownMonitor } from './monitor.ts';
import { labels, name, namespace, page, ports } from './names.ts';
import { prometheusNetwork } from './network.ts';
import { prometheusRights } from './rbac.ts';
import { server } from './server.ts';
import { tokenPolicy } from './tenants.ts';

const image = { repository: 'quay.io/prometheus/prometheus', version: 'v3.16.0-distroless' } as const;

/** Reads and keeps the metrics of the whole cluster, and finds out what people must be told. */
export const prometheus = component({
  name,
  area: 'observability',
  purpose: 'Prometheus, which reads the metrics of all namespaces, keeps them, and evaluates rules',
  homepage: 'https://prometheus.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated',
  choice: { runnerUp: 'VictoriaMetrics', because: 'a foundation owns it, and all others are compatible with it' },
  upgrade: 'A minor reads the data of the one before; back is promised by one minor only. The pods are replaced one after the other.',
  haven: ['metrics'],
  images: { prometheus: image },
  crds: [],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: PrometheusConfig,
  profiles,
  needs: { namespaces, metrics, blockStorage },
  wants: { alerting },
  knows: { loginProxy },
  dashboards: [dashboard],
  mistakes: prometheusMistakes,
  webUis: () => [page],
  operated: ({ config }) => [{ name: `prometheus-${name}`, count: config.replicas, size: withReloader(config.size), labels }],
  offers: ({ config }) => [
    offer(metricStore, {
      url: `http://${name}.${namespace}.svc:${ports.web}`,
      namespace,
      podLabels: labels,
      port: ports.web,
      otlp: otlpAddresses(config.replicas),
    }),
  ],
  build(scope, { cluster, config, needs, wants, knows, images, platform }) {
    server(scope, {
      cluster,
      config,
      platform,
      image: images.prometheus,
      version: image.version.replace('-distroless', ''),
      account: prometheusRights(scope, name, namespace),
      priorityClass: needs.namespaces.priorityClass,
      storageClass: needs.blockStorage.storageClass,
      alerting: wants.alerting,
      loginProxy: knows.loginProxy,
    });
    prometheusNetwork(scope, { cluster, platform, loginProxy: knows.loginProxy });
    tokenPolicy(scope);
    kubernetesTargets(scope, config);
    ownMonitor(scope);
    alerts(scope, needs.metrics, name, prometheusAlerts(wants.alerting !== undefined, cluster.tenants.flatMap(namespacesOf)));
  },
});

/** The pods by the names that the operator's own headless Service gives them: each keeps everything, so each must get it. */
function otlpAddresses(replicas: number): string[] {
  return Array.from(
    { length: replicas },
    (_, index) => `http://prometheus-${name}-${index}.prometheus-operated.${namespace}.svc:${ports.web}/api/v1/otlp/v1/metrics`,
  );
}
