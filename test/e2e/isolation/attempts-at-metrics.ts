import type { Action, Attempt } from './attempt.ts';

function record(namespace: string, name: string): Action {
  return {
    create: {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'tried', namespace },
      spec: { groups: [{ name: 'tried', rules: [{ record: name, expr: 'vector(4e9)', labels: { schedule: 'daily' } }] }] },
    },
  };
}

/** Has Prometheus read a Service of the tenant's. */
function read(namespace: string, endpoint: object): Action {
  return {
    create: {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: 'tried', namespace },
      spec: { selector: { matchLabels: { app: 'tried' } }, endpoints: [{ port: 'http', followRedirects: false, ...endpoint }] },
    },
  };
}

/** How a tenant would silence alarms of the platform, wake its people, or have others pay. */
export function attemptsAtMetrics(own: string): readonly Attempt[] {
  return [
    {
      to: 'tell in the name of the platform when backups were made, by a recording',
      as: 'developer',
      refused: record(own, 'velero_backup_last_successful_timestamp'),
      words: /may be the platform's/,
      allowed: record(own, 'service:orders:rate5m'),
    },
    {
      to: 'be paid for by another tenant, by a recording',
      as: 'admin',
      refused: record(own, 'polder:namespace:payer'),
      words: /may be the platform's/,
      allowed: record(own, 'team:orders:sum'),
    },
    {
      to: 'tell that a node is down, by another name of a metric',
      as: 'developer',
      refused: read(own, { metricRelabelings: [{ targetLabel: '__name__', replacement: 'kube_node_status_condition' }] }),
      words: /gives metrics other names/,
      allowed: read(own, { metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'go_.+' }] }),
    },
  ];
}
