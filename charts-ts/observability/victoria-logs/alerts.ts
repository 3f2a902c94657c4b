import type { Alert } from '../../kit/metrics.ts';

/** https://docs.victoriametrics.com/victorialogs/metrics/. `stores`: the jobs that there must be. */
export function victoriaLogsAlerts(stores: readonly string[]): readonly Alert[] {
  const jobs = 'namespace="monitoring",job=~"victoria-logs|victoria-logs-audit"';
  return [
    {
      name: 'LogStoreDown',
      // Written so that each answer has the job's name.
      expression: stores.map((store) => down(`namespace="monitoring",job="${store}"`)).join(' or '),
      holds: '10m',
      severity: 'critical',
      summary: '{{ $labels.job }} does not answer: logs wait on the nodes, and nobody can search',
      runbook: 'kubectl -n monitoring describe pod {{ $labels.job }}-0, then its logs: is its volume attached, is its node there?',
    },
    {
      name: 'LogStoreReadOnly',
      expression: `max by (job) (vl_storage_is_read_only{${jobs}}) > 0`,
      holds: '5m',
      severity: 'critical',
      summary: '{{ $labels.job }} takes no logs: its volume is full',
      runbook: 'raise its volume in cluster.yaml where the storage class lets volumes grow (kubectl get storageclass), or lower the retention',
    },
    {
      name: 'LogsKeptShorterThanAsked',
      // At its limit it drops the oldest days, whatever the retention says.
      expression: `sum by (job) (vl_data_size_bytes{${jobs}}) > 0.95 * max by (job) (vl_max_disk_space_usage_bytes{${jobs}})`,
      holds: '1h',
      severity: 'warning',
      summary: '{{ $labels.job }} has reached the limit of its volume: it drops days that its retention would keep',
      runbook: 'find who logs most (docs/observability.md, Logs); raise the volume, or lower the retention until it fits',
    },
    {
      name: 'LogsDropped',
      expression: `sum by (job, reason) (increase(vl_rows_dropped_total{${jobs}}[15m])) > 0`,
      holds: '15m',
      severity: 'warning',
      summary: '{{ $labels.job }} drops logs: {{ $labels.reason }}',
      runbook: 'kubectl -n monitoring logs {{ $labels.job }}-0 shows a sample; timestamps that are too small or too big come from a clock or a parser',
    },
    {
      name: 'LogStoreRefuses',
      expression: `sum by (job, path) (increase(vl_http_errors_total{${jobs},path=~"/insert/.*"}[15m])) > 0`,
      holds: '15m',
      severity: 'warning',
      summary: '{{ $labels.job }} refuses what is sent to {{ $labels.path }}',
      runbook: 'kubectl -n monitoring logs {{ $labels.job }}-0 says why',
    },
  ];
}

function down(job: string): string {
  return `max by (namespace, job) (up{${job}}) == 0 or absent(up{${job}})`;
}
