import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { quoted } from '../../config/words.ts';
import { blockStorage, namespaces, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { allow, toApiServer } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { sized } from '../../kit/size.ts';
import { configMapVolume, deployment, fieldEnv, httpProbe, mount } from '../../kit/workload.ts';
import { configMap } from './config-map.ts';
import { localPathRights } from './rbac.ts';

const name = 'local-path';
const port = 8080;

/** Its own name: kind and k3s bring the same program as rancher.io/local-path, and two would answer one claim. */
const provisioner = 'polder.internal/local-path';

const Folder = z.string().refine((value) => /^\/[\w.-]+(\/[\w.-]+)+$/.test(value) && !value.includes('..'), {
  error: (issue) => `${quoted(issue.input)} is not a folder below another; write it like /var/lib/local-path`,
});

/** Volumes for a lab: folders on the disk of the node. */
export const localPath = component({
  name,
  area: 'storage',
  purpose: 'local-path-provisioner, which makes volumes as folders on the disk of a node',
  homepage: 'https://github.com/rancher/local-path-provisioner',
  licence: 'Apache-2.0',
  governance: 'SUSE Rancher, a company',
  choice: { runnerUp: 'OpenEBS LocalPV', because: 'a lab of one node needs one small program, and nothing that replicates' },
  upgrade: 'Raise the image; the volumes are plain folders and stay.',
  images: {
    provisioner: { repository: 'docker.io/rancher/local-path-provisioner', version: 'v0.0.37' },
    helper: { repository: 'docker.io/library/busybox', version: '1.38.0-glibc' },
  },
  crds: [],
  // Its own namespace: the pods that make folders mount one of the node's.
  namespace: { name, podSecurity: 'privileged' },
  config: z.strictObject({
    path: Folder.default('/var/lib/local-path').describe('The folder on each node that volumes stand in'),
    default: z.boolean().default(true).describe('Whether a claim that names no class gets a volume here'),
    reclaimPolicy: z.enum(['Delete', 'Retain']).default('Delete').describe('What happens to a volume when its claim goes'),
    size: sized({ cpu: '10m', memory: '48Mi', cpuLimit: '250m' }),
  }),
  profiles: {},
  enabledIn: ['lab'],
  needs: { namespaces },
  wants: {},
  exceptions: [
    { object: `ConfigMap/${name}`, rule: 'host-path', reason: 'its helper pod makes and removes the folders of volumes on the node' },
    { object: `ConfigMap/${name}`, rule: 'root-user', reason: "the folder of all volumes is root's, so that no pod looks into another's" },
    { object: `ConfigMap/${name}`, rule: 'capabilities', reason: 'DAC_OVERRIDE and FOWNER stay: it removes the files of other users' },
  ],
  offers: () => [offer(blockStorage, { storageClass: name })],
  build(scope, { cluster, config, needs, images, namespace }) {
    storageClass(scope, config);
    configMap(scope, name, config.path, {
      image: images.helper,
      priorityClass: needs.namespaces.priorityClass,
      size: { cpu: '10m', memory: '32Mi', cpuLimit: '250m' },
    });
    const account = serviceAccount(scope, name);
    localPathRights(scope, account, namespace);
    deployment(scope, {
      name,
      replicas: 1,
      // It has no leader election.
      recreate: true,
      serviceAccount: account,
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      // The image names no user.
      runAsUser: 65532,
      volumes: [configMapVolume('config', name)],
      containers: [
        {
          name,
          image: images.provisioner,
          command: ['/usr/bin/local-path-provisioner'],
          args: [
            'start',
            '--config=/etc/config/config.json',
            `--configmap-name=${name}`,
            `--provisioner-name=${provisioner}`,
            `--service-account-name=${account}`,
            `--helper-image=${images.helper}`,
            `--health-port=${port}`,
          ],
          // The helper pod's template is read again from here, so a new image needs no restart.
          env: [fieldEnv('POD_NAMESPACE', 'metadata.namespace'), { name: 'CONFIG_MOUNT_PATH', value: '/etc/config' }],
          ports: { health: port },
          size: config.size,
          probes: { readiness: httpProbe('/ready', 'health', { timeoutSeconds: 5 }), liveness: httpProbe('/health', 'health') },
          mounts: [mount('config', '/etc/config')],
        },
      ],
    });
    allow(scope, name, { from: [], to: [toApiServer(cluster)] });
  },
});

/** A volume waits for its pod: only then the node is known. */
function storageClass(scope: Construct, config: { readonly default: boolean; readonly reclaimPolicy: string }): void {
  new k8s.KubeStorageClass(scope, 'class', {
    metadata: {
      name,
      annotations: {
        ...(config.default ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : {}),
        // Kind `local` of a volume, not hostPath: the kubelet then sets its group, measures it, and Velero backs it up.
        defaultVolumeType: 'local',
      },
    },
    provisioner,
    reclaimPolicy: config.reclaimPolicy,
    volumeBindingMode: 'WaitForFirstConsumer',
  });
}
