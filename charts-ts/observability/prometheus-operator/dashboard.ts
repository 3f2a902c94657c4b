import type { Dashboard } from '../../kit/dashboard.ts';

const job = 'job="prometheus-operator"';

export const dashboard: Dashboard = {
  name: 'prometheus-operator',
  title: 'Prometheus operator',
  purpose: 'Are monitors and rules taken, and does the operator keep up?',
  rows: [
    {
      title: 'Monitors and rules',
      panels: [
        {
          title: 'Refused',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `sum(prometheus_operator_managed_resources{${job},state="rejected"})` }],
          thresholds: { warning: 1, critical: 10 },
        },
        {
          title: 'Objects that do not sync',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `sum(prometheus_operator_syncs{${job},status="failed"})` }],
          thresholds: { warning: 1, critical: 10 },
        },
        {
          title: 'Taken',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: `sum by (resource) (prometheus_operator_managed_resources{${job},state="selected"})`, legend: '{{ resource }}' }],
        },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'Reconciled',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            { expression: `sum by (controller) (rate(prometheus_operator_reconcile_operations_total{${job}}[$__rate_interval]))`, legend: '{{ controller }}' },
            {
              expression: `sum by (controller) (rate(prometheus_operator_reconcile_errors_total{${job}}[$__rate_interval]))`,
              legend: '{{ controller }}, failed',
            },
          ],
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: `max(process_resident_memory_bytes{${job}})` }],
        },
      ],
    },
  ],
};
