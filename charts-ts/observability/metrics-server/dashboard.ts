import type { Dashboard } from '../../kit/dashboard.ts';

const requests = 'metrics_server_kubelet_request_total{job="metrics-server"';

export const metricsServerDashboard: Dashboard = {
  name: 'metrics-server',
  title: 'metrics-server',
  purpose: 'Does every node tell what its pods use, so that kubectl top and autoscaling work?',
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Pods of metrics-server', show: 'stat', unit: 'count', queries: [{ expression: 'sum(up{job="metrics-server"})' }] },
        {
          title: 'Nodes with numbers',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'max(metrics_server_storage_points{job="metrics-server",type="node"})' }],
        },
        {
          title: 'Containers with numbers',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'max(metrics_server_storage_points{job="metrics-server",type="container"})' }],
        },
        {
          title: 'Kubelets that did not answer',
          show: 'gauge',
          unit: 'percent',
          queries: [{ expression: `sum(rate(${requests},success="false"}[$__rate_interval])) / sum(rate(${requests}}[$__rate_interval]))` }],
          thresholds: { warning: 0.01, critical: 0.05 },
        },
      ],
    },
    {
      title: 'Over time',
      panels: [
        {
          title: 'How old numbers are when somebody asks, 95th percentile',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression:
                'histogram_quantile(0.95, sum by (le) (rate(metrics_server_api_metric_freshness_seconds_bucket{job="metrics-server"}[$__rate_interval])))',
            },
          ],
        },
        {
          title: 'Slowest kubelets, 95th percentile',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression:
                'topk(5, histogram_quantile(0.95, sum by (le, node) (rate(metrics_server_kubelet_request_duration_seconds_bucket{job="metrics-server"}[$__rate_interval]))))',
              legend: '{{ node }}',
            },
          ],
        },
      ],
    },
  ],
};
