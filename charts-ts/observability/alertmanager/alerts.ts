import type { Alert } from '../../kit/metrics.ts';

const own = 'job="alertmanager"';
const logs = 'kubectl -n monitoring logs sts/alertmanager';

interface Telling {
  readonly replicas: number;
  /** Whether there are no receivers at all. */
  readonly tellsNobody: boolean;
  /** Whether there are tenants, and no mail server to tell them by. */
  readonly tellsNoTenant: boolean;
}

const failing = (by: string, receivers: string) =>
  `sum by (${by}) (rate(alertmanager_notifications_failed_total{${own},${receivers}}[10m])) / sum by (${by}) (rate(alertmanager_notifications_total{${own},${receivers}}[10m])) > 0.05`;

/** Metric names: https://github.com/prometheus/alertmanager/tree/v0.34.2 notify/, cluster/ and cmd/alertmanager */
export function alertmanagerAlerts({ replicas, tellsNobody, tellsNoTenant }: Telling): readonly Alert[] {
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
      expression: failing('pod, integration', 'receiver_name!~"tenant-.+"'),
      holds: '10m',
      severity: 'critical',
      summary: '{{ $labels.pod }} cannot tell by {{ $labels.integration }}: {{ $value | humanizePercentage }} fail',
      runbook: `${logs} | grep -i notify; is the mail server or webhook up, its password or address in the Secret alertmanager right, its CA in trust.certificates?`,
    },
    {
      name: 'TenantNotTold',
      expression: failing('integration, receiver_name', 'receiver_name=~"tenant-.+"'),
      holds: '30m',
      severity: 'warning',
      summary: '{{ $labels.receiver_name }} is not told by {{ $labels.integration }}: {{ $value | humanizePercentage }} fail',
      runbook: `${logs} | grep -i {{ $labels.receiver_name }}; does AlertmanagerFailsToTell fire too: mend that first; else contacts in the tenant's file are wrong`,
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
    ...(tellsNoTenant ? [noTenantIsTold] : []),
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

const noTenantIsTold: Alert = {
  name: 'NoTenantIsTold',
  expression: 'vector(1)',
  holds: '10m',
  severity: 'warning',
  summary: 'Tenants hear of their alerts by their own webhooks only: no receiver of Alertmanager has mail',
  runbook: 'write a receiver with mail under components.alertmanager.receivers: docs/observability.md, Tell people',
};
