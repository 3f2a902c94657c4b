import type { Dashboard } from '../../kit/dashboard.ts';

export const openbaoDashboard: Dashboard = {
  name: 'openbao',
  title: 'OpenBao',
  purpose: 'Is the secret store open, led and in step, and how much is asked of it?',
  rows: [
    {
      title: 'State',
      panels: [
        { title: 'Open pods', show: 'stat', unit: 'count', queries: [{ expression: 'sum(vault_core_unsealed{namespace="openbao"})' }] },
        { title: 'Leaders', show: 'stat', unit: 'count', queries: [{ expression: 'sum(vault_core_active{namespace="openbao"})' }] },
        {
          title: 'Pods that may be lost',
          show: 'stat',
          unit: 'count',
          queries: [
            { expression: 'max(vault_autopilot_failure_tolerance{namespace="openbao"} and on (namespace, pod) vault_core_active{namespace="openbao"} == 1)' },
          ],
        },
        {
          title: 'Audit failures in an hour',
          show: 'stat',
          unit: 'count',
          thresholds: { warning: 1, critical: 1 },
          queries: [
            {
              expression:
                'sum(increase(vault_audit_log_request_failure{namespace="openbao"}[1h])) + sum(increase(vault_audit_log_response_failure{namespace="openbao"}[1h]))',
            },
          ],
        },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'Requests',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (pod) (rate(vault_core_handle_request_count{namespace="openbao"}[$__rate_interval]))', legend: '{{ pod }}' }],
        },
        {
          title: 'Logins',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (pod) (rate(vault_core_handle_login_request_count{namespace="openbao"}[$__rate_interval]))', legend: '{{ pod }}' }],
        },
        {
          title: 'Time of a request (mean)',
          show: 'lines',
          unit: 'seconds',
          // It counts in milliseconds.
          queries: [
            {
              expression:
                'sum by (pod) (rate(vault_core_handle_request_sum{namespace="openbao"}[$__rate_interval])) / sum by (pod) (rate(vault_core_handle_request_count{namespace="openbao"}[$__rate_interval])) / 1000',
              legend: '{{ pod }}',
            },
          ],
        },
        {
          title: 'Leases',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'max(vault_expire_num_leases{namespace="openbao"})', legend: 'leases' }],
        },
      ],
    },
    {
      title: 'Copies',
      panels: [
        {
          title: 'Log that each copy has applied',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'max by (peer_id) (vault_raft_storage_stats_applied_index{namespace="openbao"})', legend: '{{ peer_id }}' }],
        },
        {
          title: 'Changes',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum(rate(vault_raft_apply{namespace="openbao"}[$__rate_interval]))', legend: 'changes' }],
        },
      ],
    },
  ],
};
