import type { Dashboard } from '../../kit/dashboard.ts';

/** Names: metrics/metrics.go of v0.36.0. */
export const deschedulerDashboard: Dashboard = {
  name: 'descheduler',
  title: 'Descheduler',
  purpose: 'Which pods are moved, why, and whether that goes on for ever',
  rows: [
    {
      title: 'Evictions',
      panels: [
        {
          title: 'In the last hour',
          show: 'stat',
          queries: [{ expression: 'sum(increase(descheduler_pods_evicted_total{result="success"}[1h])) or vector(0)' }],
        },
        {
          title: 'Failed in the last hour',
          show: 'stat',
          queries: [{ expression: 'sum(increase(descheduler_pods_evicted_total{result!="success"}[1h])) or vector(0)' }],
          thresholds: { warning: 1, critical: 20 },
        },
        {
          title: 'By reason',
          show: 'lines',
          queries: [{ expression: 'sum by (strategy) (increase(descheduler_pods_evicted_total{result="success"}[1h]))', legend: '{{ strategy }}' }],
        },
        {
          title: 'By namespace, in a day',
          show: 'table',
          queries: [{ expression: 'sum by (namespace, strategy, result) (increase(descheduler_pods_evicted_total[1d])) > 0' }],
        },
      ],
    },
    {
      title: 'Rounds',
      panels: [
        {
          title: 'Mean time of a round',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression: 'sum(rate(descheduler_loop_duration_seconds_sum[1h])) / sum(rate(descheduler_loop_duration_seconds_count[1h]))',
              legend: 'round',
            },
          ],
        },
        { title: 'Memory', show: 'lines', unit: 'bytes', queries: [{ expression: 'process_resident_memory_bytes{job="descheduler"}', legend: '{{ pod }}' }] },
      ],
    },
  ],
};
