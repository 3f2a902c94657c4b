import type { Dashboard } from '../../kit/dashboard.ts';

/** Names: pkg/metricscollector/prommetrics.go of v2.21.0. */
export const kedaDashboard: Dashboard = {
  name: 'keda',
  title: 'KEDA',
  purpose: 'What scales by events, on which values, and where that fails',
  variables: [{ name: 'namespace', title: 'Namespace', metric: 'keda_scaler_active', label: 'namespace' }],
  rows: [
    {
      title: 'Health',
      panels: [
        { title: 'Operators that answer', show: 'stat', queries: [{ expression: 'sum(up{job="keda-operator"})' }] },
        { title: 'Metrics APIs that answer', show: 'stat', queries: [{ expression: 'sum(up{job="keda-metrics-apiserver"})' }] },
        { title: 'What it scales', show: 'stat', queries: [{ expression: 'sum(keda_resource_registered_total{type="scaled_object"}) or vector(0)' }] },
        {
          title: 'Errors in the last hour',
          show: 'stat',
          queries: [{ expression: 'sum(increase(keda_scaler_detail_errors_total[1h])) or vector(0)' }],
          thresholds: { warning: 1, critical: 50 },
        },
      ],
    },
    {
      title: 'Scaling',
      panels: [
        {
          title: 'Value of each trigger',
          show: 'lines',
          queries: [{ expression: 'keda_scaler_metrics_value{namespace=~"$namespace"}', legend: '{{ namespace }}/{{ scaledObject }} {{ metric }}' }],
        },
        {
          title: 'Time that an event source takes to answer',
          show: 'lines',
          unit: 'seconds',
          queries: [{ expression: 'keda_scaler_metrics_latency_seconds{namespace=~"$namespace"}', legend: '{{ namespace }}/{{ scaledObject }} {{ scaler }}' }],
        },
        {
          title: 'Errors by object',
          show: 'table',
          queries: [{ expression: 'sum by (namespace, scaledObject, scaler) (increase(keda_scaler_detail_errors_total{namespace=~"$namespace"}[1d])) > 0' }],
        },
      ],
    },
    {
      title: 'The operator',
      panels: [
        {
          title: 'How late its rounds are',
          show: 'lines',
          unit: 'seconds',
          queries: [{ expression: 'max by (namespace) (keda_internal_scale_loop_latency_seconds)', legend: '{{ namespace }}' }],
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: 'process_resident_memory_bytes{job=~"keda-.*"}', legend: '{{ job }} {{ pod }}' }],
        },
      ],
    },
  ],
};
