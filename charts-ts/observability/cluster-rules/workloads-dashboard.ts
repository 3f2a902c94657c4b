import type { Dashboard } from '../../kit/dashboard.ts';

const pod = 'namespace=~"$namespace",pod=~"$pod"';
const container = `${pod},container!=""`;

export const workloadsDashboard: Dashboard = {
  name: 'workloads',
  title: 'Workloads',
  purpose: 'What do the pods of a namespace use of what they request, and which are not well?',
  variables: [
    { name: 'namespace', title: 'Namespace', metric: 'kube_namespace_created', label: 'namespace' },
    { name: 'pod', title: 'Pod', metric: 'kube_pod_info{namespace=~"$namespace"}', label: 'pod' },
  ],
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Pods that run', show: 'stat', unit: 'count', queries: [{ expression: `sum(kube_pod_status_phase{${pod},phase="Running"})` }] },
        {
          title: 'Containers that are not ready',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `count(kube_pod_container_status_ready{${pod}} == 0) or vector(0)` }],
          thresholds: { warning: 1, critical: 5 },
        },
        {
          title: 'Restarts in the last hour',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `sum(increase(kube_pod_container_status_restarts_total{${pod}}[1h]))` }],
          thresholds: { warning: 1, critical: 10 },
        },
        {
          title: 'Why containers wait',
          show: 'table',
          unit: 'count',
          queries: [
            {
              expression: `sum by (namespace, pod, container, reason) (kube_pod_container_status_waiting_reason{${pod}} == 1)`,
              legend: '{{ namespace }}/{{ pod }} {{ container }}: {{ reason }}',
            },
          ],
        },
      ],
    },
    {
      title: 'CPU',
      panels: [
        {
          title: 'Used',
          show: 'lines',
          unit: 'cores',
          queries: [{ expression: `topk(10, sum by (pod) (rate(container_cpu_usage_seconds_total{${container}}[$__rate_interval])))`, legend: '{{ pod }}' }],
        },
        {
          title: 'Time that it was cut by its limit',
          show: 'lines',
          unit: 'percent',
          queries: [
            {
              expression: `topk(10, sum by (pod, container) (rate(container_cpu_cfs_throttled_periods_total{${container}}[$__rate_interval])) / sum by (pod, container) (rate(container_cpu_cfs_periods_total{${container}}[$__rate_interval])))`,
              legend: '{{ pod }} {{ container }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Memory',
      panels: [
        {
          title: 'Used',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: `topk(10, sum by (pod) (container_memory_working_set_bytes{${container}}))`, legend: '{{ pod }}' }],
        },
        {
          title: 'Part of its limit',
          show: 'lines',
          unit: 'percent',
          queries: [
            {
              expression: `topk(10, max by (pod, container) (container_memory_working_set_bytes{${container}}) / max by (pod, container) (kube_pod_container_resource_limits{${pod},resource="memory"}))`,
              legend: '{{ pod }} {{ container }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Network and volumes',
      panels: [
        {
          title: 'Traffic in',
          show: 'lines',
          unit: 'bytes/s',
          queries: [{ expression: `topk(10, sum by (pod) (rate(container_network_receive_bytes_total{${pod}}[$__rate_interval])))`, legend: '{{ pod }}' }],
        },
        {
          title: 'Traffic out',
          show: 'lines',
          unit: 'bytes/s',
          queries: [{ expression: `topk(10, sum by (pod) (rate(container_network_transmit_bytes_total{${pod}}[$__rate_interval])))`, legend: '{{ pod }}' }],
        },
        {
          title: 'Fullest volumes',
          show: 'table',
          unit: 'percent',
          queries: [
            {
              expression:
                'topk(20, 1 - max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{namespace=~"$namespace"}) / max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{namespace=~"$namespace"}))',
              legend: '{{ namespace }}/{{ persistentvolumeclaim }}',
            },
          ],
        },
        {
          title: 'Quotas',
          show: 'table',
          unit: 'percent',
          queries: [
            {
              expression:
                'max by (namespace, resourcequota, resource) (kube_resourcequota{type="used",namespace=~"$namespace"}) / (max by (namespace, resourcequota, resource) (kube_resourcequota{type="hard",namespace=~"$namespace"}) > 0)',
              legend: '{{ namespace }} {{ resource }}',
            },
          ],
        },
      ],
    },
  ],
};
