import type { RuleCase } from '../rule-case.ts';

const state = 'job="kube-state-metrics",instance="10.42.0.9:8080"';
const exported = 'job="node-exporter",namespace="node-exporter",node="a",instance="a"';
const exportedLabels = { job: 'node-exporter', namespace: 'node-exporter', node: 'a', instance: 'a' };
const disk = `${exported},device="/dev/vda1",fstype="ext4",mountpoint="/"`;
const diskLabels = { ...exportedLabels, device: '/dev/vda1', fstype: 'ext4', mountpoint: '/' };
const kubelet = 'job="kubelet",node="a",metrics_path="/metrics"';
const day = 24 * 60 * 60;

const condition = (name: string, status: string) => `kube_node_status_condition{${state},node="a",condition="${name}",status="${status}"}`;

/** A disk of 100 GB with what is free of it. */
function free(values: string, readOnly = '0x2000'): Readonly<Record<string, string>> {
  return {
    [`node_filesystem_size_bytes{${disk}}`]: '100e9x2000',
    [`node_filesystem_avail_bytes{${disk}}`]: values,
    [`node_filesystem_readonly{${disk}}`]: readOnly,
  };
}

function inodes(left: number): Readonly<Record<string, string>> {
  return {
    [`node_filesystem_files{${disk}}`]: '1000000x60',
    [`node_filesystem_files_free{${disk}}`]: `${left}x60`,
    [`node_filesystem_readonly{${disk}}`]: '0x60',
  };
}

const certificates = (ttl: number) => ({
  [`kubelet_certificate_manager_client_ttl_seconds{${kubelet}}`]: `${ttl}x90`,
  [`kubelet_certificate_manager_server_ttl_seconds{${kubelet}}`]: `${200 * day}x90`,
});

const pods = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      [`kube_pod_status_phase{${state},namespace="shop",pod="web-${index}",uid="${index}",phase="Running"}`, '1x60'],
      [`kube_pod_info{${state},namespace="shop",pod="web-${index}",uid="${index}",node="a"}`, '1x60'],
    ]).flat(),
  );

