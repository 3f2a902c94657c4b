import type { Dashboard } from '../../kit/dashboard.ts';

/** How the registry fares. Metric names: pkg/extensions/monitoring/extension.go of zot v2.1.20. */
export const zotDashboard: Dashboard = {
  name: 'zot',
  title: 'Registry',
  purpose: 'Whether images can be pulled and pushed, which, and how much room they take',
  rows: [
    {
      title: 'Use',
      panels: [
        { title: 'Answers', show: 'stat', queries: [{ expression: 'sum(up{job="zot"})' }] },
        { title: 'All images', show: 'stat', unit: 'bytes', queries: [{ expression: 'sum(zot_repo_storage_bytes{job="zot"})' }] },
        {
          title: 'Requests',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (code) (rate(zot_http_requests_total{job="zot"}[$__rate_interval]))', legend: '{{ code }}' }],
        },
        {
          title: 'Slowest tenth of the requests',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression: 'histogram_quantile(0.9, sum by (le, method) (rate(zot_http_method_latency_seconds_bucket{job="zot"}[$__rate_interval])))',
              legend: '{{ method }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Images',
      panels: [
        {
          title: 'Pulled most in a day',
          show: 'table',
          queries: [{ expression: 'topk(20, sum by (repo) (increase(zot_repo_downloads_total{job="zot"}[1d])))', legend: '{{ repo }}' }],
        },
        {
          title: 'Largest repositories',
          show: 'table',
          unit: 'bytes',
          queries: [{ expression: 'topk(20, sum by (repo) (zot_repo_storage_bytes{job="zot"}))', legend: '{{ repo }}' }],
        },
        {
          title: 'Waiting tasks: fetching, garbage and checking',
          show: 'lines',
          queries: [{ expression: 'sum by (priority) (zot_scheduler_tasksqueue_length{job="zot"})', legend: '{{ priority }}' }],
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: 'process_resident_memory_bytes{job="zot"}', legend: '{{ pod }}' }],
        },
      ],
    },
  ],
};
