import type { Alert } from '../../kit/metrics.ts';

const by = 'max by (namespace, persistentvolumeclaim)';
const free = `${by} (kubelet_volume_stats_available_bytes) / ${by} (kubelet_volume_stats_capacity_bytes)`;
const claim = '{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }}';
const grow =
  'kubectl -n {{ $labels.namespace }} patch pvc {{ $labels.persistentvolumeclaim }} --type merge -p \'{"spec":{"resources":{"requests":{"storage":"…"}}}}\', where its class allows it; what is in Git: there';

/** Volumes, as the kubelets that mount them see them, and claims. */
export const storageAlerts: readonly Alert[] = [
  {
    name: 'VolumeFills',
    expression: `${free} < 0.2 and ${by} (predict_linear(kubelet_volume_stats_available_bytes[6h], 4 * 24 * 60 * 60)) < 0`,
    holds: '1h',
    severity: 'warning',
    summary: `The volume of ${claim} is full within four days at this pace`,
    runbook: grow,
  },
  {
    name: 'VolumeFull',
    expression: `${free} < 0.05`,
    holds: '5m',
    severity: 'critical',
    summary: `{{ $value | humanizePercentage }} is left of the volume of ${claim}`,
    runbook: grow,
  },
  {
    name: 'VolumeInodesFull',
    expression: `${by} (kubelet_volume_stats_inodes_free) / ${by} (kubelet_volume_stats_inodes > 0) < 0.05`,
    holds: '15m',
    severity: 'critical',
    summary: `{{ $value | humanizePercentage }} of the inodes is left on the volume of ${claim}`,
    runbook: 'many small files: remove some, or grow the volume (ext4 gets more inodes with it)',
  },
  {
    name: 'ClaimPending',
    expression: `${by} (kube_persistentvolumeclaim_status_phase{phase="Pending"}) == 1`,
    holds: '30m',
    severity: 'warning',
    summary: `The claim ${claim} has no volume`,
    runbook:
      'kubectl -n {{ $labels.namespace }} describe pvc {{ $labels.persistentvolumeclaim }}: WaitForFirstConsumer means that no pod uses it; else see the driver of its class',
  },
  {
    name: 'ClaimLost',
    expression: `${by} (kube_persistentvolumeclaim_status_phase{phase="Lost"}) == 1`,
    holds: '5m',
    severity: 'critical',
    summary: `The volume of ${claim} is gone`,
    runbook: 'kubectl -n {{ $labels.namespace }} describe pvc {{ $labels.persistentvolumeclaim }}; restore the volume from a backup',
  },
  {
    name: 'VolumeFailed',
    expression: 'max by (persistentvolume) (kube_persistentvolume_status_phase{phase="Failed"}) == 1',
    holds: '15m',
    severity: 'warning',
    summary: 'Volume {{ $labels.persistentvolume }} was to be removed, and was not',
    runbook: 'kubectl describe pv {{ $labels.persistentvolume }}: its event is what the driver said',
  },
];
