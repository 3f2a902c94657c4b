import type { Resource } from '../../kit/resource.ts';

type Labels = Readonly<Record<string, string>>;

export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** https://rook.io/docs/rook/v1.20/CRDs/Cluster/ceph-cluster-crd/: the parts that the platform writes. */
export interface CephCluster extends Resource {
  readonly apiVersion: 'ceph.rook.io/v1';
  readonly kind: 'CephCluster';
  readonly spec: {
    readonly cephVersion: { readonly image: string };
    readonly dataDirHostPath: string;
    readonly mon: {
      readonly count: number;
      readonly failureDomainLabel?: string;
      readonly zones?: readonly { readonly name: string }[];
    };
    readonly mgr: { readonly count: number; readonly modules: readonly { readonly name: string; readonly enabled: boolean }[] };
    readonly network: {
      readonly ipFamily?: 'IPv6';
      readonly connections: { readonly encryption: { readonly enabled: true }; readonly requireMsgr2: true };
    };
    readonly security: {
      readonly cephx: {
        readonly allowedCiphers?: readonly string[];
        readonly csi: {
          readonly keyType: string;
          readonly keyRotationPolicy?: 'KeyGeneration';
          readonly keyGeneration?: number;
          readonly keepPriorKeyCountMax?: number;
        };
      };
    };
    readonly healthCheck?: { readonly muteHealthWarning: Readonly<Record<string, { readonly policy: 'mute' }>> };
    readonly labels: Readonly<Record<string, Labels>>;
    readonly priorityClassNames: Labels;
    readonly resources: Readonly<Record<string, Resources>>;
    readonly disruptionManagement: { readonly managePodBudgets: true };
    readonly storage: Storage;
  };
}

export interface Storage {
  readonly useAllNodes: boolean;
  readonly useAllDevices: false;
  readonly deviceFilter?: string;
  readonly devicePathFilter?: string;
  readonly config: Readonly<Record<string, string>>;
  readonly nodes?: readonly { readonly name: string; readonly devices: readonly { readonly name: string }[] }[];
}

/** https://rook.io/docs/rook/v1.20/CRDs/Block-Storage/ceph-block-pool-crd/ */
export interface Pool {
  readonly failureDomain: 'zone' | 'host';
  readonly replicated: { readonly size: 3; readonly requireSafeReplicaSize: true };
  readonly parameters?: Labels;
}

export interface CephBlockPool extends Resource {
  readonly apiVersion: 'ceph.rook.io/v1';
  readonly kind: 'CephBlockPool';
  readonly spec: Pool & { readonly name?: '.mgr' };
}

interface Placement {
  readonly topologySpreadConstraints?: readonly unknown[];
  readonly podAntiAffinity?: unknown;
}

/** https://rook.io/docs/rook/v1.20/CRDs/Shared-Filesystem/ceph-filesystem-crd/ */
export interface CephFilesystem extends Resource {
  readonly apiVersion: 'ceph.rook.io/v1';
  readonly kind: 'CephFilesystem';
  readonly spec: {
    readonly metadataPool: Pool;
    readonly dataPools: readonly (Pool & { readonly name: string })[];
    readonly preserveFilesystemOnDelete: true;
    readonly metadataServer: {
      readonly activeCount: number;
      readonly activeStandby: true;
      readonly placement: Placement;
      readonly priorityClassName: string;
      readonly resources: Resources;
    };
  };
}

/** https://rook.io/docs/rook/v1.20/CRDs/Object-Storage/ceph-object-store-crd/ */
export interface CephObjectStore extends Resource {
  readonly apiVersion: 'ceph.rook.io/v1';
  readonly kind: 'CephObjectStore';
  readonly spec: {
    readonly metadataPool: Pool;
    readonly dataPool: Pool;
    readonly preservePoolsOnDelete: true;
    readonly gateway: {
      readonly port: number;
      readonly instances: number;
      readonly dashboardEnabled: false;
      readonly placement: Placement;
      readonly priorityClassName: string;
      readonly resources: Resources;
    };
  };
}

/** https://github.com/ceph/ceph-csi-operator/blob/v1.0.4/docs/design/operator.md: settings that both drivers share. */
export interface OperatorConfig extends Resource {
  readonly apiVersion: 'csi.ceph.io/v1';
  readonly kind: 'OperatorConfig';
  readonly spec: { readonly driverSpecDefaults: DriverDefaults };
}

export interface Driver extends Resource {
  readonly apiVersion: 'csi.ceph.io/v1';
  readonly kind: 'Driver';
  readonly spec: { readonly fsGroupPolicy: 'File'; readonly cephFsClientType?: 'kernel' };
}

interface DriverDefaults {
  readonly log: { readonly verbosity: number };
  readonly imageSet: { readonly name: string };
  readonly snapshotPolicy: 'volumeSnapshot';
  readonly nodePlugin: PluginDefaults & { readonly kubeletDirPath: string; readonly tolerations: readonly { readonly operator: 'Exists' }[] };
  readonly controllerPlugin: PluginDefaults & { readonly replicas: number; readonly labels: Labels };
}

interface PluginDefaults {
  readonly serviceAccountName: string;
  readonly priorityClassName: string;
  readonly imagePullPolicy: 'IfNotPresent';
  readonly resources: Readonly<Record<string, Resources>>;
}

/** https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/ */
export interface VolumeSnapshotClass extends Resource {
  readonly apiVersion: 'snapshot.storage.k8s.io/v1';
  readonly kind: 'VolumeSnapshotClass';
  readonly driver: string;
  readonly deletionPolicy: 'Delete' | 'Retain';
  readonly parameters: Labels;
}
