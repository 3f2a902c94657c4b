import type { RuleCase } from './rule-case.ts';

const mgr = 'namespace="rook-ceph",job="rook-ceph-mgr"';
const of = { namespace: 'rook-ceph', job: 'rook-ceph-mgr' };
const exporter = 'namespace="rook-ceph",job="rook-ceph-exporter"';
const tebibyte = 2 ** 40;

/** Bytes used of ten tebibytes, as a level and its growth each hour in tenths of a percent. */
function used(percent: number, perHour = 0): Readonly<Record<string, string>> {
  const size = 10 * tebibyte;
  const [start, step] = [Math.round((percent / 100) * size), Math.round(((perHour / 1000) * size) / 60)];
  return { [`ceph_cluster_total_used_raw_bytes{${mgr}}`]: `${start}+${step}x4400`, [`ceph_cluster_total_bytes{${mgr}}`]: `${size}x4400` };
}

export const cases: readonly RuleCase[] = [
  { name: 'tells when Ceph is in error', rule: 'CephHealthError', series: { [`ceph_health_status{${mgr}}`]: '2x10' }, at: '5m', fires: [{}] },
  { name: 'calls no warning an error', rule: 'CephHealthError', series: { [`ceph_health_status{${mgr}}`]: '1x20' }, at: '15m' },
  { name: 'tells of a warning that stays', rule: 'CephHealthWarning', series: { [`ceph_health_status{${mgr}}`]: '1x40' }, at: '30m', fires: [{}] },
  { name: 'is quiet about a warning that passes', rule: 'CephHealthWarning', series: { [`ceph_health_status{${mgr}}`]: '1x20 0x20' }, at: '35m' },
  {
    name: 'names the monitor that is out of quorum',
    rule: 'CephMonitorOutOfQuorum',
    series: { [`ceph_mon_quorum_status{${mgr},ceph_daemon="mon.a"}`]: '1x20', [`ceph_mon_quorum_status{${mgr},ceph_daemon="mon.b"}`]: '0x20' },
    at: '10m',
    fires: [{ ...of, ceph_daemon: 'mon.b' }],
  },
  {
    name: 'is quiet while all monitors agree',
    rule: 'CephMonitorOutOfQuorum',
    series: { [`ceph_mon_quorum_status{${mgr},ceph_daemon="mon.a"}`]: '1x20' },
    at: '20m',
  },
  {
    name: 'names the disk that is down',
    rule: 'CephDiskDown',
    series: { [`ceph_osd_up{${mgr},ceph_daemon="osd.0"}`]: '1x20', [`ceph_osd_up{${mgr},ceph_daemon="osd.1"}`]: '0x20' },
    at: '10m',
    fires: [{ ...of, ceph_daemon: 'osd.1' }],
  },
  { name: 'is quiet about a disk whose node restarts', rule: 'CephDiskDown', series: { [`ceph_osd_up{${mgr},ceph_daemon="osd.1"}`]: '0x8 1x20' }, at: '15m' },
  {
    name: 'tells of a disk that is about to fail',
    rule: 'CephDiskFailing',
    series: { [`ceph_health_detail{${mgr},name="DEVICE_HEALTH",severity="HEALTH_WARN"}`]: '1x20' },
    at: '10m',
    fires: [{ name: 'DEVICE_HEALTH' }],
  },
  {
    name: 'is quiet about a disk that was replaced',
    rule: 'CephDiskFailing',
    series: { [`ceph_health_detail{${mgr},name="DEVICE_HEALTH",severity="HEALTH_WARN"}`]: '0x20' },
    at: '10m',
  },
  {
    name: 'names the disk that fills up',
    rule: 'CephDiskFilling',
    series: {
      [`ceph_osd_stat_bytes_used{${exporter},ceph_daemon="osd.3"}`]: '81x30',
      [`ceph_osd_stat_bytes{${exporter},ceph_daemon="osd.3"}`]: '100x30',
      [`ceph_osd_stat_bytes_used{${exporter},ceph_daemon="osd.4"}`]: '60x30',
      [`ceph_osd_stat_bytes{${exporter},ceph_daemon="osd.4"}`]: '100x30',
    },
    at: '20m',
    fires: [{ namespace: 'rook-ceph', job: 'rook-ceph-exporter', ceph_daemon: 'osd.3' }],
  },
  {
    name: 'is quiet while disks have room',
    rule: 'CephDiskFilling',
    series: {
      [`ceph_osd_stat_bytes_used{${exporter},ceph_daemon="osd.3"}`]: '79x30',
      [`ceph_osd_stat_bytes{${exporter},ceph_daemon="osd.3"}`]: '100x30',
    },
    at: '20m',
  },
  { name: 'tells when a lost node’s data would no longer fit', rule: 'CephFilling', series: used(71), at: '20m', fires: [{}] },
  { name: 'is quiet while it would', rule: 'CephFilling', series: used(69), at: '20m' },
  { name: 'tells two weeks ahead that Ceph fills up', rule: 'CephFullSoon', series: used(52, 1.5), at: '72h', fires: [{}] },
  { name: 'is quiet about slow growth', rule: 'CephFullSoon', series: used(52, 0.2), at: '72h' },
  { name: 'is quiet about the first days of an empty Ceph', rule: 'CephFullSoon', series: used(1, 3), at: '72h' },
  {
    name: 'tells when data is out of reach',
    rule: 'CephDataUnavailable',
    series: { [`ceph_pg_total{${mgr},pool_id="1"}`]: '32x20', [`ceph_pg_active{${mgr},pool_id="1"}`]: '30x20' },
    at: '5m',
    fires: [{}],
  },
  {
    name: 'is quiet while data is served, and copied again',
    rule: 'CephDataUnavailable',
    series: { [`ceph_pg_total{${mgr},pool_id="1"}`]: '32x20', [`ceph_pg_active{${mgr},pool_id="1"}`]: '32x20' },
    at: '15m',
  },
  {
    name: 'tells when copies differ',
    rule: 'CephDataDamaged',
    series: { [`ceph_health_detail{${mgr},name="PG_DAMAGED",severity="HEALTH_ERR"}`]: '1x20' },
    at: '5m',
    fires: [{ name: 'PG_DAMAGED' }],
  },
  {
    name: 'is quiet when they were repaired',
    rule: 'CephDataDamaged',
    series: { [`ceph_health_detail{${mgr},name="PG_DAMAGED",severity="HEALTH_ERR"}`]: '1x3 0x20' },
    at: '15m',
  },
  { name: 'tells of slow disks', rule: 'CephSlow', series: { [`ceph_healthcheck_slow_ops{${mgr}}`]: '12x20' }, at: '10m', fires: [{}] },
  { name: 'is quiet about one slow moment', rule: 'CephSlow', series: { [`ceph_healthcheck_slow_ops{${mgr}}`]: '3x5 0x20' }, at: '15m' },
  { name: 'tells when no manager answers', rule: 'CephUnwatched', series: { [`up{${mgr}}`]: '0x20' }, at: '15m', fires: [{}] },
  { name: 'is quiet while the active manager answers', rule: 'CephUnwatched', series: { [`up{${mgr}}`]: '1x20' }, at: '20m' },
  {
    name: 'tells when the Rook operator is gone',
    rule: 'RookOperatorDown',
    series: { 'up{namespace="rook-ceph",job="ceph-csi-operator"}': '1x20' },
    at: '15m',
    fires: [{}],
  },
  {
    name: 'is quiet while the Rook operator answers',
    rule: 'RookOperatorDown',
    series: { 'up{namespace="rook-ceph",job="rook-ceph-operator"}': '1x20' },
    at: '20m',
  },
  {
    name: 'names what does not become as Git says',
    rule: 'RookNotConverging',
    series: { 'controller_runtime_reconcile_errors_total{namespace="rook-ceph",job="rook-ceph-operator",controller="ceph-block-pool-controller"}': '0+1x120' },
    at: '90m',
    fires: [{ job: 'rook-ceph-operator', controller: 'ceph-block-pool-controller' }],
  },
  {
    name: 'is quiet about errors at the start',
    rule: 'RookNotConverging',
    series: {
      'controller_runtime_reconcile_errors_total{namespace="rook-ceph",job="rook-ceph-operator",controller="ceph-block-pool-controller"}': '0+1x20 20x100',
    },
    at: '90m',
  },
];
