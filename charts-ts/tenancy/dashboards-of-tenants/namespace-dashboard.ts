import type { Dashboard } from '../../kit/dashboard.ts';
import { persesDashboard } from '../../kit/perses-dashboard.ts';
import type { Grid, PersesDashboard, PersesPanel } from '../../kit/perses-types.ts';

const containers = 'container!="",pod!=""';
const quota = (type: 'used' | 'hard') => `max by (resource) (kube_resourcequota{type="${type}"})`;

/**
 * One namespace at a glance. No expression names it: each is bound to that of the project by its datasource. So only series whose own label
 * `namespace` is the tenant's are here; what Traefik tells of routes has Traefik's.
 */
const dashboard: Dashboard = {
  name: 'namespace',
  title: 'Namespace',
  purpose: 'What does it use of what it may, and is it well?',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Alerts',
          show: 'stat',
          queries: [{ expression: 'count(ALERTS{alertstate="firing"}) or vector(0)' }],
          thresholds: { warning: 1, critical: 5 },
        },
        { title: 'Pods that run', show: 'stat', queries: [{ expression: 'sum(kube_pod_status_phase{phase="Running"})' }] },
        {
          title: 'Containers that are not ready',
          show: 'stat',
          queries: [{ expression: 'sum(kube_pod_container_status_running) - sum(kube_pod_container_status_ready)' }],
          thresholds: { warning: 1, critical: 5 },
        },
        {
          title: 'Restarts in the last hour',
          show: 'stat',
          queries: [{ expression: 'sum(increase(kube_pod_container_status_restarts_total[1h]))' }],
          thresholds: { warning: 1, critical: 10 },
        },
        { title: 'What fires', show: 'table', queries: [{ expression: 'count by (alertname, severity) (ALERTS{alertstate="firing"})' }] },
        {
          title: 'Used of the quota',
          show: 'table',
          unit: 'percent',
          queries: [{ expression: `${quota('used')} / (${quota('hard')} > 0)`, legend: '{{ resource }}' }],
        },
      ],
    },
    {
      title: 'Pods',
      panels: [
        {
          title: 'CPU',
          show: 'lines',
          unit: 'cores',
          queries: [{ expression: `sum by (pod) (rate(container_cpu_usage_seconds_total{${containers}}[$__rate_interval]))`, legend: '{{ pod }}' }],
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: `sum by (pod) (container_memory_working_set_bytes{${containers}})`, legend: '{{ pod }}' }],
        },
        {
          title: 'Received',
          show: 'lines',
          unit: 'bytes/s',
          queries: [{ expression: 'sum by (pod) (rate(container_network_receive_bytes_total[$__rate_interval]))', legend: '{{ pod }}' }],
        },
        {
          title: 'Sent',
          show: 'lines',
          unit: 'bytes/s',
          queries: [{ expression: 'sum by (pod) (rate(container_network_transmit_bytes_total[$__rate_interval]))', legend: '{{ pod }}' }],
        },
        {
          title: 'Used of each volume',
          show: 'table',
          unit: 'percent',
          queries: [
            {
              expression:
                '1 - max by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes) / max by (persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes)',
              legend: '{{ persistentvolumeclaim }}',
            },
          ],
        },
      ],
    },
  ],
};

/** The dashboard of a namespace, with its logs where they can be bound to it. */
export function namespaceDashboard(namespace: string, options: { readonly logs: boolean }): PersesDashboard {
  const made = persesDashboard(dashboard, namespace);
  if (!options.logs) return made;
  const { spec } = made;
  return { ...made, spec: { ...spec, panels: { ...spec.panels, logs: logsPanel }, layouts: [...spec.layouts, logsRow] } };
}

const logsPanel: PersesPanel = {
  kind: 'Panel',
  spec: {
    display: { name: 'Newest lines' },
    plugin: { kind: 'LogsTable', spec: { showTime: true, allowWrap: true, enableDetails: true } },
    // Without a limit all lines of the chosen time come into the browser.
    queries: [{ kind: 'LogQuery', spec: { plugin: { kind: 'VictoriaLogsLogQuery', spec: { query: '* | sort by (_time) desc limit 200' } } } }],
  },
};

const logsRow: Grid = {
  kind: 'Grid',
  spec: { display: { title: 'Logs', collapse: { open: true } }, items: [{ x: 0, y: 0, width: 24, height: 12, content: { $ref: '#/spec/panels/logs' } }] },
};
