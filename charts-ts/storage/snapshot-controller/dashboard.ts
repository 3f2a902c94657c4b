import type { Dashboard } from '../../kit/dashboard.ts';

const operations = 'snapshot_controller_operation_total_seconds';

export const snapshotDashboard: Dashboard = {
  name: 'snapshots',
  title: 'Snapshots of volumes',
  purpose: 'Are snapshots made, how long does that take, and do any wait?',
  variables: [{ name: 'driver', title: 'Driver', metric: `${operations}_count`, label: 'driver_name' }],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Operations that wait',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'max(snapshot_controller_operations_in_flight)' }],
          thresholds: { warning: 10, critical: 50 },
        },
        {
          title: 'Ready within the last day',
          show: 'stat',
          unit: 'count',
          queries: [
            {
              expression: `sum(increase(${operations}_count{driver_name=~"$driver",operation_name="CreateSnapshotAndReady",operation_status="success"}[1d]))`,
            },
          ],
        },
      ],
    },
    {
      title: 'Over time',
      panels: [
        {
          title: 'Operations',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            {
              expression: `sum by (operation_name, operation_status) (rate(${operations}_count{driver_name=~"$driver"}[$__rate_interval]))`,
              legend: '{{ operation_name }} {{ operation_status }}',
            },
          ],
        },
        {
          title: 'Time until ready, 95th percentile',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression: `histogram_quantile(0.95, sum by (le, driver_name) (rate(${operations}_bucket{driver_name=~"$driver",operation_name="CreateSnapshotAndReady"}[$__rate_interval])))`,
              legend: '{{ driver_name }}',
            },
          ],
        },
      ],
    },
  ],
};
