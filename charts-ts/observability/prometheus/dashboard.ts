import type { Dashboard } from '../../kit/dashboard.ts';

const job = 'job="prometheus"';

export const dashboard: Dashboard = {
  name: 'prometheus',
  title: 'Prometheus',
  purpose: 'Does it read everything, how much does it keep, and what costs it most?',
  rows: [
    {
      title: 'Targets',
      panels: [
        { title: 'Read', show: 'stat', unit: 'count', queries: [{ expression: 'sum(up)' }] },
        { title: 'Not read', show: 'stat', unit: 'count', queries: [{ expression: 'count(up == 0) or vector(0)' }], thresholds: { warning: 1, critical: 10 } },
        {
          title: 'Which are not',
          show: 'table',
          unit: 'count',
          queries: [{ expression: 'count by (namespace, job) (up == 0)', legend: '{{ namespace }} {{ job }}' }],
        },
        {
          title: 'Slowest to read',
          show: 'lines',
          unit: 'seconds',
          queries: [{ expression: 'topk(10, max by (namespace, job) (scrape_duration_seconds))', legend: '{{ namespace }} {{ job }}' }],
        },
        {
          title: 'Most samples',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'topk(10, sum by (namespace, job) (scrape_samples_post_metric_relabeling))', legend: '{{ namespace }} {{ job }}' }],
        },
      ],
    },
    {
      title: 'Data',
      panels: [
        { title: 'Series', show: 'lines', unit: 'count', queries: [{ expression: `prometheus_tsdb_head_series{${job}}`, legend: '{{ pod }}' }] },
        {
          title: 'Samples',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (pod) (rate(prometheus_tsdb_head_samples_appended_total{${job}}[$__rate_interval]))`, legend: '{{ pod }}' }],
        },
        {
          title: 'Used of the limit',
          show: 'gauge',
          unit: 'percent',
          queries: [{ expression: `prometheus_tsdb_storage_blocks_bytes{${job}} / (prometheus_tsdb_retention_limit_bytes{${job}} > 0)`, legend: '{{ pod }}' }],
          thresholds: { warning: 0.85, critical: 0.98 },
        },
        {
          title: 'Oldest sample',
          show: 'stat',
          unit: 'seconds',
          queries: [{ expression: `time() - prometheus_tsdb_lowest_timestamp_seconds{${job}}`, legend: '{{ pod }}' }],
        },
        { title: 'Memory', show: 'lines', unit: 'bytes', queries: [{ expression: `process_resident_memory_bytes{${job}}`, legend: '{{ pod }}' }] },
      ],
    },
    {
      title: 'Rules and alerts',
      panels: [
        {
          title: 'Slowest rule groups',
          show: 'lines',
          unit: 'seconds',
          queries: [{ expression: `topk(10, max by (rule_group) (prometheus_rule_group_last_duration_seconds{${job}}))`, legend: '{{ rule_group }}' }],
        },
        {
          title: 'Firing',
          show: 'table',
          unit: 'count',
          queries: [
            {
              expression: 'count by (alertname, severity, namespace) (ALERTS{alertstate="firing",severity!="none"})',
              legend: '{{ alertname }} {{ namespace }}',
            },
          ],
        },
        {
          title: 'Sent to Alertmanager',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            { expression: `sum(rate(prometheus_notifications_sent_total{${job}}[$__rate_interval]))`, legend: 'sent' },
            { expression: `sum(rate(prometheus_notifications_errors_total{${job}}[$__rate_interval]))`, legend: 'failed' },
            { expression: `sum(rate(prometheus_notifications_dropped_total{${job}}[$__rate_interval]))`, legend: 'thrown away' },
          ],
        },
      ],
    },
  ],
};
