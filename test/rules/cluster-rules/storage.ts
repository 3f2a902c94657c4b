import type { RuleCase } from '../rule-case.ts';

const state = 'job="kube-state-metrics",instance="10.42.0.9:8080"';
const claim = 'namespace="shop",persistentvolumeclaim="data"';
const kubelet = `job="kubelet",node="a",${claim}`;
const labels = { namespace: 'shop', persistentvolumeclaim: 'data' };

const free = (values: string) => ({
  [`kubelet_volume_stats_available_bytes{${kubelet}}`]: values,
  [`kubelet_volume_stats_capacity_bytes{${kubelet}}`]: '100e9x1000',
});
const phase = (name: string, values: string) => ({ [`kube_persistentvolumeclaim_status_phase{${state},${claim},phase="${name}"}`]: values });

export const storageCases: readonly RuleCase[] = [
  // 19 GB at first, 5 MB less each minute: empty after less than three days.
  { name: 'tells of a volume that fills within four days', rule: 'VolumeFills', series: free('19e9-5000000x1000'), at: '8h', fires: [labels] },
  { name: 'is quiet about a volume that is half empty', rule: 'VolumeFills', series: free('50e9-5000000x1000'), at: '8h' },
  { name: 'tells of a volume with 3 % left', rule: 'VolumeFull', series: free('3e9x30'), at: '10m', fires: [labels] },
  { name: 'is quiet about a volume with a tenth left', rule: 'VolumeFull', series: free('10e9x30'), at: '10m' },
  {
    name: 'tells of a volume with hardly an inode left',
    rule: 'VolumeInodesFull',
    series: { [`kubelet_volume_stats_inodes{${kubelet}}`]: '1000x40', [`kubelet_volume_stats_inodes_free{${kubelet}}`]: '20x40' },
    at: '20m',
    fires: [labels],
  },
  {
    name: 'is quiet about a file system that counts no inodes',
    rule: 'VolumeInodesFull',
    series: { [`kubelet_volume_stats_inodes{${kubelet}}`]: '0x40', [`kubelet_volume_stats_inodes_free{${kubelet}}`]: '0x40' },
    at: '20m',
  },
  { name: 'tells of a claim without a volume', rule: 'ClaimPending', series: phase('Pending', '1x60'), at: '35m', fires: [labels] },
  {
    name: 'is quiet about a claim that was bound in ten minutes',
    rule: 'ClaimPending',
    series: { ...phase('Pending', '1x10 0x50'), ...phase('Bound', '0x10 1x50') },
    at: '35m',
  },
  { name: 'tells of a claim whose volume is gone', rule: 'ClaimLost', series: phase('Lost', '1x20'), at: '10m', fires: [labels] },
  { name: 'is quiet about a claim that is bound', rule: 'ClaimLost', series: { ...phase('Lost', '0x20'), ...phase('Bound', '1x20') }, at: '10m' },
  {
    name: 'tells of a volume that could not be removed',
    rule: 'VolumeFailed',
    series: { [`kube_persistentvolume_status_phase{${state},persistentvolume="pv-1",phase="Failed"}`]: '1x40' },
    at: '20m',
    fires: [{ persistentvolume: 'pv-1' }],
  },
  {
    name: 'is quiet about a volume that is kept',
    rule: 'VolumeFailed',
    series: {
      [`kube_persistentvolume_status_phase{${state},persistentvolume="pv-1",phase="Failed"}`]: '0x40',
      [`kube_persistentvolume_status_phase{${state},persistentvolume="pv-1",phase="Released"}`]: '1x40',
    },
    at: '20m',
  },
];
