import { backupStoreSecret } from '../../kit/backup-store.ts';
import { backups, blockStorage, metrics, namespaces, offer, snapshots } from '../../kit/capability.ts';
import { component, type Exception } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, podMonitor } from '../../kit/metrics.ts';
import { veleroAlerts } from './alerts.ts';
import { VeleroConfig } from './config.ts';
import { veleroDashboard } from './dashboard.ts';
import { veleroMistakes } from './mistakes.ts';
import { dataMover, maintenance, namespace, nodeAgent, repositoryKey, server, settings } from './names.ts';
import { traffic } from './network.ts';
import { nodeAgentProgram, serverProgram } from './programs.ts';
import { veleroSettings } from './settings.ts';
import { locations, schedules } from './storage.ts';
import { tenantAlerts, tenantSchedules } from './tenants.ts';

const name = 'velero';

const moversAreRoot = 'the pods that move a volume read and write files of any owner: Velero starts them as root, without privileges or folders of the host';

/** Backs up objects and volumes to an object store at another place. */
export const velero = component({
  name,
  area: 'backup',
  purpose: 'Velero, which backs up objects and volumes to an object store at another place, and restores them',
  homepage: 'https://velero.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF sandbox',
  choice: { runnerUp: 'k8up', because: 'it backs up objects together with consistent snapshots of volumes, and restores a namespace with one command' },
  upgrade: 'One minor at a time, with the plugin of the same line (v1.14 for Velero 1.18); then make a backup and restore it elsewhere.',
  images: {
    velero: { repository: 'docker.io/velero/velero', version: 'v1.18.3' },
    aws: { repository: 'docker.io/velero/velero-plugin-for-aws', version: 'v1.14.3' },
  },
  crds: [
    {
      repository: 'https://github.com/vmware-tanzu/velero.git',
      tag: 'v1.18.3',
      path: 'config/crd/v1/bases',
      include: 'velero.io_*.yaml',
      kinds: {
        'velero.io/Backup': 'Namespaced',
        'velero.io/BackupRepository': 'Namespaced',
        'velero.io/BackupStorageLocation': 'Namespaced',
        'velero.io/DeleteBackupRequest': 'Namespaced',
        'velero.io/DownloadRequest': 'Namespaced',
        'velero.io/PodVolumeBackup': 'Namespaced',
        'velero.io/PodVolumeRestore': 'Namespaced',
        'velero.io/Restore': 'Namespaced',
        'velero.io/Schedule': 'Namespaced',
        'velero.io/ServerStatusRequest': 'Namespaced',
        'velero.io/VolumeSnapshotLocation': 'Namespaced',
      },
    },
    {
      repository: 'https://github.com/vmware-tanzu/velero.git',
      tag: 'v1.18.3',
      path: 'config/crd/v2alpha1/bases',
      include: 'velero.io_*.yaml',
      kinds: { 'velero.io/DataDownload': 'Namespaced', 'velero.io/DataUpload': 'Namespaced' },
    },
  ],
  // The pods that move volumes run as root, which `restricted` forbids.
  namespace: { name: namespace, podSecurity: 'baseline' },
  config: VeleroConfig,
  profiles: {
    lab: {
      schedules: { daily: { cron: '0 2 * * *', ttl: '7d' } },
      sizes: {
        server: { cpu: '20m', memory: '256Mi', cpuLimit: '500m' },
        nodeAgent: { cpu: '10m', memory: '96Mi', cpuLimit: '250m' },
        dataMover: { cpu: '20m', memory: '256Mi', cpuLimit: '1' },
        maintenance: { cpu: '10m', memory: '256Mi', cpuLimit: '500m' },
      },
    },
    small: { schedules: { daily: { cron: '0 2 * * *', ttl: '30d' } } },
    production: {
      schedules: {
        // What people change by hand in an hour is lost at most; volumes once a night.
        hourly: { cron: '15 * * * *', ttl: '3d', volumes: 'none' },
        daily: { cron: '0 2 * * *', ttl: '30d' },
      },
      sizes: { server: { cpu: '250m', memory: '1Gi', cpuLimit: '2' }, dataMover: { cpu: '250m', memory: '1Gi', cpuLimit: '4' } },
    },
  },
  enabledIn: ['small', 'production'],
  needs: { namespaces },
  // Volumes are read from snapshots: whoever makes them comes first.
  wants: { metrics, snapshots, blockStorage },
  exceptions: [
    {
      object: `ClusterRole/${server}`,
      rule: 'rbac-wildcard',
      reason: 'it backs up and restores every kind that there is, and those that tenants bring; it may not act as others, and is not cluster-admin',
    },
    ...(['root-user', 'capabilities', 'privilege-escalation', 'writable-root', 'seccomp'] as const).map(
      (rule): Exception => ({ object: `ConfigMap/${settings.nodeAgent}`, rule, reason: moversAreRoot }),
    ),
  ],
  dashboards: [veleroDashboard],
  supplies: ({ cluster }) =>
    cluster.backups === undefined
      ? []
      : [
          backupStoreSecret(cluster.backups),
          {
            name: repositoryKey.name,
            keys: [repositoryKey.key],
            purpose:
              'what volumes in the object store are encrypted with: make it with openssl rand -base64 32, and keep it at another place: without it nothing can be restored',
          },
        ],
  operated: ({ config }) => [
    { name: 'pods that move a volume, one on each node at a time', count: 'node', size: config.sizes.dataMover, labels: selectorLabels(dataMover) },
    { name: 'the job that tidies up the object store', count: 1, size: config.sizes.maintenance, labels: selectorLabels(maintenance) },
  ],
  mistakes: veleroMistakes,
  offers: () => [offer(backups, { namespace })],
  build(scope, { cluster, config, needs, wants, images }) {
    const store = cluster.backups;
    if (store === undefined) throw new Error('velero is built without a place for backups, which its mistakes tell of before');
    const programs = { images, sizes: config.sizes, priorityClass: needs.namespaces.priorityClass };

    serverProgram(scope, programs);
    nodeAgentProgram(scope, programs);
    veleroSettings(scope, config.sizes, needs.namespaces.priorityClass);
    locations(scope, config, cluster, store);
    schedules(scope, config, cluster.tenants);
    tenantSchedules(scope, config, cluster.tenants);
    traffic(scope, cluster, store, wants.metrics);

    for (const workload of [server, nodeAgent]) podMonitor(scope, wants.metrics, workload, 'metrics');
    alerts(scope, wants.metrics, name, [...veleroAlerts(config), ...tenantAlerts(cluster.tenants)]);
  },
});
