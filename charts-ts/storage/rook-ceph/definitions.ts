import type { CrdSource } from '../../kit/component.ts';

/** Rook's own definitions, those of buckets, and those of the drivers at the version that this release of Rook names. */
export const definitions: readonly CrdSource[] = [
  {
    repository: 'https://github.com/rook/rook.git',
    tag: 'v1.20.6',
    commit: '4e1b7a626891a215949ab42a6957a0ef1e1a25e6',
    path: 'deploy/examples',
    include: 'crds.yaml',
    kinds: {
      'ceph.rook.io/CephBlockPool': 'Namespaced',
      'ceph.rook.io/CephBlockPoolRadosNamespace': 'Namespaced',
      'ceph.rook.io/CephBucketNotification': 'Namespaced',
      'ceph.rook.io/CephBucketTopic': 'Namespaced',
      'ceph.rook.io/CephClient': 'Namespaced',
      'ceph.rook.io/CephCluster': 'Namespaced',
      'ceph.rook.io/CephCOSIDriver': 'Namespaced',
      'ceph.rook.io/CephFilesystem': 'Namespaced',
      'ceph.rook.io/CephFilesystemMirror': 'Namespaced',
      'ceph.rook.io/CephFilesystemSubVolumeGroup': 'Namespaced',
      'ceph.rook.io/CephNFS': 'Namespaced',
      'ceph.rook.io/CephNVMeOFGateway': 'Namespaced',
      'ceph.rook.io/CephObjectRealm': 'Namespaced',
      'ceph.rook.io/CephObjectStore': 'Namespaced',
      'ceph.rook.io/CephObjectStoreAccount': 'Namespaced',
      'ceph.rook.io/CephObjectStoreUser': 'Namespaced',
      'ceph.rook.io/CephObjectZone': 'Namespaced',
      'ceph.rook.io/CephObjectZoneGroup': 'Namespaced',
      'ceph.rook.io/CephRBDMirror': 'Namespaced',
      'objectbucket.io/ObjectBucket': 'Cluster',
      'objectbucket.io/ObjectBucketClaim': 'Namespaced',
    },
  },
  {
    repository: 'https://github.com/ceph/ceph-csi-operator.git',
    tag: 'v1.0.4',
    commit: '29a66b683aa8873001c729b7b120e18604cdb445',
    path: 'config/crd/bases',
    include: 'csi.ceph.io_*.yaml',
    kinds: {
      'csi.ceph.io/CephConnection': 'Namespaced',
      'csi.ceph.io/ClientProfile': 'Namespaced',
      'csi.ceph.io/ClientProfileMapping': 'Namespaced',
      'csi.ceph.io/Driver': 'Namespaced',
      'csi.ceph.io/OperatorConfig': 'Namespaced',
    },
  },
];
