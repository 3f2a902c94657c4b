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
  /** Volumes, Services, ConfigMaps, Secrets: they end in etcd, which all tenants share. */
  readonly objects: number;
}

/**
 * Each size is four times the one before. CPU and memory stand as 1 to 4 GiB, as on most nodes, so that full quotas fill nodes evenly;
 * small holds a web application in two copies with its database, large some twenty of these.
 */
export const sizes: Readonly<Record<NamespaceSize, NamespaceAmounts>> = {
  small: { cpu: 1, memory: 4, pods: 20, storage: 20, objects: 25 },
  medium: { cpu: 4, memory: 16, pods: 60, storage: 100, objects: 50 },
  large: { cpu: 16, memory: 64, pods: 200, storage: 500, objects: 100 },
};

/** How much more CPU pods may use than they request. */
export const cpuBurst = 4;

/** What a container gets that names nothing: the least that a small web server starts with. */
export const containerDefaults = {
  request: { cpu: '50m', memory: '128Mi' },
  limit: { cpu: '500m', memory: '128Mi' },
} as const;
