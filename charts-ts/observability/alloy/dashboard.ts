import type { Dashboard } from '../../kit/dashboard.ts';

const job = 'namespace="logging",job="alloy"';

export const dashboard: Dashboard = {
  name: 'alloy',
  title: 'Alloy',
  purpose: 'Whether the logs of all nodes reach Loki',
  rows: [
    {
      title: 'Lines',
      panels: [
        {
          title: 'Sent',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (pod) (rate(loki_write_sent_entries_total{${job}}[$__rate_interval]))`, legend: '{{ pod }}' }],
        },
        {
          title: 'Dropped and tried again',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            { expression: `sum by (pod, reason) (rate(loki_write_dropped_entries_total{${job}}[$__rate_interval]))`, legend: '{{ pod }}: {{ reason }}' },
            { expression: `sum by (pod) (rate(loki_write_batch_retries_total{${job}}[$__rate_interval]))`, legend: '{{ pod }}: tried again' },
          ],
        },
        {
          title: 'Files',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: `sum by (pod) (loki_source_file_files_active_total{${job}})`, legend: '{{ pod }}' }],
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: `max by (pod) (process_resident_memory_bytes{${job}})`, legend: '{{ pod }}' }],
        },
      ],
    },
  ],
};
