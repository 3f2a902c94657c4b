import { z } from 'zod';
import { Bytes, quantity } from '../../config/values.ts';
import { metrics } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { endingsOf } from '../../kit/ending.ts';
import { alerts } from '../../kit/metrics.ts';
import { apiServerAlerts } from './api-server.ts';
import { capacityAlerts } from './capacity.ts';
import { clusterDashboard } from './cluster-dashboard.ts';
import { endingAlerts, exceptionEnds } from './endings.ts';
import { nodeAlerts } from './nodes.ts';
import { nodesDashboard } from './nodes-dashboard.ts';
import { recordings } from './recordings.ts';
import { storageAlerts } from './storage.ts';
import { workloadAlerts } from './workloads.ts';
import { workloadsDashboard } from './workloads-dashboard.ts';

const name = 'cluster-rules';

/** What is asked of the cluster itself, by topic: each becomes a group of rules of its own. */
const topics = {
  nodes: () => nodeAlerts,
  workloads: () => workloadAlerts,
  storage: () => storageAlerts,
  'api-server': apiServerAlerts,
  capacity: () => capacityAlerts,
} as const;

const alertNames = [...Object.values(topics).flatMap((topic) => topic(1).map((alert) => alert.name)), exceptionEnds];

/** Tells when nodes, workloads, volumes or the API server are not well, by what kube-state-metrics, node-exporter and Kubernetes tell. */
export const clusterRules = component({
  name,
  area: 'observability',
  purpose: 'Alerts and dashboards of the cluster itself: nodes, workloads, volumes, API server',
  homepage: 'https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/',
  licence: 'EUPL-1.2',
  governance: 'Polder itself',
  choice: { runnerUp: 'the mixins of kube-prometheus', because: 'fewer alerts, each tested and with a line that says what to do' },
  upgrade: 'Nothing runs: its tests say whether the metrics of a new Kubernetes or exporter still do.',
  images: {},
  crds: [],
  namespace: { name: 'monitoring', podSecurity: 'restricted' },
  config: z.strictObject({
    etcdQuota: Bytes.default('2Gi').describe("The size that etcd's database may have, as its flag --quota-backend-bytes says; 2Gi is etcd's own default"),
    without: z
      .array(z.enum(alertNames))
      .default([])
      .describe('Alerts that this cluster does not have, by name: such as those of a control plane that somebody else runs'),
  }),
  profiles: {},
  needs: { metrics },
  wants: {},
  dashboards: [clusterDashboard, nodesDashboard, workloadsDashboard],
  offers: () => [],
  build(scope, { cluster, config, needs, platform }) {
    alerts(scope, needs.metrics, `${name}-recordings`, [], recordings);
    const byTopic = Object.entries(topics).map(([topic, list]) => [topic, list(quantity(config.etcdQuota))] as const);
    for (const [topic, list] of [...byTopic, ['endings', endingAlerts(endingsOf(platform, cluster))] as const]) {
      const wanted = list.filter((alert) => !config.without.includes(alert.name));
      if (wanted.length > 0) alerts(scope, needs.metrics, `${name}-${topic}`, wanted);
    }
  },
});
