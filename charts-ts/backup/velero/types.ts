import type { Resource } from '../../kit/resource.ts';

/** https://velero.io/docs/v1.18/api-types/backupstoragelocation/ */
export interface BackupStorageLocation extends Resource {
  readonly apiVersion: 'velero.io/v1';
  readonly kind: 'BackupStorageLocation';
  readonly spec: {
    readonly provider: 'velero.io/aws';
    readonly default: boolean;
    readonly accessMode: 'ReadWrite' | 'ReadOnly';
    readonly objectStorage: { readonly bucket: string; readonly prefix: string; readonly caCert?: string };
    /** https://github.com/vmware-tanzu/velero-plugin-for-aws/blob/v1.14.3/backupstoragelocation.md */
    readonly config: { readonly region: string; readonly s3Url: string; readonly s3ForcePathStyle: 'true'; readonly checksumAlgorithm: string };
  };
}

/** https://velero.io/docs/v1.18/api-types/schedule/ */
export interface Schedule extends Resource {
  readonly apiVersion: 'velero.io/v1';
  readonly kind: 'Schedule';
  readonly spec: {
    readonly schedule: string;
    readonly paused?: true;
    readonly template: {
      readonly storageLocation: string;
      readonly ttl: string;
      readonly includedNamespaces: readonly string[];
      readonly excludedNamespaces?: readonly string[];
      readonly snapshotVolumes: boolean;
      readonly snapshotMoveData: boolean;
    };
  };
}

/** https://velero.io/docs/v1.18/data-movement-pod-resource-configuration/ */
interface PodResources {
  readonly cpuRequest: string;
  readonly cpuLimit: string;
  readonly memoryRequest: string;
  readonly memoryLimit: string;
}

/** What the pods that move data get: https://velero.io/docs/v1.18/supported-configmaps/node-agent-configmap/ */
export interface NodeAgentSettings {
  readonly loadConcurrency: { readonly globalConfig: number };
  readonly podResources: PodResources;
  readonly priorityClassName: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** What the jobs that tidy up the repository get: https://velero.io/docs/v1.18/repository-maintenance/ */
export interface MaintenanceSettings {
  readonly global: {
    readonly keepLatestMaintenanceJobs: number;
    readonly podResources: PodResources;
    readonly priorityClassName: string;
    readonly podLabels: Readonly<Record<string, string>>;
  };
}

/** https://velero.io/docs/v1.18/backup-repository-configuration/ */
export interface RepositorySettings {
  readonly cacheLimitMB: number;
}
