import type { Dashboard } from '../../kit/dashboard.ts';

const apiErrors = 'sum(rate(apiserver_request_total{code=~"5.."}[$__rate_interval]))';
const apiRequests = 'sum(rate(apiserver_request_total[$__rate_interval]))';

export const clusterDashboard: Dashboard = {
  name: 'cluster',
  title: 'Cluster',
  purpose: 'Is the cluster well, who uses it, and how much is left?',
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Nodes', show: 'stat', unit: 'count', queries: [{ expression: 'count(max by (node) (kube_node_info))' }] },
        {
          title: 'Nodes that are not ready',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'count(max by (node) (kube_node_status_condition{condition="Ready",status=~"false|unknown"}) == 1) or vector(0)' }],
          thresholds: { warning: 1, critical: 1 },
        },
        { title: 'Pods that run', show: 'stat', unit: 'count', queries: [{ expression: 'sum(kube_pod_status_phase{phase="Running"})' }] },
        {
          title: 'Pods that wait',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'sum(kube_pod_status_phase{phase="Pending"})' }],
          thresholds: { warning: 1, critical: 10 },
        },
        {
          title: 'Alerts that fire',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'count(ALERTS{alertstate="firing",severity=~"warning|critical"}) or vector(0)' }],
          thresholds: { warning: 1, critical: 5 },
        },
      ],
    },
    {
      title: 'Capacity',
      panels: [
        {
          title: 'CPU in use',
          show: 'gauge',
          unit: 'percent',
          queries: [{ expression: 'avg(node:cpu_busy:ratio5m)' }],
          thresholds: { warning: 0.7, critical: 0.9 },
        },
        {
          title: 'CPU that is requested',
          show: 'gauge',
          unit: 'percent',
          queries: [{ expression: 'sum(node:pod_cpu_requests:sum) / sum(max by (node) (kube_node_status_allocatable{resource="cpu"}))' }],
          thresholds: { warning: 0.7, critical: 0.9 },
        },
        {
          title: 'Memory in use',
          show: 'gauge',
          unit: 'percent',
          queries: [{ expression: 'avg(node:memory_used:ratio)' }],
          thresholds: { warning: 0.8, critical: 0.9 },
        },
        {
          title: 'Memory that is requested',
          show: 'gauge',
          unit: 'percent',
          queries: [{ expression: 'sum(node:pod_memory_requests:sum) / sum(max by (node) (kube_node_status_allocatable{resource="memory"}))' }],
          thresholds: { warning: 0.7, critical: 0.9 },
        },
        {
          title: 'CPU by namespace',
          show: 'lines',
          unit: 'cores',
          queries: [{ expression: 'topk(10, namespace:container_cpu_usage:rate5m)', legend: '{{ namespace }}' }],
        },
        {
          title: 'Memory by namespace',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: 'topk(10, namespace:container_memory_working_set_bytes:sum)', legend: '{{ namespace }}' }],
        },
        {
          title: 'Requested and not used, by namespace: CPU',
          show: 'table',
          unit: 'cores',
          queries: [{ expression: 'topk(10, namespace:pod_cpu_requests:sum - namespace:container_cpu_usage:rate5m)', legend: '{{ namespace }}' }],
        },
      ],
    },
    {
      title: 'API server',
      panels: [
        {
          title: 'Requests',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (verb) (rate(apiserver_request_total[$__rate_interval]))`, legend: '{{ verb }}' }],
        },
        { title: 'Errors of its own', show: 'lines', unit: 'percent', queries: [{ expression: `${apiErrors} / ${apiRequests}` }] },
        {
          title: 'Time to answer, 99th percentile',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression:
                'histogram_quantile(0.99, sum by (le, verb) (rate(apiserver_request_duration_seconds_bucket{verb!~"WATCH|CONNECT",subresource!~"proxy|attach|exec|log|portforward"}[$__rate_interval])))',
              legend: '{{ verb }}',
            },
          ],
        },
        {
          title: 'Size of etcd',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: 'max by (storage_cluster_id) (apiserver_storage_size_bytes)', legend: '{{ storage_cluster_id }}' }],
        },
      ],
    },
  ],
};
