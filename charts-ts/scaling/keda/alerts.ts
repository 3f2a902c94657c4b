import type { Alert } from '../../kit/metrics.ts';
import { apiService, metricsApi, operator, webhooks } from './names.ts';

const job = `job="${operator}"`;

/** Metric names: pkg/metricscollector/prommetrics.go of v2.21.0; aggregator_*: the API server's. */
export const kedaAlerts: readonly Alert[] = [
  {
    name: 'KedaOperatorDown',
    expression: `absent(up{${job}} == 1)`,
    holds: '10m',
    severity: 'critical',
    summary: 'No KEDA operator answers: what it scales keeps its number of pods, and what it scaled to zero stays there',
    runbook: 'kubectl -n keda describe deploy keda-operator, then its log; OOMKilled: raise components.keda.sizes.operator.memory',
  },
  {
    name: 'KedaMetricsApiUnavailable',
    expression: `max(aggregator_unavailable_apiservice{name="${apiService}"}) == 1 or absent(up{job="${metricsApi}"} == 1)`,
    holds: '10m',
    severity: 'critical',
    summary: 'external.metrics.k8s.io does not answer: autoscalers stand still, and no namespace can be deleted',
    runbook: `kubectl describe apiservice ${apiService}: without a CA it waits for cainjector; then kubectl -n keda logs deploy/${metricsApi}`,
  },
  {
    name: 'KedaWebhooksDown',
    expression: `absent(up{job="${webhooks}"} == 1)`,
    holds: '30m',
    severity: 'warning',
    summary: 'No KEDA webhook answers: two ScaledObjects may fight over one workload',
    runbook: `kubectl -n keda describe deploy ${webhooks}, then its log`,
  },
  {
    name: 'KedaScalerErrors',
    expression: `sum by (namespace, scaledObject, scaler) (increase(keda_scaler_detail_errors_total{${job}}[15m])) > 5`,
    holds: '30m',
    severity: 'warning',
    summary: 'KEDA cannot ask the event source of {{ $labels.namespace }}/{{ $labels.scaledObject }} ({{ $labels.scaler }})',
    runbook:
      'kubectl -n {{ $labels.namespace }} describe scaledobject {{ $labels.scaledObject }}; "timeout" is often a network policy of the source: connections.eventSources of its tenant lets KEDA in',
  },
  {
    name: 'KedaObjectErrors',
    expression: `sum by (namespace, scaledObject) (increase(keda_scaled_object_errors_total{${job}}[15m])) > 5`,
    holds: '30m',
    severity: 'warning',
    summary: 'KEDA cannot scale {{ $labels.namespace }}/{{ $labels.scaledObject }}',
    runbook:
      'kubectl -n keda logs deploy/keda-operator | grep {{ $labels.scaledObject }}; "forbidden" on a scale: add the kind to components.keda.scaleTargets',
  },
];
