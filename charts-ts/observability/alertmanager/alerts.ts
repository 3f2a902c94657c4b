import type { Alert } from '../../kit/metrics.ts';

const own = 'job="alertmanager"';
const logs = 'kubectl -n monitoring logs sts/alertmanager';

/** Metric names: https://github.com/prometheus/alertmanager/tree/v0.34.2 notify/, cluster/ and cmd/alertmanager */
export function alertmanagerAlerts({ replicas, tellsNobody }: { readonly replicas: number; readonly tellsNobody: boolean }): readonly Alert[] {
  return [
    {
      name: 'AlertmanagerDown',
      expression: `absent(up{${own}} == 1)`,
      holds: '5m',
      severity: 'critical',
      summary: 'No Alertmanager answers: nobody is told of alerts',
      runbook:
        "kubectl -n monitoring describe sts alertmanager, then its pods' events and logs; a Secret that is missing? npm run secrets -- <cluster> --missing",
    },
    {
      name: 'AlertmanagerConfigNotLoaded',
      expression: `max_over_time(alertmanager_config_last_reload_successful{${own}}[5m]) == 0`,
      holds: '10m',
      severity: 'critical',
      summary: '{{ $labels.pod }} does not take its configuration',
      runbook: `${logs} tells the line; it is written under components.alertmanager`,
    },
    {
      name: 'AlertmanagerFailsToTell',
      expression: `sum by (pod, integration) (rate(alertmanager_notifications_failed_total{${own}}[10m])) / sum by (pod, integration) (rate(alertmanager_notifications_total{${own}}[10m])) > 0.05`,
      holds: '10m',
      severity: 'critical',
      summary: '{{ $labels.pod }} cannot tell by {{ $labels.integration }}: {{ $value | humanizePercentage }} fail',
      runbook: `${logs} | grep -i notify; is the mail server or webhook up, its password or address in the Secret alertmanager right, its CA in trust.certificates?`,
    },
    {
      name: 'AlertmanagerForgets',
      expression: `sum by (pod) (increase(alertmanager_silences_maintenance_errors_total{${own}}[1h]) + increase(alertmanager_nflog_maintenance_errors_total{${own}}[1h])) > 0`,
      holds: '30m',
      severity: 'warning',
      summary: '{{ $labels.pod }} cannot write to its volume: silences are lost when it restarts',
      runbook: `${logs} | grep -i maintenance; a full volume: raise components.alertmanager.volume`,
    },
    ...(tellsNobody ? [nobodyIsTold] : []),
    ...(replicas === 1
      ? []
      : [
          {
            name: 'AlertmanagerMembersMissing',
            expression: `max_over_time(alertmanager_cluster_members{${own}}[5m]) < ${replicas}`,
            holds: '15m',
            severity: 'warning',
            summary: '{{ $labels.pod }} sees {{ $value }} of its fellows: people may be told twice',
            runbook: 'kubectl -n monitoring get pods -l app.kubernetes.io/name=alertmanager -o wide; port 9094 between them, TCP and UDP',
          } satisfies Alert,
        ]),
  ];
}

const nobodyIsTold: Alert = {
  name: 'NobodyIsTold',
  expression: 'vector(1)',
  holds: '10m',
  severity: 'warning',
  summary: 'Alerts are seen in dashboards only: Alertmanager has no receivers',
  runbook: 'write components.alertmanager.receivers in site.yaml: docs/observability.md, Alerts',
};
