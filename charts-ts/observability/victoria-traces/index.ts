import { z } from 'zod';
import { blockStorage, metrics, namespaces, offer, traceStore } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow } from '../../kit/network.ts';
import { fromUsers } from '../../kit/users.ts';
import { retentionMistakes, storeConfig, victoriaStore } from '../../kit/victoria.ts';
import { victoriaTracesAlerts } from './alerts.ts';
import { dashboard } from './dashboard.ts';

const name = 'victoria-traces';
const namespace = 'monitoring';
const port = 10428;
const url = `http://${name}.${namespace}.svc:${port}`;

/** Keeps traces, and answers questions about them as Jaeger does. */
export const victoriaTraces = component({
  name,
  area: 'observability',
  purpose: 'VictoriaTraces, which keeps the traces that programs send to the OTLP gateway',
  homepage: 'https://docs.victoriametrics.com/victoriatraces/',
  licence: 'Apache-2.0',
  governance: 'VictoriaMetrics (one company)',
  choice: {
    runnerUp: 'Jaeger',
    because:
      "it is run as the log store is, and answers Jaeger's API; it is not at 1.0 yet, which traces of two weeks can bear, while Jaeger wants OpenSearch or Cassandra beside it",
  },
  upgrade: 'Before 1.0 its storage may change: read the changelog; in need, remove its volume, since traces are no record.',
  images: { store: { repository: 'docker.io/victoriametrics/victoria-traces', version: 'v0.10.0' } },
  crds: [],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: z.strictObject(storeConfig({ retention: '7d', volume: '20Gi', size: { cpu: '50m', memory: '512Mi', cpuLimit: '2' } })),
  profiles: {
    lab: { retention: '1d', volume: '2Gi', size: { cpu: '25m', memory: '128Mi', cpuLimit: '500m' } },
    production: { retention: '14d', volume: '100Gi', size: { cpu: '200m', memory: '2Gi', cpuLimit: '4' } },
  },
  enabledIn: ['small', 'production'],
  needs: { namespaces, blockStorage },
  wants: { metrics },
  dashboards: [dashboard],
  mistakes: ({ config }) => retentionMistakes(config.retention, []),
  offers: () => [offer(traceStore, { url, otlp: `${url}/insert/opentelemetry/v1/traces`, namespace, podLabels: selectorLabels(name), port })],
  build(scope, { config, needs, wants, images, platform }) {
    victoriaStore(scope, {
      ...config,
      name,
      image: images.store,
      port,
      storageClass: needs.blockStorage.storageClass,
      priorityClass: needs.namespaces.priorityClass,
    });
    allow(scope, name, { from: [...fromUsers(platform, traceStore, port), ...scrapes(wants.metrics, port)], to: [] });
    monitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, victoriaTracesAlerts);
  },
});
