import type { Dashboard } from '../../kit/dashboard.ts';

export const externalSecretsDashboard: Dashboard = {
  name: 'external-secrets',
  title: 'External Secrets',
  purpose: 'Is every Secret that is made or read in the cluster there and current?',
  rows: [
    {
      title: 'State',
      panels: [
        {
          title: 'Secrets kept',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'count(max by (namespace, name) (externalsecret_status_condition{condition="Ready",status="True"}) == 1)' }],
        },
        {
          title: 'Secrets that fail',
          show: 'stat',
          unit: 'count',
          thresholds: { warning: 1, critical: 5 },
          queries: [{ expression: 'count(max by (namespace, name) (externalsecret_status_condition{condition="Ready",status="False"}) == 1) or vector(0)' }],
        },
        {
          title: 'Stores that can be read',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'sum(max by (name) (clustersecretstore_status_condition{condition="Ready",status="True"})) or vector(0)' }],
        },
        {
          title: 'Which fail',
          show: 'table',
          queries: [
            {
              expression: 'max by (namespace, name) (externalsecret_status_condition{condition="Ready",status="False"}) == 1',
              legend: '{{ namespace }}/{{ name }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'Calls to the secret store',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            { expression: 'sum by (call, status) (rate(externalsecret_provider_api_calls_count[$__rate_interval]))', legend: '{{ call }} {{ status }}' },
          ],
        },
        {
          title: 'Failures',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            {
              expression:
                'sum by (controller) (rate(controller_runtime_reconcile_errors_total{job="external-secrets",namespace="external-secrets"}[$__rate_interval]))',
              legend: '{{ controller }}',
            },
          ],
        },
      ],
    },
  ],
};
