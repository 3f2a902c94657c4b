import type { Alert } from '../../kit/metrics.ts';

const job = 'job="prometheus-operator"';
const logs = 'kubectl -n monitoring logs deploy/prometheus-operator';

/** Metric names: https://github.com/prometheus-operator/prometheus-operator/blob/v0.94.1/pkg/operator/operator.go */
export const prometheusOperatorAlerts: readonly Alert[] = [
  {
    name: 'PrometheusOperatorDown',
    expression: `absent(up{${job}} == 1)`,
    holds: '15m',
    severity: 'warning',
    summary: 'The Prometheus operator does not answer: new monitors and rules have no effect, what runs goes on',
    runbook: 'kubectl -n monitoring describe deploy prometheus-operator; OOMKilled: raise components.prometheus-operator.size.memory',
  },
  {
    name: 'PrometheusOperatorNotReady',
    expression: `max by (controller) (prometheus_operator_ready{${job}}) == 0`,
    holds: '10m',
    severity: 'warning',
    summary: 'The controller {{ $labels.controller }} of the Prometheus operator does not get started',
    runbook: `${logs}: "failed to list" names a right or a definition that is missing`,
  },
  {
    name: 'PrometheusOperatorSyncFails',
    expression: `max by (controller) (prometheus_operator_syncs{${job},status="failed"}) > 0`,
    holds: '15m',
    severity: 'critical',
    summary: 'The Prometheus operator cannot bring {{ $labels.controller }} to what Git says',
    runbook: `${logs}; and kubectl -n monitoring describe prometheus: the condition Reconciled says why`,
  },
  {
    name: 'MonitorOrRuleRefused',
    expression: `max by (resource) (prometheus_operator_managed_resources{${job},state="rejected"}) > 0`,
    holds: '10m',
    severity: 'warning',
    summary: '{{ $value }} of {{ $labels.resource }} are refused, and have no effect',
    runbook: 'kubectl get events -A --field-selector reason=InvalidConfiguration names each with its mistake; mend it where it is written',
  },
  {
    name: 'PrometheusOperatorListFails',
    expression: `sum by (controller) (rate(prometheus_operator_list_operations_failed_total{${job}}[10m])) / sum by (controller) (rate(prometheus_operator_list_operations_total{${job}}[10m])) > 0.4`,
    holds: '15m',
    severity: 'warning',
    summary: 'The Prometheus operator cannot read objects for {{ $labels.controller }}',
    runbook: `${logs}; forbidden: compare with ClusterRole prometheus-operator; refused: is the API server well?`,
  },
];
