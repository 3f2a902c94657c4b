import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { resource } from '../../kit/resource.ts';
import type { RookCephConfig } from './config.ts';
import { classes, driverSecrets, drivers, filesystemPool, namespace, objectStore } from './names.ts';
import type { VolumeSnapshotClass } from './types.ts';

type Kind = keyof typeof drivers;

/** What teams name in their claims. */
export function storageClasses(scope: Construct, config: RookCephConfig): void {
  storageClass(scope, classes.block, drivers.block, config.defaultClass, {
    clusterID: namespace,
    pool: classes.block,
    imageFormat: '2',
    // All that Linux 5.11, which encryption on the wire needs anyhow, can do.
    imageFeatures: 'layering,fast-diff,object-map,deep-flatten,exclusive-lock',
    'csi.storage.k8s.io/fstype': 'ext4',
    ...volumeSecrets('block'),
  });
  snapshotClass(scope, classes.block, 'block');
  if (config.filesystem) {
    storageClass(scope, classes.filesystem, drivers.filesystem, false, {
      clusterID: namespace,
      fsName: classes.filesystem,
      pool: `${classes.filesystem}-${filesystemPool}`,
      ...volumeSecrets('filesystem'),
    });
    snapshotClass(scope, classes.filesystem, 'filesystem');
  }
  if (config.objects.enabled) bucketClass(scope);
}

function storageClass(scope: Construct, name: string, provisioner: string, isDefault: boolean, parameters: Readonly<Record<string, string>>): void {
  new k8s.KubeStorageClass(scope, `StorageClass-${name}`, {
    metadata: { name, ...(isDefault ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } : {}) },
    provisioner,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
    allowVolumeExpansion: true,
    parameters,
  });
}

/** Rook watches claims of buckets itself; no driver is asked. */
function bucketClass(scope: Construct): void {
  new k8s.KubeStorageClass(scope, `StorageClass-${classes.bucket}`, {
    metadata: { name: classes.bucket },
    provisioner: 'ceph.rook.io/bucket',
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
    parameters: { objectStoreName: objectStore, objectStoreNamespace: namespace },
  });
}

function snapshotClass(scope: Construct, name: string, kind: Kind): void {
  resource<VolumeSnapshotClass>(scope, {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotClass',
    // Velero takes the class with this label for the volumes of its driver: https://velero.io/docs/main/csi/
    metadata: { name, labels: { 'velero.io/csi-volumesnapshot-class': 'true' } },
    driver: drivers[kind],
    deletionPolicy: 'Delete',
    parameters: {
      clusterID: namespace,
      ...secretParameters('snapshotter', driverSecrets[kind].provisioner),
    },
  });
}

function volumeSecrets(kind: Kind): Readonly<Record<string, string>> {
  const { provisioner, node } = driverSecrets[kind];
  return {
    ...secretParameters('provisioner', provisioner),
    ...secretParameters('controller-expand', provisioner),
    ...secretParameters('controller-publish', provisioner),
    ...secretParameters('node-stage', node),
  };
}

function secretParameters(use: string, secret: string): Readonly<Record<string, string>> {
  return { [`csi.storage.k8s.io/${use}-secret-name`]: secret, [`csi.storage.k8s.io/${use}-secret-namespace`]: namespace };
}
