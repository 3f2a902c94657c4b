import type { Dashboard } from '../../kit/dashboard.ts';

export const dashboard: Dashboard = {
  name: 'alertmanager',
  title: 'Alertmanager',
  purpose: 'What is wrong now, and are people told?',
  rows: [
    {
      title: 'Alerts',
      panels: [
        {
          title: 'Firing by severity',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'count by (severity) (ALERTS{alertstate="firing",alertname!="Watchdog"})', legend: '{{ severity }}' }],
        },
        {
          title: 'Firing now',
          show: 'table',
          queries: [{ expression: 'count by (alertname, namespace, severity) (ALERTS{alertstate="firing",alertname!="Watchdog"})' }],
        },
        { title: 'Silences', show: 'stat', unit: 'count', queries: [{ expression: 'max(alertmanager_silences{state="active"})' }] },
      ],
    },
    {
      title: 'Telling',
      panels: [
        {
          title: 'Told',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (integration) (rate(alertmanager_notifications_total[$__rate_interval]))', legend: '{{ integration }}' }],
        },
        {
          title: 'Failed',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (integration) (rate(alertmanager_notifications_failed_total[$__rate_interval]))', legend: '{{ integration }}' }],
        },
        { title: 'Members', show: 'lines', unit: 'count', queries: [{ expression: 'alertmanager_cluster_members', legend: '{{ pod }}' }] },
      ],
    },
  ],
};
