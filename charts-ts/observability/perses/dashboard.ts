import type { Dashboard } from '../../kit/dashboard.ts';

/** How Perses itself fares. Names: echo/middleware/metrics.go of github.com/perses/common, internal/api/impl/v1/view/service.go of Perses. */
export const dashboard: Dashboard = {
  name: 'perses',
  title: 'Perses',
  purpose: 'Whether the dashboards can be seen, which of them are, and how long people wait for them',
  rows: [
    {
      title: 'Answers',
      panels: [
        { title: 'Pods that answer', show: 'stat', queries: [{ expression: 'sum(up{job="perses"})' }] },
        {
          title: 'Errors',
          show: 'gauge',
          unit: 'percent',
          queries: [
            {
              expression:
                '(sum(rate(perses_http_request_total{code=~"5..",handler!="/api/v1/health"}[$__rate_interval])) or vector(0)) / sum(rate(perses_http_request_total{handler!="/api/v1/health"}[$__rate_interval]))',
            },
          ],
          thresholds: { warning: 0.02, critical: 0.1 },
        },
        {
          title: 'Requests',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (code) (rate(perses_http_request_total{handler!="/api/v1/health"}[$__rate_interval]))', legend: '{{ code }}' }],
        },
        {
          title: 'Mean time of a query to a store',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression:
                'sum(rate(perses_http_request_duration_second_sum{handler=~"/proxy/.*"}[$__rate_interval])) / sum(rate(perses_http_request_duration_second_count{handler=~"/proxy/.*"}[$__rate_interval]))',
              legend: 'query',
            },
          ],
        },
      ],
    },
    {
      title: 'Use',
      panels: [
        {
          title: 'Views in a day',
          show: 'table',
          queries: [{ expression: 'sum by (dashboard) (increase(perses_dashboard_views_total[1d]))' }],
        },
        { title: 'Memory', show: 'lines', unit: 'bytes', queries: [{ expression: 'process_resident_memory_bytes{job="perses"}', legend: '{{ pod }}' }] },
        {
          title: 'CPU',
          show: 'lines',
          unit: 'cores',
          queries: [{ expression: 'rate(process_cpu_seconds_total{job="perses"}[$__rate_interval])', legend: '{{ pod }}' }],
        },
      ],
    },
  ],
};
