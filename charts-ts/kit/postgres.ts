import type { Construct } from 'constructs';
import { quantity } from '../config/values.ts';
import { type Store, toBackupStore } from './backup-store.ts';
import type { ClusterContext } from './component.ts';
import { longestGap } from './cron.ts';
import { type Alert, alerts, type Metrics, podMonitor, scrapes } from './metrics.ts';
import { allow, pods, type Traffic, toApiServer } from './network.ts';
import { archiving, type Bundle, objectStores, recovery, scheduledBackup } from './postgres-backup.ts';
import { type PostgresConfig, type PostgresName, postgresLabels } from './postgres-config.ts';
import type { PostgresCluster } from './postgres-kinds.ts';
import { keepAnnotations, resource } from './resource.ts';

/** Ports of each copy: the database, the instance manager that the operator talks to, and metrics. */
const ports = { postgres: 5432, manager: 8000, metrics: 9187 } as const;

export interface PostgresOptions extends PostgresName {
  /** Its configuration: the component's schema has `PostgresConfig` at some key. */
  readonly config: PostgresConfig;
  readonly cluster: ClusterContext;
  /** The fact of the capability `postgres`. */
  readonly postgres: {
    readonly namespace: string;
    readonly podLabels: Readonly<Record<string, string>>;
    readonly imageCatalog: string;
    readonly backups: boolean;
  };
  /** Of the capability `block-storage`. */
  readonly storageClass: string;
  /** None where its pods are not the platform's: a tenant's take no room from others. */
  readonly priorityClass: string | undefined;
  readonly metrics: Metrics | undefined;
  /** The fact of the capability `trust-bundle`: with it, the object store's certificate may come from the site's CA. */
  readonly trustBundle: Bundle | undefined;
  /** Who may use the database. */
  readonly clients: Traffic['peers'];
  /** What the names of its network policy, monitor and alerts begin with; nothing when left out. */
  readonly prefix?: string;
  /** True where nothing of it should run, and all data stay: https://cloudnative-pg.io/documentation/1.30/declarative_hibernation/ */
  readonly asleep?: boolean;
  /** Labels of the cluster's object beside the common ones. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of it beside those that keep it. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * A PostgreSQL cluster with its backups, metrics, alerts and network policy. Clients connect to `<name>-rw` on 5432, with TLS,
 * as the Secret `<name>-app` says, which the operator makes; its CA is in `<name>-ca`. A component that uses it takes
 * `postgresPods`, `postgresSecrets` and `postgresMistakes` into its own data. docs/databases.md tells how to restore.
 */
export function postgresCluster(scope: Construct, options: PostgresOptions): void {
  const { name, namespace, cluster, metrics, config, prefix = '', asleep = false, labels, annotations } = options;
  // What must be restored is never made empty because the plugin is missing: then it waits for the plugin.
  const store = options.postgres.backups || config.restore !== undefined ? cluster.backups : undefined;
  resource<PostgresCluster>(scope, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: {
      name,
      namespace,
      ...(labels === undefined ? {} : { labels }),
      annotations: { ...keepAnnotations, ...(asleep ? { 'cnpg.io/hibernation': 'on' } : {}), ...annotations },
    },
    spec: {
      ...instances(options),
      ...(store === undefined ? empty(config) : { ...archiving(options, options.trustBundle), ...(recovery(options) ?? empty(config)) }),
    },
  });
  if (store !== undefined) {
    objectStores(scope, options, store, options.trustBundle);
    if (!asleep) scheduledBackup(scope, options);
  }
  traffic(scope, options, store);
  if (asleep) return;
  podMonitor(scope, metrics, `${prefix}${name}`, 'metrics', {}, postgresLabels(name), namespace);
  alerts(scope, metrics, `${prefix}${name}-postgres`, ownAlerts(name, namespace, config, store), [], namespace);
}

