import type { Recording } from '../../kit/metrics.ts';

/** A container's own series: the kubelet tells of whole pods and of the node as well. */
const container = 'container!="",pod!=""';
/** Of these the scheduler still counts the requests. */
const alive = 'on (namespace, pod) group_left () max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"} == 1)';

function requests(resource: 'cpu' | 'memory'): Recording[] {
  const ofPods = `sum by (namespace, pod, node) (kube_pod_container_resource_requests{resource="${resource}"}) * ${alive}`;
  return (['namespace', 'node'] as const).map((level) => ({ name: `${level}:pod_${resource}_requests:sum`, expression: `sum by (${level}) (${ofPods})` }));
}

function traffic(direction: 'receive' | 'transmit'): Recording {
  return {
    name: `namespace:pod_network_${direction}_bytes:rate5m`,
    expression: `sum by (namespace) (rate(container_network_${direction}_bytes_total{pod!="",interface!="lo"}[5m]))`,
  };
}

/** What dashboards ask again and again, and over long times. */
export const recordings: readonly Recording[] = [
  { name: 'namespace:container_cpu_usage:rate5m', expression: `sum by (namespace) (rate(container_cpu_usage_seconds_total{${container}}[5m]))` },
  { name: 'namespace:container_memory_working_set_bytes:sum', expression: `sum by (namespace) (container_memory_working_set_bytes{${container}})` },
  traffic('receive'),
  traffic('transmit'),
  ...requests('cpu'),
  ...requests('memory'),
  {
    name: 'node:cpu_busy:ratio5m',
    expression: '1 - avg by (node) (sum without (mode) (rate(node_cpu_seconds_total{job="node-exporter",mode=~"idle|iowait"}[5m])))',
  },
  {
    name: 'node:memory_used:ratio',
    expression: '1 - max by (node) (node_memory_MemAvailable_bytes{job="node-exporter"}) / max by (node) (node_memory_MemTotal_bytes{job="node-exporter"})',
  },
];
