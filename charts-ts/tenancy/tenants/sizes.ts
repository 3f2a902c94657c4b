import type { NamespaceSize } from '../../config/tenant.ts';

/** What a namespace may ask for together, as ResourceQuota counts it. */
export interface NamespaceAmounts {
  /** CPU that its pods may request; they may use four times as much, since CPU that others leave is free to take. */
  readonly cpu: number;
  /** GiB of memory that its pods may request, and use: memory that is promised twice is taken from a neighbour by killing it. */
  readonly memory: number;
  readonly pods: number;
  /** GiB of all volumes together. */
  readonly storage: number;
  /**
   * GiB that its pods may fill of the nodes' own disks: emptyDirs, logs, and what containers write beside volumes. When a disk is full, the
   * kubelet evicts neighbours too: https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
   */
  readonly disk: number;
  /** Secrets, and of each kind in kit/tenant-kinds.ts: they end in etcd, which all tenants share, and controllers of all work on them. */
  readonly objects: number;
}

/**
 * Each size is four times the one before. CPU and memory stand as 1 to 4 GiB, as on most nodes, so that full quotas fill nodes evenly;
 * small holds a web application in two copies with its database, large some twenty of these. Disk is what as many containers get without
 * asking as the CPU is enough for without asking.
 */
export const sizes: Readonly<Record<NamespaceSize, NamespaceAmounts>> = {
  small: { cpu: 1, memory: 4, pods: 20, storage: 20, disk: 20, objects: 25 },
  medium: { cpu: 4, memory: 16, pods: 60, storage: 100, disk: 80, objects: 50 },
  large: { cpu: 16, memory: 64, pods: 200, storage: 500, disk: 320, objects: 100 },
};

/** How much more CPU pods may use than they request. */
export const cpuBurst = 4;

/**
 * What is counted otherwise than `objects`. A CronJob keeps three Jobs that succeeded and one that failed; the platform has network policies
 * of its own for each connection. https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits
 */
export const timesObjects: Readonly<Record<string, number>> = { Job: 4, NetworkPolicy: 2 };

/**
 * What a container gets that names nothing: the least that a small web server starts with. Of the node's disk it requests what the kubelet
 * keeps of its log (five files of 10Mi), with as much for a scratch folder; quotas let a container pass that names none, so this bounds it.
 * https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation
 */
export const containerDefaults = {
  request: { cpu: '50m', memory: '128Mi', 'ephemeral-storage': '128Mi' },
  limit: { cpu: '500m', memory: '128Mi', 'ephemeral-storage': '1Gi' },
} as const;
