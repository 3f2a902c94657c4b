import type { Construct } from 'constructs';
import { type ClusterTenant, namespacesOf } from '../../config/tenants.ts';
import type { Store } from '../../kit/backup-store.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { minutesOf } from '../../kit/duration.ts';
import { keepAnnotations, resource } from '../../kit/resource.ts';
import { type Schedule as ScheduleConfig, schedulesOf, type VeleroConfig } from './config.ts';
import { namespace } from './names.ts';
import type { BackupStorageLocation, Schedule } from './types.ts';

/** The location of this cluster's own backups. */
export const own = 'default';

/** Where backups go, below the cluster's own name; and where another cluster's are read. */
export function locations(scope: Construct, config: VeleroConfig, cluster: ClusterContext, store: Store): void {
  const location = (name: string, id: string): void =>
    resource<BackupStorageLocation>(scope, {
      apiVersion: 'velero.io/v1',
      kind: 'BackupStorageLocation',
      metadata: { name, annotations: keepAnnotations },
      spec: {
        provider: 'velero.io/aws',
        default: name === own,
        accessMode: name === own ? 'ReadWrite' : 'ReadOnly',
        objectStorage: { bucket: store.bucket, prefix: `${id}/velero`, ...certificates(config, cluster) },
        config: {
          region: store.region,
          s3Url: store.endpoint,
          s3ForcePathStyle: 'true',
          // Ceph and others refuse the checksums of Amazon's client: https://github.com/vmware-tanzu/velero-plugin-for-aws/blob/v1.14.3/README.md
          checksumAlgorithm: '',
        },
      },
    });
  location(own, cluster.id);
  if (config.source !== undefined) location('source', config.source);
}

/** Whether the object store's certificate is judged by the site's CAs: by them alone, so never beside a public one. */
export function trustsSite({ storeCa }: VeleroConfig, { airGapped }: ClusterContext): boolean {
  return (storeCa ?? (airGapped ? 'site' : 'public')) === 'site';
}

/** In the object itself: by caCertRef it would have to stand in a Secret, and it is public. */
function certificates(config: VeleroConfig, cluster: ClusterContext): { readonly caCert?: string } {
  const pem = cluster.trust.certificates;
  return pem === undefined || !trustsSite(config, cluster) ? {} : { caCert: Buffer.from(pem).toString('base64') };
}

/** The site's own. Those with volumes leave out tenants, which have schedules of their own: what a tenant wants gone would be kept here. */
export function schedules(scope: Construct, config: VeleroConfig, tenants: readonly ClusterTenant[]): void {
  const theirs = tenants.flatMap(namespacesOf);
  for (const [name, schedule] of schedulesOf(config))
    resource<Schedule>(scope, {
      apiVersion: 'velero.io/v1',
      kind: 'Schedule',
      metadata: { name },
      spec: { schedule: schedule.cron, template: template(schedule, schedule.volumes === 'none' ? [] : theirs) },
    });
}

function template({ ttl, volumes, includedNamespaces, excludedNamespaces }: ScheduleConfig, others: readonly string[]): Schedule['spec']['template'] {
  return {
    storageLocation: own,
    ttl: duration(ttl),
    includedNamespaces,
    excludedNamespaces: [...new Set([namespace, ...excludedNamespaces, ...others])],
    snapshotVolumes: volumes !== 'none',
    snapshotMoveData: volumes === 'off-site',
  };
}

/** As Go writes it: Velero would write any other spelling so. */
export function duration(span: string): string {
  const minutes = minutesOf(span);
  return `${Math.floor(minutes / 60)}h${minutes % 60}m0s`;
}
