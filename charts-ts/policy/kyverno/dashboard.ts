import type { Dashboard } from '../../kit/dashboard.ts';
import { namespace } from './names.ts';

const own = `namespace="${namespace}"`;
const webhook = 'name=~".+[.]kyverno[.]svc.*"';

/** Does it answer, how fast, and does it keep up? What policies found is on a dashboard of their own. */
export const kyvernoDashboard: Dashboard = {
  name: 'kyverno',
  title: 'Kyverno',
  purpose: 'Does Kyverno answer the API server in time, and do its controllers keep up?',
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Pods that answer, by program', show: 'stat', unit: 'count', queries: [{ expression: `sum by (job) (up{${own}})`, legend: '{{ job }}' }] },
        {
          title: 'Requests that it should have judged and were refused, last hour',
          show: 'stat',
          unit: 'count',
          thresholds: { warning: 1, critical: 10 },
          queries: [{ expression: `sum(increase(apiserver_admission_webhook_rejection_count{${webhook},error_type!="no_error"}[1h])) or vector(0)` }],
        },
        {
          title: 'Requests that passed unseen, last hour',
          show: 'stat',
          unit: 'count',
          thresholds: { warning: 1, critical: 100 },
          queries: [{ expression: `sum(increase(apiserver_admission_webhook_fail_open_count{${webhook}}[1h])) or vector(0)` }],
        },
        {
          title: 'Work that was given up, last hour',
          show: 'stat',
          unit: 'count',
          thresholds: { warning: 1, critical: 10 },
          queries: [{ expression: `sum(increase(kyverno_controller_drop_total{${own}}[1h])) or vector(0)` }],
        },
      ],
    },
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests, by kind',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (resource_kind) (rate(kyverno_admission_requests_total{${own}}[$__rate_interval]))`, legend: '{{ resource_kind }}' }],
        },
        {
          title: 'Time that the API server waits, 95th percentile',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression: `histogram_quantile(0.95, sum by (le, name) (rate(apiserver_admission_webhook_admission_duration_seconds_bucket{${webhook}}[$__rate_interval])))`,
              legend: '{{ name }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Controllers',
      panels: [
        {
          title: 'Looked at, by controller',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            { expression: `sum by (controller_name) (rate(kyverno_controller_reconcile_total{${own}}[$__rate_interval]))`, legend: '{{ controller_name }}' },
          ],
        },
        {
          title: 'Calls to the API server, by program',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (job) (rate(kyverno_client_queries_total{${own}}[$__rate_interval]))`, legend: '{{ job }}' }],
        },
      ],
    },
  ],
};