export const nodeCases: readonly RuleCase[] = [
  {
    name: 'tells which node is not ready',
    rule: 'NodeNotReady',
    series: { [condition('Ready', 'true')]: '0x10', [condition('Ready', 'unknown')]: '1x10' },
    at: '6m',
    fires: [{ node: 'a' }],
  },
  {
    name: 'is quiet about a node that was away for two minutes',
    rule: 'NodeNotReady',
    series: { [condition('Ready', 'true')]: '0x2 1x10', [condition('Ready', 'false')]: '1x2 0x10' },
    at: '8m',
  },
  {
    name: 'tells of a disk that the kubelet finds full',
    rule: 'NodePressure',
    series: { [condition('DiskPressure', 'true')]: '1x10' },
    at: '6m',
    fires: [{ node: 'a', condition: 'DiskPressure' }],
  },
  {
    name: 'is quiet about a node without pressure',
    rule: 'NodePressure',
    series: { [condition('DiskPressure', 'true')]: '0x10', [condition('DiskPressure', 'false')]: '1x10', [condition('Ready', 'true')]: '1x10' },
    at: '6m',
  },
  {
    name: 'tells of a node that somebody forgot',
    rule: 'NodeCordoned',
    series: { [`kube_node_spec_unschedulable{${state},node="a"}`]: '1x1500' },
    at: '25h',
    fires: [{ node: 'a' }],
  },
  {
    name: 'is quiet about an afternoon of maintenance',
    rule: 'NodeCordoned',
    series: { [`kube_node_spec_unschedulable{${state},node="a"}`]: '1x300 0x1200' },
    at: '25h',
  },
  {
    name: 'tells which kubelet is not read',
    rule: 'KubeletDown',
    series: { [`kube_node_info{${state},node="a"}`]: '1x30', [`kube_node_info{${state},node="b"}`]: '1x30', [`kubelet_node_name{${kubelet}}`]: '1x30' },
    at: '20m',
    fires: [{ node: 'b' }],
  },
  {
    name: 'is quiet while every kubelet is read',
    rule: 'KubeletDown',
    series: { [`kube_node_info{${state},node="a"}`]: '1x30', [`kubelet_node_name{${kubelet}}`]: '1x30' },
    at: '20m',
  },
  // 20 GB at first, 25 MB less each minute: empty after 13 hours.
  { name: 'tells of a disk that fills within a day', rule: 'NodeDiskFills', series: free('20e9-25000000x600'), at: '6h', fires: [diskLabels] },
  { name: 'is quiet about a disk that is half empty', rule: 'NodeDiskFills', series: free('60e9-25000000x600'), at: '6h' },
  { name: 'is quiet about a full disk that stays as it is', rule: 'NodeDiskFills', series: free('15e9x600'), at: '6h' },
  { name: 'tells of a disk with 5 % left', rule: 'NodeDiskFull', series: free('5e9x60'), at: '20m', fires: [diskLabels] },
  { name: 'is quiet about a disk with 10 % left', rule: 'NodeDiskFull', series: free('10e9x60'), at: '20m' },
  { name: 'is quiet about a full disk that nobody can write', rule: 'NodeDiskFull', series: free('0x60', '1x60'), at: '20m' },
  { name: 'tells of a disk with hardly an inode left', rule: 'NodeInodesFull', series: inodes(30_000), at: '20m', fires: [diskLabels] },
  { name: 'is quiet about a disk with many inodes left', rule: 'NodeInodesFull', series: inodes(500_000), at: '20m' },
  { name: 'tells of a disk that became read-only', rule: 'NodeDiskReadOnly', series: free('50e9x2000', '0x60 1x60'), at: '70m', fires: [diskLabels] },
  { name: 'is quiet about a disk that always was', rule: 'NodeDiskReadOnly', series: free('50e9x2000', '1x120'), at: '70m' },
  {
    name: 'tells of a RAID that misses a disk',
    rule: 'NodeRaidDegraded',
    series: {
      [`node_md_disks_required{${exported},device="md0"}`]: '2x30',
      [`node_md_disks{${exported},device="md0",state="active"}`]: '1x30',
      [`node_md_disks{${exported},device="md0",state="failed"}`]: '1x30',
    },
    at: '20m',
    fires: [{ node: 'a', device: 'md0' }],
  },
  {
    name: 'is quiet about a RAID that is whole',
    rule: 'NodeRaidDegraded',
    series: { [`node_md_disks_required{${exported},device="md0"}`]: '2x30', [`node_md_disks{${exported},device="md0",state="active"}`]: '2x30' },
    at: '20m',
  },
  {
    name: 'tells of a bond that lost a card',
    rule: 'NodeBondDegraded',
    series: { [`node_bonding_slaves{${exported},master="bond0"}`]: '2x30', [`node_bonding_active{${exported},master="bond0"}`]: '1x30' },
    at: '15m',
    fires: [{ ...exportedLabels, master: 'bond0' }],
  },
  {
    name: 'is quiet about a bond that is whole',
    rule: 'NodeBondDegraded',
    series: { [`node_bonding_slaves{${exported},master="bond0"}`]: '2x30', [`node_bonding_active{${exported},master="bond0"}`]: '2x30' },
    at: '15m',
  },
  {
    name: 'tells of a node with 3 % of its memory left',
    rule: 'NodeMemoryFull',
    series: { [`node_memory_MemAvailable_bytes{${exported}}`]: '3e9x30', [`node_memory_MemTotal_bytes{${exported}}`]: '100e9x30' },
    at: '20m',
    fires: [exportedLabels],
  },
  {
    name: 'is quiet about a node with a fifth of its memory left',
    rule: 'NodeMemoryFull',
    series: { [`node_memory_MemAvailable_bytes{${exported}}`]: '20e9x30', [`node_memory_MemTotal_bytes{${exported}}`]: '100e9x30' },
    at: '20m',
  },
  {
    name: 'tells of an error in memory at once',
    rule: 'NodeMemoryBroken',
    series: { [`node_edac_uncorrectable_errors_total{${exported},controller="0"}`]: '0x10 1x20' },
    at: '15m',
    fires: [{ ...exportedLabels, controller: '0' }],
  },
  {
    name: 'is quiet about an error of long ago',
    rule: 'NodeMemoryBroken',
    series: { [`node_edac_uncorrectable_errors_total{${exported},controller="0"}`]: '5x30' },
    at: '15m',
  },
  {
    name: 'tells of processors that are busy for an hour',
    rule: 'NodeCpuBusy',
    series: { [`node_cpu_seconds_total{${exported},cpu="0",mode="idle"}`]: '0+1x120', [`node_cpu_seconds_total{${exported},cpu="0",mode="user"}`]: '0+59x120' },
    at: '80m',
    fires: [{ node: 'a' }],
  },
  {
    name: 'is quiet about processors that wait for disks',
    rule: 'NodeCpuBusy',
    series: {
      [`node_cpu_seconds_total{${exported},cpu="0",mode="idle"}`]: '0+1x120',
      [`node_cpu_seconds_total{${exported},cpu="0",mode="iowait"}`]: '0+30x120',
    },
    at: '80m',
  },
  {
    name: 'tells of a clock that nothing sets',
    rule: 'NodeClockNotSynced',
    series: { [`node_timex_sync_status{${exported}}`]: '0x60', [`node_timex_maxerror_seconds{${exported}}`]: '16x60' },
    at: '40m',
    fires: [exportedLabels],
  },
  {
    name: 'is quiet about a clock that is set',
    rule: 'NodeClockNotSynced',
    series: { [`node_timex_sync_status{${exported}}`]: '1x60', [`node_timex_maxerror_seconds{${exported}}`]: '0.02x60' },
    at: '40m',
  },
  {
    name: 'tells of a clock that is off',
    rule: 'NodeClockWrong',
    series: { [`node_timex_offset_seconds{${exported}}`]: '-0.4x30' },
    at: '15m',
    fires: [exportedLabels],
  },
  {
    name: 'is quiet about a clock that is a millisecond off',
    rule: 'NodeClockWrong',
    series: { [`node_timex_offset_seconds{${exported}}`]: '0.001x30' },
    at: '15m',
  },
  {
    name: 'tells of a node with hardly a place for a pod left',
    rule: 'NodePodsFull',
    series: { ...pods(10), [`kube_node_status_allocatable{${state},node="a",resource="pods",unit="integer"}`]: '10x60' },
    at: '40m',
    fires: [{ node: 'a' }],
  },
  {
    name: 'is quiet about a node with places left',
    rule: 'NodePodsFull',
    series: { ...pods(5), [`kube_node_status_allocatable{${state},node="a",resource="pods",unit="integer"}`]: '10x60' },
    at: '40m',
  },
  { name: 'tells of a kubelet whose certificate ends', rule: 'KubeletCertificateExpires', series: certificates(2 * day), at: '70m', fires: [{ node: 'a' }] },
  { name: 'is quiet about a kubelet whose certificates are good', rule: 'KubeletCertificateExpires', series: certificates(90 * day), at: '70m' },
  {
    name: 'tells of a kubelet that cannot renew its certificate',
    rule: 'KubeletCertificateNotRenewed',
    series: { [`kubelet_server_expiration_renew_errors{${kubelet}}`]: '0+1x60' },
    at: '40m',
    fires: [{ node: 'a' }],
  },
  {
    name: 'is quiet about a kubelet that never failed to',
    rule: 'KubeletCertificateNotRenewed',
    series: {
      [`kubelet_server_expiration_renew_errors{${kubelet}}`]: '0x60',
      [`kubelet_certificate_manager_client_expiration_renew_errors{${kubelet}}`]: '0x60',
    },
    at: '40m',
  },
];
