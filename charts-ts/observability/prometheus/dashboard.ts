import type { Dashboard } from '../../kit/dashboard.ts';

export const dashboard: Dashboard = {
  name: 'prometheus',
  title: 'Prometheus',
  purpose: 'Does Prometheus read everything, keep it, and evaluate rules in time?',
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Targets down', show: 'stat', unit: 'count', queries: [{ expression: 'sum(up == bool 0)' }], thresholds: { warning: 1, critical: 10 } },
        { title: 'Series', show: 'stat', unit: 'count', queries: [{ expression: 'max(prometheus_tsdb_head_series)' }] },
        {
          title: 'Alerts that fire',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'count(ALERTS{alertstate="firing",alertname!="Watchdog"}) or vector(0)' }],
        },
      ],
    },
    {
      title: 'Reading',
      panels: [
        {
          title: 'Samples taken',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (pod) (rate(prometheus_tsdb_head_samples_appended_total[$__rate_interval]))', legend: '{{ pod }}' }],
        },
        {
          title: 'Series by job',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'topk(10, sum by (job) (scrape_samples_post_metric_relabeling))', legend: '{{ job }}' }],
        },
        {
          title: 'Slowest targets',
          show: 'lines',
          unit: 'seconds',
          queries: [{ expression: 'topk(10, max by (job) (scrape_duration_seconds))', legend: '{{ job }}' }],
        },
      ],
    },
    {
      title: 'Keeping and evaluating',
      panels: [
        {
          title: 'Data on the volume',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: 'sum by (pod) (prometheus_tsdb_storage_blocks_bytes + prometheus_tsdb_wal_storage_size_bytes)', legend: '{{ pod }}' }],
        },
        {
          title: 'Slowest rule groups',
          show: 'lines',
          unit: 'seconds',
          queries: [{ expression: 'topk(10, max by (rule_group) (prometheus_rule_group_last_duration_seconds))', legend: '{{ rule_group }}' }],
        },
        {
          title: 'Alerts sent',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            { expression: 'sum(rate(prometheus_notifications_sent_total[$__rate_interval]))', legend: 'sent' },
            { expression: 'sum(rate(prometheus_notifications_errors_total[$__rate_interval]))', legend: 'failed' },
          ],
        },
      ],
    },
  ],
};
