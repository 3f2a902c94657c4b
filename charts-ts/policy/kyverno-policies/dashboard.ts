import type { Dashboard } from '../../kit/dashboard.ts';

/** What the policies found, and what they did. */
export const policiesDashboard: Dashboard = {
  name: 'kyverno-policies',
  title: 'Signatures, defaults and clean-up',
  purpose: 'Are the images that run signed, do namespaces get their defaults, and is what ended cleaned up?',
  variables: [{ name: 'policy', title: 'Policy of images', metric: 'kyverno_image_validating_policy_results_total', label: 'policy_name' }],
  rows: [
    {
      title: 'Images',
      panels: [
        {
          title: 'Pods refused or reported, last day',
          show: 'stat',
          unit: 'count',
          thresholds: { warning: 1, critical: 50 },
          queries: [{ expression: 'sum(increase(kyverno_image_validating_policy_results_total{policy_name=~"$policy",result="fail"}[1d])) or vector(0)' }],
        },
        {
          title: 'Pods that could not be judged, last day',
          show: 'stat',
          unit: 'count',
          thresholds: { warning: 1, critical: 50 },
          queries: [{ expression: 'sum(increase(kyverno_image_validating_policy_results_total{policy_name=~"$policy",result="error"}[1d])) or vector(0)' }],
        },
        {
          title: 'Where images are not signed, last day',
          show: 'table',
          queries: [
            {
              expression:
                'sum by (policy_name, resource_namespace) (increase(kyverno_image_validating_policy_results_total{policy_name=~"$policy",result="fail"}[1d])) > 0',
              legend: '{{ policy_name }} {{ resource_namespace }}',
            },
          ],
        },
        {
          title: 'Results',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            {
              expression: 'sum by (result) (rate(kyverno_image_validating_policy_results_total{policy_name=~"$policy"}[$__rate_interval]))',
              legend: '{{ result }}',
            },
          ],
        },
        {
          title: 'Time to judge, 95th percentile',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression:
                'histogram_quantile(0.95, sum by (le, policy_name) (rate(kyverno_image_validating_policy_execution_duration_seconds_bucket{policy_name=~"$policy"}[$__rate_interval])))',
              legend: '{{ policy_name }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Namespaces of tenants',
      panels: [
        {
          title: 'Defaults, by result',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            {
              expression: 'sum by (policy_name, result) (rate(kyverno_generating_policy_results_total[$__rate_interval]))',
              legend: '{{ policy_name }} {{ result }}',
            },
          ],
        },
        {
          title: 'Cleaned up, by kind',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'sum by (resource) (increase(kyverno_deleting_controller_deletedobjects_total[1d]))', legend: '{{ resource }}' }],
        },
      ],
    },
  ],
};
