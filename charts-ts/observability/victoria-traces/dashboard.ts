import type { Dashboard } from '../../kit/dashboard.ts';

const job = 'namespace="monitoring",job="victoria-traces"';

export const dashboard: Dashboard = {
  name: 'victoria-traces',
  title: 'Trace store',
  purpose: 'How many spans come in, and how long they will fit',
  rows: [
    {
      title: 'Space',
      panels: [
        {
          title: 'Used of the limit',
          show: 'gauge',
          unit: 'percent',
          queries: [{ expression: `sum(vt_data_size_bytes{${job}}) / max(vt_max_disk_space_usage_bytes{${job}})` }],
          thresholds: { warning: 0.8, critical: 0.95 },
        },
        { title: 'Days kept', show: 'stat', unit: 'count', queries: [{ expression: `max(vt_partitions{${job}})` }] },
      ],
    },
    {
      title: 'Work',
      panels: [
        { title: 'Spans taken', show: 'lines', unit: 'ops/s', queries: [{ expression: `sum(rate(vt_rows_ingested_total{${job}}[$__rate_interval]))` }] },
        {
          title: 'Spans dropped',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (reason) (rate(vt_rows_dropped_total{${job}}[$__rate_interval]))`, legend: '{{ reason }}' }],
        },
        {
          title: 'Questions',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (path) (rate(vt_http_requests_total{${job},path=~"/select/.*"}[$__rate_interval]))`, legend: '{{ path }}' }],
        },
        { title: 'Memory', show: 'lines', unit: 'bytes', queries: [{ expression: `max(process_resident_memory_bytes{${job}})` }] },
      ],
    },
  ],
};
