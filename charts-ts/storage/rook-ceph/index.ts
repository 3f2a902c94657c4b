import { blockStorage, metrics, namespaces, objectStorage, offer, sharedStorage, snapshots } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { storageClasses } from './classes.ts';
import { cephCluster } from './cluster.ts';
import { failureDomain, productionSettings, RookCephConfig } from './config.ts';
import { csiDrivers } from './csi.ts';
import { cephDashboard } from './dashboard.ts';
import { definitions } from './definitions.ts';
import { rookExceptions } from './exceptions.ts';
import { mistakesOf } from './mistakes.ts';
import { monitors } from './monitors.ts';
import { classes, gatewayPods, name, namespace, objectStore, ports } from './names.ts';
import { traffic } from './network.ts';
import { driverOperator, rookOperator } from './operators.ts';
import { pools } from './pools.ts';
import { cephAccounts } from './rbac-ceph.ts';
import { csiRights } from './rbac-csi.ts';
import { operatorRights } from './rbac-operator.ts';
import { operatedPods } from './sizes.ts';

/** The service that Rook makes for the gateways. */
const gatewayService = `rook-ceph-rgw-${objectStore}`;

/** Volumes and buckets on the disks of the cluster's own nodes. */
export const rookCeph = component({
  name,
  area: 'storage',
  purpose: "Rook and Ceph, which make block, shared and object storage of the nodes' own disks",
  homepage: 'https://rook.io/',
  licence: 'Apache-2.0',
  governance: 'Rook: CNCF graduated; Ceph: Ceph Foundation (Linux Foundation)',
  choice: {
    runnerUp: 'Longhorn',
    because: 'one system gives block, shared and object storage, each with three copies over zones; Longhorn has no object store',
  },
  upgrade:
    'Rook first, one minor at a time, then Ceph, and only while Ceph is healthy: never both in one commit. The tag of ceph-csi-operator, and the images of the drivers, are those that the release of Rook names in deploy/examples/images.txt.',
  haven: ['rwxvolumes'],
  images: {
    rook: { repository: 'docker.io/rook/ceph', version: 'v1.20.6' },
    ceph: { repository: 'quay.io/ceph/ceph', version: 'v20.2.4' },
    csiOperator: { repository: 'quay.io/cephcsi/ceph-csi-operator', version: 'v1.0.4' },
    csi: { repository: 'quay.io/cephcsi/cephcsi', version: 'v3.17.0' },
    provisioner: { repository: 'registry.k8s.io/sig-storage/csi-provisioner', version: 'v6.2.0' },
    attacher: { repository: 'registry.k8s.io/sig-storage/csi-attacher', version: 'v4.12.0' },
    resizer: { repository: 'registry.k8s.io/sig-storage/csi-resizer', version: 'v2.1.0' },
    snapshotter: { repository: 'registry.k8s.io/sig-storage/csi-snapshotter', version: 'v8.5.0' },
    registrar: { repository: 'registry.k8s.io/sig-storage/csi-node-driver-registrar', version: 'v2.17.0' },
  },
  crds: definitions,
  namespace: { name: namespace, podSecurity: 'privileged' },
  config: RookCephConfig,
  profiles: { production: productionSettings },
  enabledIn: [],
  needs: { namespaces, snapshots },
  wants: { metrics },
  exceptions: rookExceptions,
  policyExemptions: [
    { policy: 'required-probes', reason: 'Rook gives crash collectors, exporters and the CSI drivers no probes, and has no setting for them' },
    { policy: 'required-resources', reason: 'the first container of the Jobs that prepare disks has no resources, and Rook has no setting for them' },
  ],
  dashboards: [cephDashboard],
  madeAtRunTime: [{ kind: 'Service', name: gatewayService, by: 'Rook, for the CephObjectStore' }],
  operated: ({ config }) => operatedPods(config),
  mistakes: ({ cluster, config }) => mistakesOf(cluster, config),
  offers: ({ config }) => [
    offer(blockStorage, { storageClass: classes.block, snapshotClass: classes.block }),
    ...(config.filesystem ? [offer(sharedStorage, { storageClass: classes.filesystem, snapshotClass: classes.filesystem })] : []),
    ...(config.objects.enabled
      ? [
          offer(objectStorage, {
            url: `http://${gatewayService}.${namespace}.svc`,
            namespace,
            podLabels: gatewayPods,
            port: ports.gateway,
            storageClass: classes.bucket,
          }),
        ]
      : []),
  ],
  build(scope, { cluster, config, needs, wants, images }) {
    const { priorityClass } = needs.namespaces;
    const { sizes } = config;
    operatorRights(scope, config.objects.enabled);
    cephAccounts(scope);
    csiRights(scope);
    rookOperator(scope, { image: images.rook, size: sizes.operator, priorityClass }, config.objects.enabled);
    driverOperator(scope, { image: images.csiOperator, size: sizes.csiOperator, priorityClass });
    const { csi: plugin, provisioner, attacher, resizer, snapshotter, registrar } = images;
    csiDrivers(scope, config, { plugin, provisioner, attacher, resizer, snapshotter, registrar });
    cephCluster(scope, cluster, config, images.ceph, priorityClass);
    pools(scope, config, failureDomain(cluster, config));
    storageClasses(scope, config);
    traffic(scope, cluster, wants.metrics, config.objects.enabled);
    monitors(scope, wants.metrics);
  },
});
