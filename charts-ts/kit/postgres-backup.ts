import type { Construct } from 'constructs';
import { backupStore, type Store } from './backup-store.ts';
import type { ClusterContext } from './component.ts';
import type { PostgresConfig, PostgresName } from './postgres-config.ts';
import type { ObjectStore, PostgresCluster, ScheduledBackup } from './postgres-kinds.ts';
import { keepAnnotations, resource, step } from './resource.ts';

/** https://cloudnative-pg.io/plugin-barman-cloud/ */
const plugin = 'barman-cloud.cloudnative-pg.io';

/** What the cluster calls the archive that it is restored from. */
const source = 'archive';

/** The fact that the capability `trust-bundle` carries. */
export interface Bundle {
  readonly configMap: string;
  readonly key: string;
}

interface Archived extends PostgresName {
  readonly config: PostgresConfig;
  readonly cluster: ClusterContext;
  /** Nothing of it runs: its archive is at its end, and of this program, which deletes what is too old, nothing runs either. */
  readonly asleep?: boolean;
}

/** Archives what is written as it is written, and mounts the CAs to know the object store by, below /projected. */
export function archiving(
  { name, config, asleep = false }: Archived,
  bundle: Bundle | undefined,
): Pick<PostgresCluster['spec'], 'plugins' | 'projectedVolumeTemplate' | 'inheritedMetadata'> {
  return {
    // Velero leaves its volumes alone: an old one that came back would write another history into the archive. Not while it sleeps: its
    // volumes are whole then, and a second way back. The operator changes labels and removes none; Velero wants this one to be "true".
    inheritedMetadata: { labels: { 'velero.io/exclude-from-backup': String(!asleep) } },
    plugins: [{ name: plugin, isWALArchiver: true, parameters: { barmanObjectName: name, serverName: config.archive ?? name } }],
    ...(bundle === undefined
      ? {}
      : { projectedVolumeTemplate: { sources: [{ configMap: { name: bundle.configMap, items: [{ key: bundle.key, path: bundle.key }] } }] } }),
  };
}

/** Makes the cluster from an archive; undefined where none is named. */
export function recovery({ name, config }: Archived): Pick<PostgresCluster['spec'], 'bootstrap' | 'externalClusters'> | undefined {
  const { restore, database, owner } = config;
  if (restore === undefined) return undefined;
  return {
    bootstrap: { recovery: { source, database, owner, ...(restore.at === undefined ? {} : { recoveryTarget: { targetTime: restore.at } }) } },
    externalClusters: [{ name: source, plugin: { name: plugin, parameters: { barmanObjectName: `${name}-${source}`, serverName: restore.from } } }],
  };
}

/** Where it archives to, and where it is restored from. */
export function objectStores(scope: Construct, archived: Archived, store: Store, bundle: Bundle | undefined): void {
  const { name, namespace, cluster, config } = archived;
  const { restore } = config;
  const configuration = (id: string, of: string): ObjectStore['spec']['configuration'] => ({
    destinationPath: `s3://${store.bucket}/${id}/postgres/${of}/`,
    endpointURL: store.endpoint,
    s3Credentials: {
      accessKeyId: { name: backupStore.name, key: backupStore.accessKeyId },
      secretAccessKey: { name: backupStore.name, key: backupStore.secretAccessKey },
    },
    wal: { compression: 'gzip', maxParallel: 2 },
    data: { compression: 'gzip' },
  });
  const objectStore = (named: string, spec: Omit<ObjectStore['spec'], 'instanceSidecarConfiguration'>) =>
    resource<ObjectStore>(scope, {
      apiVersion: 'barmancloud.cnpg.io/v1',
      kind: 'ObjectStore',
      metadata: { name: named, namespace, annotations: keepAnnotations },
      spec: { ...spec, instanceSidecarConfiguration: sidecar(config, store, bundle) },
    });

  objectStore(name, { configuration: configuration(cluster.id, namespace), retentionPolicy: config.retention });
  if (restore !== undefined) objectStore(`${name}-${source}`, { configuration: configuration(restore.cluster ?? cluster.id, restore.namespace ?? namespace) });
}

function sidecar({ sidecar: size }: PostgresConfig, { region }: Store, bundle: Bundle | undefined): ObjectStore['spec']['instanceSidecarConfiguration'] {
  return {
    resources: { requests: { cpu: size.cpu, memory: size.memory }, limits: { cpu: size.cpuLimit, memory: size.memory } },
    env: [
      { name: 'AWS_DEFAULT_REGION', value: region },
      // Stores other than Amazon's may refuse the checksums that its client sends by itself: https://github.com/cloudnative-pg/plugin-barman-cloud/issues/393
      { name: 'AWS_REQUEST_CHECKSUM_CALCULATION', value: 'when_required' },
      { name: 'AWS_RESPONSE_CHECKSUM_VALIDATION', value: 'when_required' },
      // By the plugin's own field the CAs would have to stand in a Secret.
      ...(bundle === undefined ? [] : [{ name: 'AWS_CA_BUNDLE', value: `/projected/${bundle.key}` }]),
    ],
  };
}

/** Whole backups; the first at once, so that what is archived can be used. */
export function scheduledBackup(scope: Construct, { name, namespace, config }: Archived): void {
  resource<ScheduledBackup>(scope, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    metadata: { name, namespace, annotations: step(1) },
    spec: {
      schedule: `0 ${config.schedule}`,
      immediate: true,
      backupOwnerReference: 'self',
      cluster: { name },
      method: 'plugin',
      pluginConfiguration: { name: plugin },
    },
  });
}
