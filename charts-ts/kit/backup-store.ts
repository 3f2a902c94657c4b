import type { ClusterContext, SuppliedSecret } from './component.ts';
import { outside, type Traffic } from './network.ts';

/** The object store of cluster.yaml's `backups`. */
export type Store = NonNullable<ClusterContext['backups']>;

/** The Secret with its keys, in each namespace that writes backups. */
export const backupStore = { name: 'backup-store', accessKeyId: 'access-key-id', secretAccessKey: 'secret-access-key' } as const;

export function backupStoreSecret({ endpoint, bucket }: Store): SuppliedSecret {
  return {
    name: backupStore.name,
    keys: [backupStore.accessKeyId, backupStore.secretAccessKey],
    purpose: `the keys of the object store for backups, for the bucket ${bucket} at ${endpoint}: reading, writing and deleting below the cluster's own name; from whoever runs that store`,
  };
}

/** The way to the object store, which is never in the cluster itself. */
export function toBackupStore(cluster: ClusterContext, { endpoint }: Store): Traffic {
  return { peers: outside(cluster), ports: [Number(new URL(endpoint).port || 443)] };
}
