import type { Alert } from '../../kit/metrics.ts';
import { ownJob } from './monitor.ts';

/** Metric names: https://github.com/kubernetes/kube-state-metrics/tree/v2.20.0#kube-state-metrics-self-metrics */
export const kubeStateMetricsAlerts: readonly Alert[] = [
  {
    name: 'KubeStateMetricsDown',
    // The namespaces of its targets are left out, and no tenant has a target without one.
    expression: 'absent(up{namespace="",job="kube-state-metrics"} == 1)',
    holds: '10m',
    severity: 'critical',
    summary: 'kube-state-metrics does not answer: no alert about pods, nodes, Jobs or quotas can fire',
    runbook: 'kubectl -n monitoring describe deploy kube-state-metrics; OOMKilled: raise components.kube-state-metrics.size.memory',
  },
  failing('KubeStateMetricsListFails', 'kube_state_metrics_list_total', 'list'),
  failing('KubeStateMetricsWatchFails', 'kube_state_metrics_watch_total', 'watch'),
];

/** 1 in 100: a watch that the API server ends after its time counts as a success. */
function failing(name: string, metric: string, verb: string): Alert {
  const failed = `sum by (resource) (rate(${metric}{job="${ownJob}",result="error"}[10m]))`;
  return {
    name,
    expression: `${failed} / sum by (resource) (rate(${metric}{job="${ownJob}"}[10m])) > 0.01`,
    holds: '15m',
    severity: 'warning',
    summary: `kube-state-metrics cannot ${verb} {{ $labels.resource }}: metrics of them are old or missing`,
    runbook: 'kubectl -n monitoring logs deploy/kube-state-metrics: "forbidden" is a right that ClusterRole kube-state-metrics lacks',
  };
}
