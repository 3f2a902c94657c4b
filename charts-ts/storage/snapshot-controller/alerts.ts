import type { Alert } from '../../kit/metrics.ts';

const job = 'namespace="snapshot-controller",job="snapshot-controller"';

/** Its metrics: pkg/metrics/metrics.go of the release. */
export const snapshotControllerAlerts: readonly Alert[] = [
  {
    name: 'SnapshotControllerDown',
    expression: `absent(up{${job}} == 1)`,
    holds: '15m',
    severity: 'warning',
    summary: 'The snapshot controller does not answer: new snapshots wait, and backups that need them fail',
    runbook: 'kubectl -n snapshot-controller describe deploy snapshot-controller, then its events and logs',
  },
  {
    name: 'SnapshotsDoNotFinish',
    // The one that leads counts; its number is never zero while a snapshot waits.
    expression: `min_over_time(max by (namespace) (snapshot_controller_operations_in_flight{${job}})[1h:1m]) > 0`,
    holds: '15m',
    severity: 'warning',
    summary: 'Snapshots have waited for more than an hour to be made or removed',
    runbook: 'kubectl get volumesnapshot -A, then describe those that are not READYTOUSE: the event says what the driver refused',
  },
];
