import type { Dashboard } from '../../kit/dashboard.ts';

/** How Grafana itself fares. Metric names: pkg/infra/metrics and pkg/middleware/request_metrics.go of Grafana. */
export const dashboard: Dashboard = {
  name: 'grafana',
  title: 'Grafana',
  purpose: 'Whether Grafana answers, who uses it, and what it takes',
  rows: [
    {
      title: 'Grafana',
      panels: [
        { title: 'Answers', show: 'stat', queries: [{ expression: 'sum(up{job="grafana"})' }] },
        {
          title: 'Requests',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (status_code) (rate(grafana_http_request_duration_seconds_count[$__rate_interval]))', legend: '{{ status_code }}' }],
        },
        {
          title: 'Slowest tenth of the requests',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression: 'histogram_quantile(0.9, sum by (le) (rate(grafana_http_request_duration_seconds_bucket[$__rate_interval])))',
              legend: 'nine in ten are faster than this',
            },
          ],
        },
        { title: 'Memory', show: 'lines', unit: 'bytes', queries: [{ expression: 'process_resident_memory_bytes{job="grafana"}', legend: '{{ pod }}' }] },
      ],
    },
  ],
};
