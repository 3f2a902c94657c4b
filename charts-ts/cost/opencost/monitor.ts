import type { Construct } from 'constructs';
import { type Metrics, monitor } from '../../kit/metrics.ts';

/** What only OpenCost tells: prices, what containers have, and sizes of nodes under the names that it asks for itself. */
const own = [
  'container_(cpu|gpu)_allocation',
  'container_memory_allocation_bytes',
  'kube_node_status_(allocatable|capacity)_(cpu_cores|memory_bytes)',
  'kubecost_.+',
  'node_(cpu|gpu|ram|total)_hourly_cost',
  'node_gpu_count',
  'opencost_.+',
  'pod_pvc_allocation',
  'pv_hourly_cost',
  '(deployment_match|service_selector|statefulSet_match)_labels',
  '(go|process)_.+',
];

/** `namespace`, `pod` and `container` are those of what it tells of. What kube-state-metrics tells as well is left out, or sums would count it twice. */
export function openCostMonitor(scope: Construct, metrics: Metrics, name: string): void {
  monitor(scope, metrics, name, 'api', {
    honorLabels: true,
    relabelings: [{ action: 'labeldrop', regex: '(namespace|pod|container|service|endpoint|node)' }],
    metricRelabelings: [{ action: 'keep', sourceLabels: ['__name__'], regex: own.join('|') }],
  });
}
