import type { k8s } from 'cdk8s-plus-28';
import type { Resource } from './resource.ts';

/** https://cloudnative-pg.io/documentation/1.30/cloudnative-pg.v1/#cluster: the part that the platform writes. */
export interface PostgresCluster extends Resource {
  readonly apiVersion: 'postgresql.cnpg.io/v1';
  readonly kind: 'Cluster';
  readonly spec: {
    readonly instances: number;
    readonly imageCatalogRef: { readonly apiGroup: 'postgresql.cnpg.io'; readonly kind: 'ClusterImageCatalog'; readonly name: string; readonly major: number };
    readonly priorityClassName?: string;
    /** On everything that the operator makes for it. */
    readonly inheritedMetadata?: { readonly labels: Readonly<Record<string, string>> };
    readonly enablePDB: boolean;
    readonly enableSuperuserAccess: false;
    readonly primaryUpdateMethod: 'switchover' | 'restart';
    readonly storage: { readonly size: string; readonly storageClass: string };
    readonly resources: Resources;
    readonly affinity: {
      readonly enablePodAntiAffinity: boolean;
      readonly podAntiAffinityType: 'required' | 'preferred';
      readonly topologyKey: 'kubernetes.io/hostname';
    };
    readonly topologySpreadConstraints: readonly {
      readonly maxSkew: number;
      readonly topologyKey: string;
      readonly whenUnsatisfiable: 'ScheduleAnyway';
      readonly labelSelector: { readonly matchLabels: Readonly<Record<string, string>> };
    }[];
    readonly postgresql: { readonly parameters: Readonly<Record<string, string>>; readonly synchronous?: Synchronous };
    readonly bootstrap:
      | { readonly initdb: { readonly database: string; readonly owner: string; readonly dataChecksums: true } }
      | { readonly recovery: Recovery };
    readonly plugins?: readonly { readonly name: string; readonly isWALArchiver: true; readonly parameters: PluginParameters }[];
    readonly externalClusters?: readonly { readonly name: string; readonly plugin: { readonly name: string; readonly parameters: PluginParameters } }[];
    /** Mounted below /projected. */
    readonly projectedVolumeTemplate?: {
      readonly sources: readonly {
        readonly configMap: { readonly name: string; readonly items: readonly { readonly key: string; readonly path: string }[] };
      }[];
    };
  };
}

/** Standbys that must have a transaction before it counts. */
interface Synchronous {
  readonly method: 'any';
  readonly number: number;
  readonly dataDurability: 'required' | 'preferred';
  /** A standby without the last transactions is never made primary. */
  readonly failoverQuorum: boolean;
}

interface Recovery {
  readonly source: string;
  readonly database: string;
  readonly owner: string;
  readonly recoveryTarget?: { readonly targetTime: string };
}

/** https://cloudnative-pg.io/plugin-barman-cloud/docs/parameters/ */
interface PluginParameters {
  readonly barmanObjectName: string;
  readonly serverName: string;
}

interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** The image of each major version: https://cloudnative-pg.io/documentation/1.30/image_catalog/ */
export interface ClusterImageCatalog extends Resource {
  readonly apiVersion: 'postgresql.cnpg.io/v1';
  readonly kind: 'ClusterImageCatalog';
  readonly spec: { readonly images: readonly { readonly major: number; readonly image: string }[] };
}

/** https://cloudnative-pg.io/documentation/1.30/cloudnative-pg.v1/#scheduledbackup */
export interface ScheduledBackup extends Resource {
  readonly apiVersion: 'postgresql.cnpg.io/v1';
  readonly kind: 'ScheduledBackup';
  readonly spec: {
    /** Six fields: seconds first. */
    readonly schedule: string;
    readonly immediate: boolean;
    readonly backupOwnerReference: 'self';
    readonly cluster: { readonly name: string };
    readonly method: 'plugin';
    readonly pluginConfiguration: { readonly name: string };
  };
}

/** https://cloudnative-pg.io/plugin-barman-cloud/docs/plugin-barman-cloud.v1/#objectstore */
export interface ObjectStore extends Resource {
  readonly apiVersion: 'barmancloud.cnpg.io/v1';
  readonly kind: 'ObjectStore';
  readonly spec: {
    readonly retentionPolicy?: string;
    readonly configuration: {
      readonly destinationPath: string;
      readonly endpointURL: string;
      readonly s3Credentials: { readonly accessKeyId: SecretKey; readonly secretAccessKey: SecretKey };
      readonly wal: { readonly compression: 'gzip'; readonly maxParallel: number };
      readonly data: { readonly compression: 'gzip' };
    };
    readonly instanceSidecarConfiguration: { readonly resources: Resources; readonly env: readonly k8s.EnvVar[] };
  };
}

interface SecretKey {
  readonly name: string;
  readonly key: string;
}
