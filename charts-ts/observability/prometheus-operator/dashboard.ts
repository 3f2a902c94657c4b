import type { Dashboard } from '../../kit/dashboard.ts';

export const dashboard: Dashboard = {
  name: 'prometheus-operator',
  title: 'Prometheus operator',
  purpose: 'Are monitors and rules taken, and does the operator keep up?',
  rows: [
    {
      title: 'What it manages',
      panels: [
        {
          title: 'Objects taken',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'sum by (resource) (prometheus_operator_managed_resources{state="selected"})', legend: '{{ resource }}' }],
        },
        {
          title: 'Objects refused',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'sum by (resource) (prometheus_operator_managed_resources{state="rejected"})', legend: '{{ resource }}' }],
        },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'Changes applied',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (controller) (rate(prometheus_operator_reconcile_operations_total[$__rate_interval]))', legend: '{{ controller }}' }],
        },
        {
          title: 'Changes that failed',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (controller) (rate(prometheus_operator_reconcile_errors_total[$__rate_interval]))', legend: '{{ controller }}' }],
        },
      ],
    },
  ],
};
