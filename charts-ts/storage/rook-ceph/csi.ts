import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { resource } from '../../kit/resource.ts';
import type { RookCephConfig } from './config.ts';
import { accounts, csiControllerPods, drivers } from './names.ts';
import { resourcesOf } from './sizes.ts';
import type { Driver, OperatorConfig } from './types.ts';

const imageSet = 'ceph-csi-images';

/** Images by the names that the operator of the drivers has for them: internal/controller/defaults.go of the release. */
export interface DriverImages {
  readonly plugin: string;
  readonly provisioner: string;
  readonly attacher: string;
  readonly resizer: string;
  readonly snapshotter: string;
  readonly registrar: string;
}

/**
 * The drivers, which a person orders since Rook 1.20. How they reach the cluster (CephConnection, ClientProfile, their
 * Secrets) Rook writes itself, as soon as there is a cluster.
 */
export function csiDrivers(scope: Construct, config: RookCephConfig, images: DriverImages): void {
  const { csiPlugin, csiSidecar } = config.sizes;
  const [plugin, sidecar] = [resourcesOf(csiPlugin), resourcesOf(csiSidecar)];
  new k8s.KubeConfigMap(scope, imageSet, { metadata: { name: imageSet }, data: { ...images } });
  resource<OperatorConfig>(scope, {
    apiVersion: 'csi.ceph.io/v1',
    kind: 'OperatorConfig',
    metadata: { name: 'ceph-csi-operator-config' },
    spec: {
      driverSpecDefaults: {
        log: { verbosity: 0 },
        imageSet: { name: imageSet },
        snapshotPolicy: 'volumeSnapshot',
        nodePlugin: {
          serviceAccountName: accounts.csiNode,
          // Without it no pod of the node gets a volume.
          priorityClassName: 'system-node-critical',
          imagePullPolicy: 'IfNotPresent',
          kubeletDirPath: config.kubelet,
          // Volumes are wanted on tainted nodes too.
          tolerations: [{ operator: 'Exists' }],
          resources: { plugin, registrar: sidecar },
        },
        controllerPlugin: {
          serviceAccountName: accounts.csiController,
          priorityClassName: 'system-cluster-critical',
          imagePullPolicy: 'IfNotPresent',
          replicas: config.csiControllers,
          labels: csiControllerPods,
          resources: { plugin, provisioner: sidecar, attacher: sidecar, resizer: sidecar, snapshotter: sidecar },
        },
      },
    },
  });
  driver(scope, drivers.block, {});
  // The kernel's client: FUSE's ends with its pod, and takes the mounts with it.
  if (config.filesystem) driver(scope, drivers.filesystem, { cephFsClientType: 'kernel' });
}

function driver(scope: Construct, name: string, settings: Omit<Driver['spec'], 'fsGroupPolicy'>): void {
  resource<Driver>(scope, { apiVersion: 'csi.ceph.io/v1', kind: 'Driver', metadata: { name }, spec: { fsGroupPolicy: 'File', ...settings } });
}
