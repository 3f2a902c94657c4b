import type { Alert } from '../../kit/metrics.ts';

/** Nodes that take pods of everybody. */
const others =
  'unless on (node) (kube_node_spec_unschedulable == 1 or kube_node_spec_taint{key=~"node-role.kubernetes.io/(control-plane|etcd)",effect=~"NoSchedule|NoExecute"})';

function allocatable(resource: string): string {
  return `(max by (node) (kube_node_status_allocatable{resource="${resource}"}) ${others})`;
}

/** Requests of the pods on those nodes no longer fit when the largest of them is lost. */
function overcommitted(name: string, resource: 'cpu' | 'memory', words: string): Alert {
  const nodes = allocatable(resource);
  const wanted = `sum(node:pod_${resource}_requests:sum and on (node) ${nodes})`;
  return {
    name,
    expression: `${wanted} > sum(${nodes}) - max(${nodes}) and count(${nodes}) > 1`,
    holds: '30m',
    severity: 'warning',
    summary: `When a node is lost, not all pods get the ${words} that they request`,
    runbook: 'dashboard "cluster": add a node, or lower requests that are far above use',
  };
}

/** What is promised, and whether it can be kept. */
export const capacityAlerts: readonly Alert[] = [
  overcommitted('CpuOvercommitted', 'cpu', 'CPU'),
  overcommitted('MemoryOvercommitted', 'memory', 'memory'),
  {
    name: 'QuotaAlmostUsed',
    // Load balancers and node ports are few by design.
    expression:
      'max by (namespace, resourcequota, resource) (kube_resourcequota{type="used",resource!~"services.*"}) / (max by (namespace, resourcequota, resource) (kube_resourcequota{type="hard",resource!~"services.*"}) > 0) > 0.9',
    holds: '30m',
    severity: 'warning',
    summary: '{{ $value | humanizePercentage }} of {{ $labels.resource }} of namespace {{ $labels.namespace }} is used; at the quota nothing new starts',
    runbook: 'kubectl -n {{ $labels.namespace }} describe quota {{ $labels.resourcequota }}; raise it in Git, or remove what is not needed',
  },
  {
    name: 'AutoscalerAtMaximum',
    expression:
      'max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas) >= max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas > kube_horizontalpodautoscaler_spec_min_replicas)',
    holds: '1h',
    severity: 'warning',
    summary: 'HorizontalPodAutoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has been at its maximum for an hour',
    runbook: 'is its load real? raise maxReplicas (and the quota), or make a pod do more',
  },
  {
    name: 'AutoscalerBlind',
    expression:
      // One that was scaled to nothing by hand is off.
      'max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_condition{condition=~"ScalingActive|AbleToScale",status="false"}) == 1 unless on (namespace, horizontalpodautoscaler) kube_horizontalpodautoscaler_status_desired_replicas == 0',
    holds: '15m',
    severity: 'warning',
    summary: 'HorizontalPodAutoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} does not scale',
    runbook: 'kubectl -n {{ $labels.namespace }} describe hpa {{ $labels.horizontalpodautoscaler }}; does kubectl top pods answer?',
  },
];
