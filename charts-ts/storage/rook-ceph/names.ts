/** Names that Rook chose, or that others refer to: changing one orphans what it names. */
export const name = 'rook-ceph';
export const namespace = 'rook-ceph';

export const operator = 'rook-ceph-operator';
export const csiOperator = 'ceph-csi-operator';

/** StorageClasses, and the pools behind them. */
export const classes = { block: 'ceph-block', filesystem: 'ceph-filesystem', bucket: 'ceph-bucket' } as const;

/** The only data pool of the filesystem; Rook puts the filesystem's name before it. */
export const filesystemPool = 'replicated';
export const objectStore = 'objects';

/** Rook looks for the drivers by its own namespace: pkg/operator/ceph/csi/controller.go of the release. */
export const drivers = { block: 'rook-ceph.rbd.csi.ceph.com', filesystem: 'rook-ceph.cephfs.csi.ceph.com' } as const;

/** Secrets that Rook makes for the drivers: pkg/operator/ceph/csi/secrets.go of the release. */
export const driverSecrets = {
  block: { provisioner: 'rook-csi-rbd-provisioner', node: 'rook-csi-rbd-node' },
  filesystem: { provisioner: 'rook-csi-cephfs-provisioner', node: 'rook-csi-cephfs-node' },
} as const;

/** Accounts whose names stand in Rook's code; the last two are ours, named in the drivers. */
export const accounts = {
  daemons: 'rook-ceph-default',
  mgr: 'rook-ceph-mgr',
  osd: 'rook-ceph-osd',
  rgw: 'rook-ceph-rgw',
  reporter: 'rook-ceph-cmd-reporter',
  csiController: 'ceph-csi-controller',
  csiNode: 'ceph-csi-node',
} as const;

/** On every pod of Ceph that Rook starts. */
export const cephPods = { rook_cluster: namespace } as const;
export const gatewayPods = { app: 'rook-ceph-rgw', rook_object_store: objectStore } as const;

/** Labels that we have the operators put on pods, so that one network policy selects them. */
export const callsApi = { 'polder.internal/calls-api': 'true' } as const;
export const csiControllerPods = { 'app.kubernetes.io/name': 'ceph-csi-controller' } as const;

export const ports = {
  /** Both operators': controller-runtime's metrics. */
  metrics: 8080,
  csiHealth: 8081,
  /** Monitors, by the second version of Ceph's protocol, which encrypts. */
  monitor: 3300,
  /** https://docs.ceph.com/en/latest/rados/configuration/network-config-ref/#id1 */
  daemons: { from: 6800, to: 7568 },
  mgrMetrics: 9283,
  exporterMetrics: 9926,
  /** The gateway's own; its Service answers on 80. */
  gateway: 8080,
} as const;
