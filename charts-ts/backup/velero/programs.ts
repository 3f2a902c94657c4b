import type { Construct } from 'constructs';
import { backupStore } from '../../kit/backup-store.ts';
import { type ContainerOptions, daemonSet, deployment, emptyDir, fieldEnv, httpProbe, mount, type Size, secretEnv, secretVolume } from '../../kit/workload.ts';
import { nodeAgent, ports, repositoryKey, server, settings } from './names.ts';
import { nodeAgentRights, serverRights } from './rbac.ts';

export interface Programs {
  readonly images: { readonly velero: string; readonly aws: string };
  readonly sizes: { readonly server: Size; readonly nodeAgent: Size };
  readonly priorityClass: string;
}

/** Any number: the image names its user, and the kubelet then cannot tell that it is not root. */
const user = 65532;

/** What server and node agent share, and hand on to the pods that they start. */
function shared(): Pick<ContainerOptions, 'env' | 'ports' | 'probes'> {
  // Its only address for health: it answers as soon as the controllers run.
  const alive = httpProbe('/metrics', 'metrics', { timeoutSeconds: 5 });
  return {
    env: [
      fieldEnv('VELERO_NAMESPACE', 'metadata.namespace'),
      fieldEnv('NODE_NAME', 'spec.nodeName'),
      { name: 'VELERO_SCRATCH_DIR', value: '/scratch' },
      // Where it keeps what it knows of the repository, and its cache.
      { name: 'HOME', value: '/scratch' },
      secretEnv('AWS_ACCESS_KEY_ID', backupStore.name, backupStore.accessKeyId),
      secretEnv('AWS_SECRET_ACCESS_KEY', backupStore.name, backupStore.secretAccessKey),
    ],
    ports: { metrics: ports.metrics },
    probes: { readiness: alive, liveness: { ...alive, periodSeconds: 30 }, startup: { ...alive, failureThreshold: 30 } },
  };
}

/** Makes backups, restores them, and keeps to the schedules. One pod: it has no way to let others wait. */
export function serverProgram(scope: Construct, { images, sizes, priorityClass }: Programs): void {
  deployment(scope, {
    name: server,
    replicas: 1,
    maxUnavailable: 1,
    serviceAccount: serverRights(scope),
    callsApi: true,
    priorityClass,
    runAsUser: user,
    fsGroup: user,
    // The last one is not mounted: without the Secret the pod waits, where Velero would make it with a password that everybody knows.
    volumes: [emptyDir('plugins', '512Mi'), emptyDir('scratch', '2Gi'), emptyDir('tmp', '2Gi'), secretVolume('repository-key', repositoryKey.name)],
    initContainers: [{ name: 'aws', image: images.aws, size: { ...sizes.server, memory: '64Mi' }, mounts: [mount('plugins', '/target', { writable: true })] }],
    containers: [
      {
        ...shared(),
        name: server,
        image: images.velero,
        command: ['/velero'],
        // pkg/cmd/server/config/config.go of the release.
        args: [
          'server',
          '--features=EnableCSI',
          '--log-format=json',
          '--uploader-type=kopia',
          // For backups that a person makes by hand; schedules say it themselves.
          '--default-snapshot-move-data=true',
          `--backup-repository-configmap=${settings.repository}`,
          `--repo-maintenance-job-configmap=${settings.maintenance}`,
          '--profiler-address=',
        ],
        size: sizes.server,
        mounts: [mount('plugins', '/plugins'), mount('scratch', '/scratch', { writable: true }), mount('tmp', '/tmp', { writable: true })],
      },
    ],
  });
}

/**
 * Starts a pod for each volume that is moved from its node or to it. Without a folder of the host and without privileges: those
 * are for reading volumes where other pods have them mounted, which snapshots make needless.
 */
export function nodeAgentProgram(scope: Construct, { images, sizes, priorityClass }: Programs): void {
  daemonSet(scope, {
    name: nodeAgent,
    serviceAccount: nodeAgentRights(scope),
    callsApi: true,
    priorityClass,
    podLabels: { role: 'node-agent' },
    runAsUser: user,
    fsGroup: user,
    volumes: [emptyDir('scratch', '4Gi'), emptyDir('tmp', '512Mi')],
    containers: [
      {
        ...shared(),
        name: nodeAgent,
        image: images.velero,
        command: ['/velero'],
        // pkg/cmd/cli/nodeagent/server.go of the release.
        args: [
          'node-agent',
          'server',
          '--log-format=json',
          `--node-agent-configmap=${settings.nodeAgent}`,
          `--backup-repository-configmap=${settings.repository}`,
        ],
        size: sizes.nodeAgent,
        mounts: [mount('scratch', '/scratch', { writable: true }), mount('tmp', '/tmp', { writable: true })],
      },
    ],
  });
}
