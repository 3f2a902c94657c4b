import { longestGap } from '../../kit/cron.ts';
import type { Alert } from '../../kit/metrics.ts';
import { schedulesOf, type VeleroConfig } from './config.ts';
import { namespace, nodeAgent, server } from './names.ts';

/** Metric names: pkg/metrics/metrics.go of the release. Backups that a person makes by hand have no schedule, and the person looks. */
const fixed: readonly Alert[] = [
  {
    name: 'VeleroBackupFailed',
    expression:
      'sum by (schedule) (increase(velero_backup_failure_total{schedule!=""}[1d]) + increase(velero_backup_validation_failure_total{schedule!=""}[1d])) > 0',
    holds: '5m',
    severity: 'critical',
    summary: 'A backup of schedule {{ $labels.schedule }} failed in the last day',
    runbook: `velero backup get, then velero backup logs of the one that failed; is the object store up, has it room?`,
  },
  {
    name: 'VeleroBackupPartiallyFailed',
    expression: 'sum by (schedule) (increase(velero_backup_partial_failure_total{schedule!=""}[1d])) > 0',
    holds: '5m',
    severity: 'warning',
    summary: 'A backup of schedule {{ $labels.schedule }} in the last day lacks something',
    runbook: 'velero backup describe --details of the one that is PartiallyFailed names it; most often a volume whose driver makes no snapshots',
  },
  {
    name: 'VeleroLocationUnavailable',
    expression: 'max by (backup_location_name) (velero_backup_location_status_gauge) == 0',
    holds: '15m',
    severity: 'critical',
    summary: 'The object store of location {{ $labels.backup_location_name }} is not reached',
    runbook: `kubectl -n ${namespace} describe backupstoragelocation {{ $labels.backup_location_name }}; keys in backup-store, certificate, firewall`,
  },
  {
    name: 'VeleroMaintenanceFails',
    expression: 'sum by (repository_name) (increase(velero_repo_maintenance_failure_total[1d])) > 3',
    holds: '1h',
    severity: 'warning',
    summary: 'The repository {{ $labels.repository_name }} is not tidied up: what expired stays in the object store',
    runbook: `kubectl -n ${namespace} get jobs; the message of the last one's pod; out of memory: raise sizes.maintenance`,
  },
  {
    name: 'VeleroDown',
    expression: `absent(up{namespace="${namespace}",job="${server}"} == 1)`,
    holds: '15m',
    severity: 'critical',
    summary: 'Velero does not answer: no backups are made',
    runbook: `kubectl -n ${namespace} describe deploy ${server}, then its pods' events and logs; are the Secrets there that it waits for?`,
  },
  {
    name: 'VeleroNodeAgentDown',
    expression: `max by (pod) (up{namespace="${namespace}",job="${nodeAgent}"}) == 0 or absent(up{namespace="${namespace}",job="${nodeAgent}"})`,
    holds: '30m',
    severity: 'warning',
    summary: 'Velero does not answer on a node: volumes there are not backed up',
    runbook: `kubectl -n ${namespace} get pods -l role=node-agent -o wide, then events and logs of the one that is not ready`,
  },
];

/** Too old; or never there, though Velero ran that long ago: it waits for a schedule's time, and tells of the last one also when it is started anew. */
function missed(schedule: string, cron: string): string {
  const last = `velero_backup_last_successful_timestamp{schedule="${schedule}"}`;
  const seconds = 2 * (longestGap(cron) ?? 0);
  return `time() - max by (schedule) (${last}) > ${seconds} or (absent(${last}) and on () up{namespace="${namespace}",job="${server}"} offset ${seconds}s)`;
}

/** And that each schedule was kept, which a metric of failures cannot tell. */
export function veleroAlerts(config: VeleroConfig): Alert[] {
  return [
    ...fixed,
    {
      name: 'VeleroBackupMissed',
      expression: schedulesOf(config)
        .map(([name, { cron }]) => missed(name, cron))
        .join(' or '),
      holds: '15m',
      severity: 'critical',
      summary: 'Schedule {{ $labels.schedule }} has had no whole backup for two times its schedule',
      runbook: `kubectl -n ${namespace} describe schedule {{ $labels.schedule }}, then velero backup get --selector velero.io/schedule-name={{ $labels.schedule }}`,
    },
  ];
}
