import type { Dashboard } from '../../kit/dashboard.ts';

/** How Headlamp fares, as the kubelets and kube-state-metrics see it. */
export const headlampDashboard: Dashboard = {
  name: 'headlamp',
  title: 'Headlamp',
  purpose: 'Whether the Kubernetes user interface can be reached, and what it takes',
  rows: [
    {
      title: 'Pods',
      panels: [
        {
          title: 'Ready pods',
          show: 'stat',
          queries: [{ expression: 'kube_deployment_status_replicas_available{namespace="headlamp",deployment="headlamp"}' }],
        },
        {
          title: 'Restarts in a day',
          show: 'stat',
          queries: [{ expression: 'sum(increase(kube_pod_container_status_restarts_total{namespace="headlamp"}[1d]))' }],
          thresholds: { warning: 1, critical: 5 },
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: 'sum by (pod) (container_memory_working_set_bytes{namespace="headlamp",container="headlamp"})', legend: '{{ pod }}' }],
        },
        {
          title: 'CPU',
          show: 'lines',
          unit: 'cores',
          queries: [
            {
              expression: 'sum by (pod) (rate(container_cpu_usage_seconds_total{namespace="headlamp",container="headlamp"}[$__rate_interval]))',
              legend: '{{ pod }}',
            },
          ],
        },
      ],
    },
  ],
};
