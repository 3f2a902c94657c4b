import type { Alert } from '../../kit/metrics.ts';

const job = 'namespace="logging",job="loki"';

/** https://grafana.com/docs/loki/latest/operations/meta-monitoring/ */
export const lokiAlerts: readonly Alert[] = [
  {
    name: 'LokiDown',
    expression: `absent(up{${job}} == 1)`,
    holds: '10m',
    severity: 'critical',
    summary: 'Loki does not answer: logs wait on the nodes, and nobody can search',
    runbook: 'kubectl -n logging describe pod loki-0, then its logs: is its volume attached, is its node there, is its volume full?',
  },
  {
    name: 'LokiRequestsFail',
    expression: `sum by (route) (rate(loki_request_duration_seconds_count{${job},status_code=~"5.."}[5m])) > 0.1 * sum by (route) (rate(loki_request_duration_seconds_count{${job}}[5m]))`,
    holds: '15m',
    severity: 'warning',
    summary: 'Loki fails one in ten of the requests to {{ $labels.route }}',
    runbook: 'kubectl -n logging logs loki-0 says why; memory and disk are the usual causes',
  },
  {
    name: 'LokiDiscards',
    expression: `sum by (reason) (increase(loki_discarded_samples_total{${job}}[15m])) > 0`,
    holds: '15m',
    severity: 'warning',
    summary: 'Loki discards log lines: {{ $labels.reason }}',
    runbook: 'kubectl -n logging logs loki-0 names the stream; rate_limited: who logs so much?',
  },
  {
    name: 'LokiVolumeFull',
    expression: `sum(increase(loki_ingester_wal_disk_full_failures_total{${job}}[15m])) > 0`,
    holds: '5m',
    severity: 'critical',
    summary: 'Loki cannot write: its volume is full, and it frees nothing by itself',
    runbook: 'raise components.loki.volume in cluster.yaml where the storage class lets volumes grow, or lower the retention and wait for the compactor',
  },
];
