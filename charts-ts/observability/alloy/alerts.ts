import type { Alert } from '../../kit/metrics.ts';

const job = 'namespace="logging",job="alloy"';

/** https://grafana.com/docs/alloy/latest/reference/components/loki/loki.write/#debug-metrics */
export const alloyAlerts: readonly Alert[] = [
  {
    name: 'AlloyDown',
    expression: `up{${job}} == 0 or absent(up{${job}})`,
    holds: '15m',
    severity: 'warning',
    summary: 'Alloy {{ $labels.pod }} does not answer: logs of its node are not collected, and are lost when their files are rotated',
    runbook: 'kubectl -n logging get pods -o wide, then the logs of the pod that is not ready',
  },
  {
    name: 'AlloyDropsLogs',
    expression: `sum by (pod, reason) (increase(loki_write_dropped_entries_total{${job}}[15m])) > 0`,
    holds: '15m',
    severity: 'warning',
    summary: '{{ $labels.pod }} drops log lines that Loki does not take: {{ $labels.reason }}',
    runbook: 'kubectl -n logging logs {{ $labels.pod }} says what Loki answered',
  },
  {
    name: 'AlloyLogsStopped',
    expression: `sum(rate(loki_write_sent_entries_total{${job}}[30m])) == 0`,
    holds: '15m',
    severity: 'critical',
    summary: 'No log of any node has reached Loki for half an hour',
    runbook: 'is Loki up (LokiDown)? If it is: kubectl -n logging logs daemonset/alloy',
  },
];
