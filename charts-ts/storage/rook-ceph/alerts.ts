import type { Alert } from '../../kit/metrics.ts';

const mgr = 'namespace="rook-ceph",job="rook-ceph-mgr"';
/** The operator has what the `ceph` command needs. */
const tell = 'kubectl -n rook-ceph exec deploy/rook-ceph-operator -- ceph --conf=/var/lib/rook/rook-ceph/rook-ceph.config';

/** Metrics of Ceph's manager: https://docs.ceph.com/en/latest/mgr/prometheus/ */
export const cephAlerts: readonly Alert[] = [
  {
    name: 'CephHealthError',
    expression: `max(ceph_health_status{${mgr}}) == 2`,
    holds: '5m',
    severity: 'critical',
    summary: 'Ceph is in error: data may be out of reach',
    runbook: `${tell} health detail`,
  },
  {
    name: 'CephHealthWarning',
    expression: `max(ceph_health_status{${mgr}}) == 1`,
    holds: '30m',
    severity: 'warning',
    summary: 'Ceph warns',
    runbook: `${tell} health detail`,
  },
  {
    name: 'CephMonitorOutOfQuorum',
    expression: `ceph_mon_quorum_status{${mgr}} == 0`,
    holds: '10m',
    severity: 'critical',
    summary: 'Monitor {{ $labels.ceph_daemon }} is out of quorum: when one more fails, all storage stands still',
    runbook: 'kubectl -n rook-ceph get pods -l app=rook-ceph-mon -o wide; is its node up, is /var/lib/rook full, do the clocks agree?',
  },
  {
    name: 'CephDiskDown',
    expression: `ceph_osd_up{${mgr}} == 0`,
    holds: '10m',
    severity: 'warning',
    summary: 'The disk of {{ $labels.ceph_daemon }} is down: its data has a copy less',
    runbook: `${tell} osd tree down; look at its pod and node, and replace the disk as docs/storage.md says`,
  },
  {
    name: 'CephDiskFailing',
    expression: `max by (name) (ceph_health_detail{${mgr},name=~"DEVICE_HEALTH.*|BLUESTORE_SPURIOUS_READ_ERRORS|OSD_TOO_MANY_REPAIRS"}) == 1`,
    holds: '5m',
    severity: 'warning',
    summary: 'A disk is about to fail ({{ $labels.name }})',
    runbook: `${tell} health detail names it; replace it while it still works, as docs/storage.md says`,
  },
  {
    name: 'CephDiskFilling',
    // Disks' own counters come from the exporter on their node.
    expression: 'ceph_osd_stat_bytes_used{namespace="rook-ceph"} / ceph_osd_stat_bytes{namespace="rook-ceph"} > 0.8',
    holds: '15m',
    severity: 'warning',
    summary: 'The disk of {{ $labels.ceph_daemon }} is more than 80% full; at 95% Ceph takes no more writes',
    runbook: `${tell} osd df: when one is much fuller than others, ${tell} balancer status; when all are, add disks`,
  },
  {
    name: 'CephFilling',
    expression: `max(ceph_cluster_total_used_raw_bytes{${mgr}} / ceph_cluster_total_bytes{${mgr}}) > 0.7`,
    holds: '15m',
    severity: 'warning',
    summary: 'Ceph is more than 70% full: soon the disks that are left could not take over the data of a lost node',
    runbook: `${tell} df; remove what nobody needs, or add disks and raise osds in cluster.yaml`,
  },
  {
    name: 'CephFullSoon',
    expression: `max(predict_linear(ceph_cluster_total_used_raw_bytes{${mgr}}[3d], 14 * 86400) / ceph_cluster_total_bytes{${mgr}}) > 0.85 and max(ceph_cluster_total_used_raw_bytes{${mgr}} / ceph_cluster_total_bytes{${mgr}}) > 0.5`,
    holds: '3h',
    severity: 'warning',
    summary: 'At the pace of the last three days Ceph is full within two weeks',
    runbook: `${tell} df shows which pool grows; order disks, or find who writes`,
  },
  {
    name: 'CephDataUnavailable',
    expression: `sum(ceph_pg_total{${mgr}} - ceph_pg_active{${mgr}}) > 0`,
    holds: '5m',
    severity: 'critical',
    summary: 'Part of the data can be neither read nor written',
    runbook: `${tell} pg dump_stuck, then bring back the disks and nodes that are down`,
  },
  {
    name: 'CephDataDamaged',
    expression: `max by (name) (ceph_health_detail{${mgr},name=~"PG_DAMAGED|OSD_SCRUB_ERRORS|OBJECT_UNFOUND"}) == 1`,
    holds: '5m',
    severity: 'critical',
    summary: 'Copies of data differ or are lost ({{ $labels.name }})',
    runbook: `${tell} health detail; for an inconsistent placement group: ${tell} pg repair <id>, and replace the disk that read wrongly`,
  },
  {
    name: 'CephSlow',
    expression: `max(ceph_healthcheck_slow_ops{${mgr}}) > 0`,
    holds: '10m',
    severity: 'warning',
    summary: 'Requests to disks take longer than 30 seconds',
    runbook: `${tell} health detail names the disks; is one failing, is the network full?`,
  },
  {
    name: 'CephUnwatched',
    expression: `absent(up{${mgr}} == 1)`,
    holds: '15m',
    severity: 'critical',
    summary: "Ceph's manager does not answer: nobody sees how storage fares, and no volume is made",
    runbook: 'kubectl -n rook-ceph get pods -l app=rook-ceph-mgr, then their events and logs',
  },
  {
    name: 'RookOperatorDown',
    expression: 'absent(up{namespace="rook-ceph",job="rook-ceph-operator"} == 1)',
    holds: '15m',
    severity: 'warning',
    summary: 'The Rook operator does not answer: Ceph runs on, but nothing replaces what fails',
    runbook: 'kubectl -n rook-ceph describe deploy rook-ceph-operator, then its logs',
  },
  {
    name: 'RookNotConverging',
    expression:
      'sum by (job, controller) (increase(controller_runtime_reconcile_errors_total{namespace="rook-ceph",job=~"rook-ceph-operator|ceph-csi-operator"}[15m])) > 0',
    holds: '1h',
    severity: 'warning',
    summary: '{{ $labels.controller }} has failed for an hour to make the cluster what Git says',
    runbook: 'kubectl -n rook-ceph logs deploy/{{ $labels.job }} --since=1h, lines with E',
  },
];
