import type { Dashboard } from '../../kit/dashboard.ts';

/** Whether people can log in, and how Keycloak fares: https://www.keycloak.org/observability/metrics-for-troubleshooting-keycloak */
export const dashboard: Dashboard = {
  name: 'keycloak',
  title: 'Keycloak',
  purpose: 'Whether people can log in, who fails to, and whether Keycloak has what it needs',
  rows: [
    {
      title: 'Logins',
      panels: [
        { title: 'Pods that answer', show: 'stat', queries: [{ expression: 'sum(up{job="keycloak"})' }] },
        {
          title: 'Logins',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (realm) (rate(keycloak_user_events_total{event="login",error=""}[$__rate_interval]))', legend: '{{ realm }}' }],
        },
        {
          title: 'Logins that failed, by reason',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (error) (rate(keycloak_user_events_total{event="login",error!=""}[$__rate_interval]))', legend: '{{ error }}' }],
        },
      ],
    },
    {
      title: 'Answers',
      panels: [
        {
          title: 'Requests',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (outcome) (rate(http_server_requests_seconds_count{job="keycloak"}[$__rate_interval]))', legend: '{{ outcome }}' }],
        },
        {
          title: 'Mean time of a request',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression:
                'sum(rate(http_server_requests_seconds_sum{job="keycloak"}[$__rate_interval])) / sum(rate(http_server_requests_seconds_count{job="keycloak"}[$__rate_interval]))',
              legend: 'requests',
            },
          ],
        },
      ],
    },
    {
      title: 'What it needs',
      panels: [
        {
          title: "Java's memory",
          show: 'gauge',
          unit: 'percent',
          queries: [
            {
              expression:
                'max(sum by (pod) (jvm_memory_used_bytes{job="keycloak",area="heap"}) / sum by (pod) (jvm_memory_max_bytes{job="keycloak",area="heap"}))',
            },
          ],
          thresholds: { warning: 0.8, critical: 0.9 },
        },
        {
          title: 'Connections to the database',
          show: 'lines',
          unit: 'count',
          queries: [
            { expression: 'sum by (pod) (agroal_active_count{job="keycloak"})', legend: '{{ pod }} in use' },
            { expression: 'sum by (pod) (agroal_awaiting_count{job="keycloak"})', legend: '{{ pod }} waiting' },
          ],
        },
        { title: 'Pods that see each other', show: 'stat', queries: [{ expression: 'min(vendor_cluster_size{job="keycloak"})' }] },
      ],
    },
  ],
};
