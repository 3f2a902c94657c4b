import type { Dashboard } from '../../kit/dashboard.ts';
import { probeJob } from './probe.ts';

const of = `{job="${probeJob}",instance=~"$address"}`;

export const hostnamesDashboard: Dashboard = {
  name: 'hostnames',
  title: 'Hostnames',
  purpose: 'Does every hostname of the platform answer, how fast, and how long is its certificate good?',
  variables: [{ name: 'address', title: 'Address', metric: `probe_success{job="${probeJob}"}`, label: 'instance' }],
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Addresses', show: 'stat', unit: 'count', queries: [{ expression: `count(probe_success${of})` }] },
        {
          title: 'That do not answer',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `count(probe_success${of} == 0) or vector(0)` }],
          thresholds: { warning: 1, critical: 1 },
        },
        { title: 'First certificate ends in', show: 'stat', unit: 'seconds', queries: [{ expression: `min(probe_ssl_earliest_cert_expiry${of} - time())` }] },
        { title: 'Answered in the last 30 days', show: 'stat', unit: 'percent', queries: [{ expression: `avg(avg_over_time(probe_success${of}[30d]))` }] },
      ],
    },
    {
      title: 'By address',
      panels: [
        {
          title: 'Certificates, and when they end',
          show: 'table',
          unit: 'seconds',
          queries: [{ expression: `sort(probe_ssl_earliest_cert_expiry${of} - time())`, legend: '{{ instance }}' }],
        },
        {
          title: 'Answered, in the last 30 days',
          show: 'table',
          unit: 'percent',
          queries: [{ expression: `sort(avg_over_time(probe_success${of}[30d]))`, legend: '{{ instance }}' }],
        },
        { title: 'Time to answer', show: 'lines', unit: 'seconds', queries: [{ expression: `probe_duration_seconds${of}`, legend: '{{ instance }}' }] },
        {
          title: 'Where that time goes',
          show: 'lines',
          unit: 'seconds',
          queries: [{ expression: `avg by (phase) (probe_http_duration_seconds${of})`, legend: '{{ phase }}' }],
        },
        { title: 'Status', show: 'table', unit: 'count', queries: [{ expression: `probe_http_status_code${of}`, legend: '{{ instance }}' }] },
      ],
    },
  ],
};
