import { z } from 'zod';
import type { TenantDatabase } from '../../config/tenant-services.ts';
import { type ClusterTenant, namespaceOf } from '../../config/tenants.ts';
import { backupStore } from '../../kit/backup-store.ts';
import { blockStorage, metrics, namespaces, postgres, trustBundle } from '../../kit/capability.ts';
import { type ClusterContext, component, type OperatedPods, type SuppliedSecret } from '../../kit/component.ts';
import { minutesOf } from '../../kit/duration.ts';
import { platformPrefix, polder } from '../../kit/labels.ts';
import { allow } from '../../kit/network.ts';
import { postgresCluster } from '../../kit/postgres.ts';
import { PostgresConfig, postgresLabels, postgresPods } from '../../kit/postgres-config.ts';
import { addToTenantRole } from '../../kit/tenant-roles.ts';

const name = 'databases-of-tenants';
const read = ['get', 'list', 'watch'];

/** PostgreSQL for tenants, in their own namespaces: it counts against their quota, and they look at it with their own rights. */
export const databasesOfTenants = component({
  name,
  area: 'tenancy',
  purpose: 'PostgreSQL databases that tenants ask for in their files, each in their own namespace with its backups and alerts',
  homepage: 'https://cloudnative-pg.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF sandbox',
  choice: { runnerUp: 'a Cluster that each team writes itself', because: 'backups, alerts, network policies and an end that loses nothing come with one line' },
  upgrade: 'Follows cloudnative-pg.',
  images: {},
  crds: [],
  // Each object of a tenant names its own.
  namespace: { name: 'kube-system', podSecurity: 'privileged' },
  config: z.strictObject({}),
  profiles: {},
  needs: { namespaces, postgres, blockStorage },
  wants: { metrics, trustBundle },
  supplies: ({ cluster }) => keysOf(cluster),
  operated: ({ cluster }) => cluster.tenants.flatMap((tenant) => podsOf(tenant, cluster)),
  offers: () => [],
  build(scope) {
    addToTenantRole(scope, 'postgres', 'viewer', [
      { apiGroups: ['postgresql.cnpg.io'], resources: ['backups', 'clusters', 'scheduledbackups'], verbs: read },
      { apiGroups: ['barmancloud.cnpg.io'], resources: ['objectstores'], verbs: read },
    ]);
  },
  forTenants: {
    application: (tenant) => `tenant-${tenant}.databases`,
    asks: ({ config }) => (Object.keys(config.databases).length === 0 ? undefined : ['databases']),
    build(scope, tenant, { cluster, needs, wants }) {
      const databases = Object.entries(tenant.config.databases);
      for (const [database, settings] of databases)
        postgresCluster(scope, {
          name: database,
          namespace: namespaceOf(tenant, settings.namespace),
          prefix: `${platformPrefix}database-`,
          labels: { [polder.protected]: 'true' },
          config: configOf(tenant, settings),
          cluster,
          postgres: needs.postgres,
          storageClass: needs.blockStorage.storageClass,
          // Of a tenant: it takes no room from the platform.
          priorityClass: undefined,
          metrics: wants.metrics,
          trustBundle: wants.trustBundle,
          // What has left runs nothing, and keeps its data until people delete it.
          asleep: isAsleep(tenant, settings),
          annotations: settings.confirm === undefined ? {} : { [polder.allowDeletion]: database },
          // The namespace is what shares a password.
          clients: isAsleep(tenant, settings) ? [] : [{ podSelector: {} }],
        });
      const awake = databases.filter(([, settings]) => !isAsleep(tenant, settings));
      for (const namespace of new Set(awake.map(([, settings]) => settings.namespace))) {
        const own = awake.filter(([, settings]) => settings.namespace === namespace);
        const peers = own.map(([database]) => ({ podSelector: { matchLabels: postgresLabels(database) } }));
        allow(scope, `${platformPrefix}to-databases`, { to: [{ peers, ports: [5432] }] }, {}, namespaceOf(tenant, namespace));
      }
    },
  },
});

function isAsleep({ archived }: ClusterTenant, { leaving }: TenantDatabase): boolean {
  return archived !== undefined || leaving;
}

function configOf({ config: { retention } }: ClusterTenant, { instances, volume }: TenantDatabase): PostgresConfig {
  return PostgresConfig.parse({ instances, disk: volume, retention: wholeDays(retention.backups) });
}

/** A span as the Barman Cloud plugin writes it, which knows days, weeks and months (m): at least what was asked for. */
function wholeDays(span: string): string {
  return `${Math.ceil(minutesOf(span) / (24 * 60))}d`;
}

function podsOf(tenant: ClusterTenant, cluster: ClusterContext): OperatedPods[] {
  return Object.entries(tenant.config.databases).flatMap(([database, settings]) =>
    postgresPods({ name: database }, configOf(tenant, settings), cluster).map((pods) => ({ ...pods, namespace: namespaceOf(tenant, settings.namespace) })),
  );
}

/** Whoever runs pods in the namespace can read these keys: so they open its own backups, and no others. */
function keysOf({ id, backups, tenants }: ClusterContext): SuppliedSecret[] {
  if (backups === undefined) return [];
  return tenants.flatMap((tenant) =>
    [...new Set(Object.values(tenant.config.databases).map(({ namespace }) => namespaceOf(tenant, namespace)))].map((namespace) => ({
      name: backupStore.name,
      namespace,
      keys: [backupStore.accessKeyId, backupStore.secretAccessKey],
      purpose: `the keys of the object store for the backups of ${tenant.name}'s databases, for the bucket ${backups.bucket} at ${backups.endpoint}: reading, writing and deleting below ${id}/postgres/${namespace}/ and nowhere else, since the tenant's own pods can read them; from whoever runs that store`,
    })),
  );
}
