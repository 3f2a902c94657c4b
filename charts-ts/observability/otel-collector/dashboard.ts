import type { Dashboard } from '../../kit/dashboard.ts';

const jobs = 'namespace="otel-collector",job=~"$job"';
const signals = [
  { title: 'Logs', metric: 'log_records' },
  { title: 'Spans', metric: 'spans' },
  { title: 'Metric points', metric: 'metric_points' },
] as const;

/** https://opentelemetry.io/docs/collector/internal-telemetry/ */
export const dashboard: Dashboard = {
  name: 'otel-collector',
  title: 'OpenTelemetry Collector',
  purpose: 'Whether logs, traces and metrics come in, and reach their stores',
  variables: [{ name: 'job', title: 'Program', metric: 'otelcol_process_uptime_seconds_total', label: 'job' }],
  rows: [
    {
      title: 'Taken',
      panels: signals.map(({ title, metric }) => ({
        title,
        show: 'lines',
        unit: 'ops/s',
        queries: [
          {
            expression: `sum by (job, receiver) (rate(otelcol_receiver_accepted_${metric}_total{${jobs}}[$__rate_interval]))`,
            legend: '{{ job }}: {{ receiver }}',
          },
          {
            expression: `sum by (job, receiver) (rate(otelcol_receiver_refused_${metric}_total{${jobs}}[$__rate_interval]))`,
            legend: '{{ job }}: {{ receiver }}, refused',
          },
        ],
      })),
    },
    {
      title: 'Sent',
      panels: signals.map(({ title, metric }) => ({
        title,
        show: 'lines',
        unit: 'ops/s',
        queries: [
          {
            expression: `sum by (job, exporter) (rate(otelcol_exporter_sent_${metric}_total{${jobs}}[$__rate_interval]))`,
            legend: '{{ job }}: {{ exporter }}',
          },
          {
            expression: `sum by (job, exporter) (rate(otelcol_exporter_send_failed_${metric}_total{${jobs}}[$__rate_interval]))`,
            legend: '{{ job }}: {{ exporter }}, lost',
          },
        ],
      })),
    },
    {
      title: 'Queues and memory',
      panels: [
        {
          title: 'Queue, of what it holds',
          show: 'lines',
          unit: 'percent',
          queries: [
            {
              expression: `max by (pod, exporter) (otelcol_exporter_queue_size{${jobs}}) / max by (pod, exporter) (otelcol_exporter_queue_capacity{${jobs}})`,
              legend: '{{ pod }}: {{ exporter }}',
            },
          ],
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: `max by (pod) (otelcol_process_memory_rss_bytes{${jobs}})`, legend: '{{ pod }}' }],
        },
        {
          title: 'CPU',
          show: 'lines',
          unit: 'cores',
          queries: [{ expression: `max by (pod) (rate(otelcol_process_cpu_seconds_total{${jobs}}[$__rate_interval]))`, legend: '{{ pod }}' }],
        },
        {
          title: 'Pods whose owner was not found',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            {
              expression: `sum by (job) (rate(otelcol_k8s_pod_association_total{${jobs},status="error"}[$__rate_interval]))`,
              legend: '{{ job }}',
            },
          ],
        },
      ],
    },
  ],
};
