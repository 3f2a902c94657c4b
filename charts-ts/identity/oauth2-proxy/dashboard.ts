import type { Dashboard } from '../../kit/dashboard.ts';

const own = 'namespace="oauth2-proxy"';

/** How logins in front of pages fare. Names: pkg/middleware/metrics.go of oauth2-proxy v7.15.4. */
export const dashboard: Dashboard = {
  name: 'oauth2-proxy',
  title: 'Logins in front of pages',
  purpose: 'Whether people get in to the pages that have no login of their own, and how long they wait',
  rows: [
    {
      title: 'Answers',
      panels: [
        { title: 'Pods that answer', show: 'stat', queries: [{ expression: `sum(up{${own}})` }] },
        {
          title: 'Errors',
          show: 'gauge',
          unit: 'percent',
          queries: [
            {
              expression: `(sum(rate(oauth2_proxy_requests_total{${own},code=~"5.."}[$__rate_interval])) or vector(0)) / sum(rate(oauth2_proxy_requests_total{${own}}[$__rate_interval]))`,
            },
          ],
          thresholds: { warning: 0.02, critical: 0.1 },
        },
        {
          title: 'Sent to log in (302) and refused (401, 403)',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            {
              expression: `sum by (job, code) (rate(oauth2_proxy_requests_total{${own},code=~"302|401|403"}[$__rate_interval]))`,
              legend: '{{ job }} {{ code }}',
            },
          ],
        },
        {
          title: 'Requests',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (job) (rate(oauth2_proxy_requests_total{${own}}[$__rate_interval]))`, legend: '{{ job }}' }],
        },
        {
          title: 'Time within which 95 in 100 answers come',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression: `histogram_quantile(0.95, sum by (job, le) (rate(oauth2_proxy_response_duration_seconds_bucket{${own}}[$__rate_interval])))`,
              legend: '{{ job }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Use',
      panels: [
        { title: 'Memory', show: 'lines', unit: 'bytes', queries: [{ expression: `process_resident_memory_bytes{${own}}`, legend: '{{ pod }}' }] },
        {
          title: 'CPU',
          show: 'lines',
          unit: 'cores',
          queries: [{ expression: `rate(process_cpu_seconds_total{${own}}[$__rate_interval])`, legend: '{{ pod }}' }],
        },
      ],
    },
  ],
};
