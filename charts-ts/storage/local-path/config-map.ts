import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { dump } from 'js-yaml';
import type { Size } from '../../kit/workload.ts';

/** https://github.com/rancher/local-path-provisioner#configuration: the part that the platform writes. */
interface ProvisionerConfig {
  readonly nodePathMap: readonly { readonly node: string; readonly paths: readonly string[] }[];
  readonly cmdTimeoutSeconds: number;
}

/** A pod as the provisioner reads it from a file: the part that the platform writes. */
interface HelperPod {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly metadata: { readonly name: 'helper-pod'; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly priorityClassName: string;
    readonly automountServiceAccountToken: false;
    readonly tolerations: readonly k8s.Toleration[];
    readonly securityContext: k8s.PodSecurityContext;
    readonly containers: readonly {
      readonly name: 'helper-pod';
      readonly image: string;
      readonly imagePullPolicy: 'IfNotPresent';
      readonly securityContext: {
        readonly allowPrivilegeEscalation: false;
        readonly readOnlyRootFilesystem: true;
        readonly capabilities: { readonly drop: readonly string[] };
      };
      readonly resources: Readonly<Record<'requests' | 'limits', { readonly cpu: string; readonly memory: string }>>;
    }[];
  };
}

interface Helper {
  readonly image: string;
  readonly priorityClass: string;
  readonly size: Size;
}

/** What every node does that the map does not name. */
const everyNode = 'DEFAULT_PATH_FOR_NON_LISTED_NODES';

/**
 * Where volumes stand, and the pod that makes and removes their folders. Pods of any user write into a volume, so its
 * folder lets everyone; what is around it lets root alone.
 */
export function configMap(scope: Construct, name: string, path: string, helper: Helper): void {
  const config: ProvisionerConfig = { nodePathMap: [{ node: everyNode, paths: [path] }], cmdTimeoutSeconds: 120 };
  new k8s.KubeConfigMap(scope, 'config', {
    metadata: { name },
    data: {
      'config.json': JSON.stringify(config),
      setup: 'exec mkdir -p -m 0777 "$VOL_DIR"\n',
      teardown: 'exec rm -rf "$VOL_DIR"\n',
      'helperPod.yaml': dump(helperPod(helper)),
    },
  });
}

/**
 * The provisioner adds command, volumes and node, reads the log of this container by its name, and refuses a template that
 * adds capabilities: so those that root would have are dropped by name, but for what it takes to remove others' files.
 */
function helperPod({ image, priorityClass, size }: Helper): HelperPod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'helper-pod', labels: { 'app.kubernetes.io/name': 'local-path-helper' } },
    spec: {
      priorityClassName: priorityClass,
      automountServiceAccountToken: false,
      tolerations: [{ operator: 'Exists' }],
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'helper-pod',
          image,
          imagePullPolicy: 'IfNotPresent',
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: unused } },
          resources: { requests: { cpu: size.cpu, memory: size.memory }, limits: { cpu: size.cpuLimit, memory: size.memory } },
        },
      ],
    },
  };
}

/** Containerd's default capabilities without DAC_OVERRIDE and FOWNER. */
const unused = [
  'AUDIT_WRITE',
  'CHOWN',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
] as const;
