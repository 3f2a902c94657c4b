import type { Dashboard } from '../../kit/dashboard.ts';

const jobs = 'namespace="monitoring",job=~"$store"';

/** https://docs.victoriametrics.com/victorialogs/metrics/ */
export const dashboard: Dashboard = {
  name: 'victoria-logs',
  title: 'Log store',
  purpose: 'How many logs come in, how long they will fit, and how it answers',
  variables: [{ name: 'store', title: 'Store', metric: 'vl_partitions', label: 'job' }],
  rows: [
    {
      title: 'Space',
      panels: [
        {
          title: 'Used of the limit',
          show: 'gauge',
          unit: 'percent',
          queries: [
            {
              expression: `sum by (job) (vl_data_size_bytes{${jobs}}) / max by (job) (vl_max_disk_space_usage_bytes{${jobs}})`,
              legend: '{{ job }}',
            },
          ],
          thresholds: { warning: 0.8, critical: 0.95 },
        },
        { title: 'Days kept', show: 'stat', unit: 'count', queries: [{ expression: `max by (job) (vl_partitions{${jobs}})`, legend: '{{ job }}' }] },
        {
          title: 'Compression',
          show: 'stat',
          unit: 'count',
          queries: [
            {
              expression: `sum by (job) (vl_uncompressed_data_size_bytes{${jobs}}) / sum by (job) (vl_compressed_data_size_bytes{${jobs}})`,
              legend: '{{ job }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Intake',
      panels: [
        {
          title: 'Log entries',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (job) (rate(vl_rows_ingested_total{${jobs}}[$__rate_interval]))`, legend: '{{ job }}' }],
        },
        {
          title: 'Bytes, before compression',
          show: 'lines',
          unit: 'bytes/s',
          queries: [{ expression: `sum by (job) (rate(vl_bytes_ingested_total{${jobs}}[$__rate_interval]))`, legend: '{{ job }}' }],
        },
        {
          title: 'New streams',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (job) (rate(vl_streams_created_total{${jobs}}[$__rate_interval]))`, legend: '{{ job }}' }],
        },
        {
          title: 'Dropped',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (job, reason) (rate(vl_rows_dropped_total{${jobs}}[$__rate_interval]))`, legend: '{{ job }}: {{ reason }}' }],
        },
      ],
    },
    {
      title: 'Questions',
      panels: [
        {
          title: 'Asked',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (path) (rate(vl_http_requests_total{${jobs},path=~"/select/.*"}[$__rate_interval]))`, legend: '{{ path }}' }],
        },
        {
          title: 'Slow',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (job) (rate(vl_slow_queries_total{${jobs}}[$__rate_interval]))`, legend: '{{ job }}' }],
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: `max by (job) (process_resident_memory_bytes{${jobs}})`, legend: '{{ job }}' }],
        },
      ],
    },
  ],
};
