import { z } from 'zod';
import { blockStorage, logCollection, logStore, metrics, namespaces, offer, telemetry } from '../../kit/capability.ts';
import { type Chosen, type ClusterContext, component, plannedFor } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow } from '../../kit/network.ts';
import { fromUsers } from '../../kit/users.ts';
import { retentionMistakes, storeConfig, victoriaStore } from '../../kit/victoria.ts';
import { victoriaLogsAlerts } from './alerts.ts';
import { dashboard } from './dashboard.ts';

const name = 'victoria-logs';
const auditName = 'victoria-logs-audit';
const namespace = 'monitoring';
const port = 9428;

/**
 * Keeps logs, and answers questions about them. One pod: collectors keep logs on their node's disk until it takes them, so that
 * none is lost while it moves to another node; only asking waits. Two copies would double the volume and need a proxy before them.
 */
export const victoriaLogs = component({
  name,
  area: 'observability',
  purpose: 'VictoriaLogs, which keeps the logs of all pods, of the cluster and of its API server',
  homepage: 'https://docs.victoriametrics.com/victorialogs/',
  licence: 'Apache-2.0',
  governance: 'VictoriaMetrics (one company)',
  choice: {
    runnerUp: 'Loki',
    because: 'one program and one volume, full-text search, and a licence that lets anybody build on it; Loki (AGPL) is there as an opt-in',
  },
  upgrade: 'Its storage format is stable within v1; read the update notes in its changelog, since a downgrade is not promised.',
  images: { store: { repository: 'docker.io/victoriametrics/victoria-logs', version: 'v1.52.0' } },
  crds: [],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: z.strictObject({
    ...storeConfig({ retention: '30d', volume: '50Gi', size: { cpu: '200m', memory: '1Gi', cpuLimit: '2' } }),
    audit: z
      // BIO2 8.18.02 has audit logs kept for half a year.
      .strictObject({
        enabled: z.boolean().default(true).describe('False leaves the second store out'),
        ...storeConfig({ retention: '183d', volume: '20Gi', size: { cpu: '50m', memory: '512Mi', cpuLimit: '1' } }),
      })
      .prefault({ enabled: false })
      .describe('A second store for audit logs only, which keeps them longer: one store has one retention. Without it they go to the first'),
  }),
  profiles: {
    lab: { retention: '3d', volume: '5Gi', size: { cpu: '25m', memory: '192Mi', cpuLimit: '1' } },
    production: { retention: '90d', volume: '500Gi', size: { cpu: '500m', memory: '4Gi', cpuLimit: '4' }, audit: { volume: '100Gi' } },
  },
  needs: { namespaces, blockStorage },
  wants: { metrics },
  dashboards: [dashboard],
  mistakes: ({ config }) => [...retentionMistakes(config.retention, []), ...retentionMistakes(config.audit.retention, ['audit'])],
  offers: ({ config }) => [
    offer(logStore, {
      kind: 'victoria-logs',
      bindsTenants: true,
      namespace,
      port,
      podLabels: selectorLabels(name),
      ...addresses(name),
      ...(config.audit.enabled ? { audit: { podLabels: selectorLabels(auditName), ...addresses(auditName) } } : {}),
    }),
  ],
  build(scope, { cluster, config, needs, wants, images, platform }) {
    const stores = { [name]: config, ...(config.audit.enabled ? { [auditName]: config.audit } : {}) };
    for (const [store, settings] of Object.entries(stores)) {
      victoriaStore(scope, {
        ...settings,
        name: store,
        image: images.store,
        port,
        storageClass: needs.blockStorage.storageClass,
        priorityClass: needs.namespaces.priorityClass,
        // Go reads none of an address's arguments where there are more than ten thousand, and the body's all the same: who asks like that
        // would be rid of the filter that binds tenants to their namespace. The whole address stays bounded, as all headers are.
        env: [{ name: 'GODEBUG', value: 'urlmaxqueryparams=0' }],
      });
      // Audit logs are for fewer eyes: only who sends them gets there.
      const users = store === auditName ? senders(platform, cluster) : platform;
      allow(scope, store, { from: [...fromUsers(users, logStore, port), ...scrapes(wants.metrics, port)], to: [] });
      monitor(scope, wants.metrics, store, 'http');
    }
    alerts(scope, wants.metrics, name, victoriaLogsAlerts(Object.keys(stores)));
  },
});

function addresses(store: string): { readonly url: string; readonly otlp: string } {
  const url = `http://${store}.${namespace}.svc:${port}`;
  return { url, otlp: `${url}/insert/opentelemetry/v1/logs` };
}

/** Components that bring logs, and do not show them. */
function senders(platform: readonly Chosen[], cluster: ClusterContext): readonly Chosen[] {
  const brings = [logCollection.id, telemetry.id];
  return platform.filter((one) => one.component.offers(plannedFor(one, cluster)).some(({ id }) => brings.includes(id)));
}
