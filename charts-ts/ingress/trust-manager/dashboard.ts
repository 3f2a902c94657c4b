import type { Dashboard } from '../../kit/dashboard.ts';

const job = 'namespace="cert-manager",job="trust-manager"';
const bundles = `${job},controller="bundles"`;

/** controller-runtime's metrics: https://book.kubebuilder.io/reference/metrics-reference */
export const trustManagerDashboard: Dashboard = {
  name: 'trust-manager',
  title: 'Trust bundles',
  purpose: 'Do the CAs to trust reach every namespace?',
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Pods that answer', show: 'stat', unit: 'count', queries: [{ expression: `sum(up{${job}})` }] },
        { title: 'Changes that wait', show: 'stat', unit: 'count', queries: [{ expression: `max(workqueue_depth{${job},name="bundles"})` }] },
        {
          title: 'Failures in the last hour',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `sum(increase(controller_runtime_reconcile_errors_total{${bundles}}[1h]))` }],
          thresholds: { warning: 1, critical: 10 },
        },
      ],
    },
    {
      title: 'Over time',
      panels: [
        {
          title: 'Bundles that were looked at, by result',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (result) (rate(controller_runtime_reconcile_total{${bundles}}[$__rate_interval]))`, legend: '{{ result }}' }],
        },
        {
          title: 'Time that takes, 95th percentile',
          show: 'lines',
          unit: 'seconds',
          queries: [
            { expression: `histogram_quantile(0.95, sum by (le) (rate(controller_runtime_reconcile_time_seconds_bucket{${bundles}}[$__rate_interval])))` },
          ],
        },
        {
          title: 'Bundles that the API server had checked, by answer',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (code) (rate(controller_runtime_webhook_requests_total{${job}}[$__rate_interval]))`, legend: '{{ code }}' }],
        },
      ],
    },
  ],
};
