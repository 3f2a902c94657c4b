import type { Dashboard } from '../../kit/dashboard.ts';

export const veleroDashboard: Dashboard = {
  name: 'velero',
  title: 'Backups',
  purpose: 'Whether each schedule has a whole backup, how long they take and what fails',
  rows: [
    {
      title: 'State',
      panels: [
        {
          title: 'Since the last whole backup',
          show: 'stat',
          unit: 'seconds',
          thresholds: { warning: 129600, critical: 172800 },
          queries: [{ expression: 'time() - max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""})', legend: '{{ schedule }}' }],
        },
        {
          title: 'Object store reached',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'max by (backup_location_name) (velero_backup_location_status_gauge)', legend: '{{ backup_location_name }}' }],
        },
        { title: 'Backups that there are', show: 'stat', unit: 'count', queries: [{ expression: 'max(velero_backup_total)' }] },
        {
          title: 'Failed in the last week',
          show: 'stat',
          unit: 'count',
          thresholds: { warning: 1, critical: 3 },
          queries: [{ expression: 'sum(increase(velero_backup_failure_total[7d])) + sum(increase(velero_backup_partial_failure_total[7d]))' }],
        },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'How long backups take',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression:
                'sum by (schedule) (increase(velero_backup_duration_seconds_sum{schedule!=""}[1d])) / sum by (schedule) (increase(velero_backup_duration_seconds_count{schedule!=""}[1d]))',
              legend: '{{ schedule }}',
            },
          ],
        },
        {
          title: 'Objects in a backup',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'max by (schedule) (velero_backup_items_total{schedule!=""})', legend: '{{ schedule }}' }],
        },
        {
          title: 'Volumes moved in the last hour',
          show: 'lines',
          unit: 'count',
          queries: [
            { expression: 'sum(increase(podVolume_data_upload_success_total[1h]))', legend: 'moved' },
            { expression: 'sum(increase(podVolume_data_upload_failure_total[1h]))', legend: 'failed' },
          ],
        },
        {
          title: 'Restores in the last day',
          show: 'lines',
          unit: 'count',
          queries: [
            { expression: 'sum(increase(velero_restore_success_total[1d]))', legend: 'whole' },
            { expression: 'sum(increase(velero_restore_partial_failure_total[1d]))', legend: 'in part' },
            { expression: 'sum(increase(velero_restore_failed_total[1d]))', legend: 'failed' },
          ],
        },
      ],
    },
  ],
};
