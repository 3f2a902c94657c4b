import type { Alert } from '../../kit/metrics.ts';

const job = 'job="prometheus-operator"';

/** Metric names: https://github.com/prometheus-operator/prometheus-operator/tree/v0.95.1/pkg/operator */
export const prometheusOperatorAlerts: readonly Alert[] = [
  {
    name: 'PrometheusOperatorDown',
    expression: `absent(up{${job}} == 1)`,
    holds: '15m',
    severity: 'warning',
    summary: 'The Prometheus operator does not answer: new monitors and rules are not taken',
    runbook: "kubectl -n monitoring describe deploy prometheus-operator, then its pod's events and logs; what runs goes on as it is",
  },
  {
    name: 'PrometheusOperatorReconcileFails',
    expression: `sum by (controller) (rate(prometheus_operator_reconcile_errors_total{${job}}[10m])) / sum by (controller) (rate(prometheus_operator_reconcile_operations_total{${job}}[10m])) > 0.1`,
    holds: '15m',
    severity: 'warning',
    summary: 'The Prometheus operator fails to apply changes of {{ $labels.controller }}',
    runbook: 'kubectl -n monitoring logs deploy/prometheus-operator; and kubectl -n monitoring describe prometheus',
  },
  {
    name: 'PrometheusOperatorRejects',
    expression: `min_over_time(prometheus_operator_managed_resources{${job},state="rejected"}[5m]) > 0`,
    holds: '10m',
    severity: 'warning',
    summary: '{{ $value }} objects of {{ $labels.resource }} are refused, and so without effect',
    runbook: 'kubectl -n monitoring logs deploy/prometheus-operator names each with its mistake; mend it where it is written',
  },
];
