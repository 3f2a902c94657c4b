import type { Dashboard } from '../../kit/dashboard.ts';

const job = 'namespace="logging",job="loki"';

export const dashboard: Dashboard = {
  name: 'loki',
  title: 'Loki',
  purpose: 'How many logs come in, and how it answers',
  rows: [
    {
      title: 'Intake',
      panels: [
        {
          title: 'Lines',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum(rate(loki_distributor_lines_received_total{${job}}[$__rate_interval]))` }],
        },
        {
          title: 'Bytes',
          show: 'lines',
          unit: 'bytes/s',
          queries: [{ expression: `sum(rate(loki_distributor_bytes_received_total{${job}}[$__rate_interval]))` }],
        },
        { title: 'Streams in memory', show: 'lines', unit: 'count', queries: [{ expression: `sum(loki_ingester_memory_streams{${job}})` }] },
        {
          title: 'Discarded',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (reason) (rate(loki_discarded_samples_total{${job}}[$__rate_interval]))`, legend: '{{ reason }}' }],
        },
      ],
    },
    {
      title: 'Requests',
      panels: [
        {
          title: 'By answer',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (status_code) (rate(loki_request_duration_seconds_count{${job}}[$__rate_interval]))`, legend: '{{ status_code }}' }],
        },
        {
          title: 'Time, 99 of 100',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression: `histogram_quantile(0.99, sum by (le, route) (rate(loki_request_duration_seconds_bucket{${job}}[$__rate_interval])))`,
              legend: '{{ route }}',
            },
          ],
        },
        { title: 'Memory', show: 'lines', unit: 'bytes', queries: [{ expression: `max(process_resident_memory_bytes{${job}})` }] },
      ],
    },
  ],
};
