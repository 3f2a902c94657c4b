import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { keepAnnotations, type Resource, resource } from '../../kit/resource.ts';
import { classesOf, type NamedClass, type StorageClassesConfig, snapshotClass, snapshotDriver } from './config.ts';

/** https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/ */
interface VolumeSnapshotClass extends Resource {
  readonly apiVersion: 'snapshot.storage.k8s.io/v1';
  readonly kind: 'VolumeSnapshotClass';
  readonly driver: string;
  readonly deletionPolicy: 'Delete' | 'Retain';
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The classes that the cluster does not have by itself. */
export function siteClasses(scope: Construct, config: StorageClassesConfig): void {
  for (const one of classesOf(config)) {
    storageClass(scope, one);
    volumeSnapshotClass(scope, one);
  }
}

function storageClass(scope: Construct, { provisioner, ...one }: NamedClass): void {
  if (one.existing || provisioner === undefined) return;
  new k8s.KubeStorageClass(scope, `StorageClass-${one.name}`, {
    metadata: {
      name: one.name,
      annotations: { ...keepAnnotations, ...(one.default ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : {}) },
    },
    provisioner,
    ...(Object.keys(one.parameters).length === 0 ? {} : { parameters: one.parameters }),
    reclaimPolicy: one.reclaimPolicy,
    volumeBindingMode: one.volumeBindingMode,
    allowVolumeExpansion: one.allowVolumeExpansion,
    ...(one.mountOptions.length === 0 ? {} : { mountOptions: one.mountOptions }),
  });
}

/** With the label by which Velero finds it. */
function volumeSnapshotClass(scope: Construct, one: NamedClass): void {
  const [name, driver] = [snapshotClass(one), snapshotDriver(one)];
  if (!one.snapshots || one.snapshots.existing || name === undefined || driver === undefined) return;
  const { deletionPolicy, parameters } = one.snapshots;
  resource<VolumeSnapshotClass>(scope, {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotClass',
    metadata: { name, labels: { 'velero.io/csi-volumesnapshot-class': 'true' }, annotations: keepAnnotations },
    driver,
    deletionPolicy,
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  });
}
