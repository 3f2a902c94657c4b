import type { Alert } from '../../kit/metrics.ts';

const job = 'namespace="monitoring",job="victoria-traces"';

/** Its engine is the log store's, with other names: app/vtstorage/main.go of the release. */
export const victoriaTracesAlerts: readonly Alert[] = [
  {
    name: 'TraceStoreDown',
    expression: `absent(up{${job}} == 1)`,
    holds: '15m',
    severity: 'warning',
    summary: 'The trace store does not answer: the gateway keeps what it can, and nobody can search',
    runbook: 'kubectl -n monitoring describe pod victoria-traces-0, then its logs: is its volume attached, is its node there?',
  },
  {
    name: 'TraceStoreReadOnly',
    expression: `max(vt_storage_is_read_only{${job}}) > 0`,
    holds: '5m',
    severity: 'warning',
    summary: 'The trace store takes no traces: its volume is full',
    runbook: 'raise components.victoria-traces.volume in cluster.yaml where the storage class lets volumes grow, or lower the retention',
  },
  {
    name: 'TracesDropped',
    expression: `sum by (reason) (increase(vt_rows_dropped_total{${job}}[15m])) > 0`,
    holds: '15m',
    severity: 'warning',
    summary: 'The trace store drops spans: {{ $labels.reason }}',
    runbook: 'kubectl -n monitoring logs victoria-traces-0 shows a sample; timestamps that are too small or too big come from a clock that is off',
  },
];