/** How many copies there are, where they run and what they get. */
function instances({ name, config, cluster, postgres, storageClass, priorityClass }: PostgresOptions): Omit<PostgresCluster['spec'], 'bootstrap'> {
  const { instances: count, size } = config;
  const workers = cluster.nodes.filter(({ role }) => role !== 'control-plane').reduce((sum, group) => sum + group.count, 0);
  return {
    instances: count,
    imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ClusterImageCatalog', name: postgres.imageCatalog, major: config.major },
    ...(priorityClass === undefined ? {} : { priorityClassName: priorityClass }),
    // A budget for the only copy would keep its node from ever being drained.
    enablePDB: count > 1,
    enableSuperuserAccess: false,
    primaryUpdateMethod: count > 1 ? 'switchover' : 'restart',
    storage: { size: config.disk, storageClass },
    resources: { requests: { cpu: size.cpu, memory: size.memory }, limits: { cpu: size.cpuLimit, memory: size.memory } },
    affinity: { enablePodAntiAffinity: true, podAntiAffinityType: count <= workers ? 'required' : 'preferred', topologyKey: 'kubernetes.io/hostname' },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: postgresLabels(name) },
      },
    ],
    postgresql: {
      // A quarter of the memory: https://www.postgresql.org/docs/18/runtime-config-resource.html#GUC-SHARED-BUFFERS
      parameters: { shared_buffers: `${Math.floor(quantity(size.memory) / 4 / 2 ** 20)}MB` },
      // With two copies a lost one must not stop all writing, so only three make sure of each transaction.
      ...(count < 3 ? {} : { synchronous: { method: 'any', number: 1, dataDurability: 'required', failoverQuorum: true } }),
    },
  };
}

function empty({ database, owner }: PostgresConfig): Pick<PostgresCluster['spec'], 'bootstrap'> {
  return { bootstrap: { initdb: { database, owner, dataChecksums: true } } };
}

/** The operator and the copies talk to each other; copies tell the API server who is written to; the sidecar writes to the object store. */
function traffic(scope: Construct, { name, namespace, cluster, postgres, metrics, clients, prefix = '' }: PostgresOptions, store: Store | undefined): void {
  const labels = postgresLabels(name);
  const each: Traffic = { peers: [{ podSelector: { matchLabels: labels } }], ports: [ports.postgres, ports.manager] };
  allow(
    scope,
    `${prefix}${name}`,
    {
      from: [
        { peers: pods(postgres.namespace, postgres.podLabels), ports: [ports.manager, ports.postgres] },
        each,
        ...(clients.length === 0 ? [] : [{ peers: clients, ports: [ports.postgres] }]),
        ...scrapes(metrics, ports.metrics),
      ],
      to: [each, toApiServer(cluster), ...(store === undefined ? [] : [toBackupStore(cluster, store)])],
    },
    labels,
    namespace,
  );
}

/** Alerts that need to know how it should be; those that hold for every cluster are CloudNativePG's. */
function ownAlerts(name: string, namespace: string, { instances: count, schedule }: PostgresConfig, store: Store | undefined): Alert[] {
  const up = `cnpg_collector_up{namespace="${namespace}",cluster="${name}"} == 1`;
  const last = `max by (namespace) (barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{namespace="${namespace}",pod=~"${name}-[0-9]+"})`;
  const labels = { namespace, cluster: name };
  return [
    {
      name: 'PostgresDown',
      labels,
      expression: `absent(${up})`,
      holds: '5m',
      severity: 'critical',
      summary: `PostgreSQL ${namespace}/${name} does not answer`,
      runbook: `kubectl -n ${namespace} describe cluster.postgresql.cnpg.io ${name}, then events and logs of its pods; a full disk: raise disk`,
    },
    ...(count === 1
      ? []
      : [
          {
            name: 'PostgresCopyMissing',
            labels,
            expression: `count by (namespace, cluster) (${up}) < ${count}`,
            holds: '15m',
            severity: 'warning',
            summary: `PostgreSQL ${namespace}/${name} has {{ $value }} of ${count} copies`,
            runbook: `kubectl -n ${namespace} get pods -l cnpg.io/cluster=${name}; a copy whose volume is lost: delete its pod and its claim, and it is made anew`,
          } as const,
        ]),
    ...(store === undefined
      ? []
      : [
          {
            name: 'PostgresBackupMissed',
            labels,
            expression: `time() - ${last} > ${2 * (longestGap(schedule) ?? 0)}`,
            holds: '1h',
            severity: 'critical',
            summary: `PostgreSQL ${namespace}/${name} has had no whole backup for two times its schedule`,
            runbook: `kubectl -n ${namespace} get backups.postgresql.cnpg.io; describe the last; is the object store reached, are the keys in backup-store right?`,
          } as const,
        ]),
  ];
}
