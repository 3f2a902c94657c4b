import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { selectorLabels } from './labels.ts';

/** What a container asks for and may use at most. Memory's limit is its request: a node never promises memory twice. */
export interface Size {
  /** CPU request, such as 100m. */
  readonly cpu: string;
  /** Memory request and limit, such as 128Mi. */
  readonly memory: string;
  /** CPU limit; bursts above the request are cut here. */
  readonly cpuLimit: string;
}

/** A port of a container, by name; Services and probes refer to the name. */
export type Ports = Readonly<Record<string, number>>;

export interface Probes {
  readonly readiness: k8s.Probe;
  readonly liveness: k8s.Probe;
  readonly startup?: k8s.Probe;
}

export interface ContainerOptions {
  readonly name: string;
  /** From the context's `images`: a registry of its own is refused by a check. */
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly k8s.EnvVar[];
  readonly ports?: Ports;
  readonly size: Size;
  readonly probes: Probes;
  readonly mounts?: readonly k8s.VolumeMount[];
  /** Where it deviates from the secure defaults; the component states each deviation in `exceptions`. */
  readonly security?: k8s.SecurityContext;
}

/** A container that runs to its end before the others: it has no probes. */
export type InitContainerOptions = Omit<ContainerOptions, 'probes' | 'ports'>;

export interface WorkloadOptions {
  readonly name: string;
  readonly replicas: number;
  /** An autoscaler says how many there are, and `replicas` is the least: it is not written, or Argo CD would put it back. */
  readonly autoscaled?: boolean;
  readonly serviceAccount: string;
  /** True for programs that talk to the API server. */
  readonly callsApi: boolean;
  readonly priorityClass: string;
  readonly containers: readonly ContainerOptions[];
  readonly initContainers?: readonly InitContainerOptions[];
  readonly volumes?: readonly k8s.Volume[];
  /** More labels on the pods; never part of the selector. */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations on the pods, such as a checksum whose change must roll them. */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** How many pods a rollout may take away before their successors are ready. Kubernetes' default: a quarter, rounded down. */
  readonly maxUnavailable?: number;
  /** Seconds that a new pod must stay ready before the rollout goes on: longer than a program takes to give up. */
  readonly minReadySeconds?: number;
  /** The old pod ends before the new one starts: for a program of which two at once would work against each other. */
  readonly recreate?: boolean;
  /** Seconds that a pod gets to end by itself. Default 30. */
  readonly terminationGracePeriodSeconds?: number;
  /** The group that owns mounted volumes, where the program does not run as root of its files. */
  readonly fsGroup?: number;
  /** Seconds after which pods leave a node that does not answer. Kubernetes' default is 300. */
  readonly leavesLostNodeAfter?: number;
  /** The user, where the image names one by name or as root. Left out otherwise: the image's own number, or the cluster's. */
  readonly runAsUser?: number;
  /** The host's network, and the ids of its processes; the component states each in `exceptions`. */
  readonly host?: { readonly network?: boolean; readonly processes?: boolean };
  /** More of the pod's security context, where the program deviates from the secure defaults. */
  readonly podSecurity?: k8s.PodSecurityContext;
  /** Only nodes with these labels. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly k8s.Toleration[];
}

export interface StatefulSetOptions extends WorkloadOptions {
  /** A volume for each pod; mounted by its name. Never removed with the StatefulSet. */
  readonly claims?: readonly Claim[];
  /** Parallel where the pods must find each other before one is ready. Default: one after the other. */
  readonly podManagementPolicy?: 'Parallel' | 'OrderedReady';
}

/** A volume of its own for each pod of a StatefulSet. */
export interface Claim {
  readonly name: string;
  readonly storageClass: string;
  /** Such as 10Gi. */
  readonly size: string;
}

/** A workload with one pod on each node: it has no replicas to count. */
export type DaemonSetOptions = Omit<WorkloadOptions, 'replicas'> & {
  /** On nodes of the control plane and on those with any other taint too. */
  readonly everyNode?: boolean;
  /** How many nodes are without it during a rollout. Kubernetes' default: 1. */
  readonly maxUnavailable?: number;
};

/** A Deployment with the secure defaults, spread over zones and nodes, and a PodDisruptionBudget when there is more than one replica. */
export function deployment(scope: Construct, options: WorkloadOptions): void {
  const labels = selectorLabels(options.name);
  new k8s.KubeDeployment(scope, `Deployment-${options.name}`, {
    metadata: { name: options.name, labels },
    spec: {
      ...(options.autoscaled ? {} : { replicas: options.replicas }),
      revisionHistoryLimit: 3,
      ...(options.minReadySeconds === undefined ? {} : { minReadySeconds: options.minReadySeconds }),
      ...(options.maxUnavailable === undefined ? {} : { strategy: rollout(options.maxUnavailable) }),
      ...(options.recreate ? { strategy: { type: 'Recreate' } } : {}),
      selector: { matchLabels: labels },
      template: podTemplate(options),
    },
  });
  disruptionBudget(scope, options);
}

function rollout(maxUnavailable: number): k8s.DeploymentStrategy {
  return { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: k8s.IntOrString.fromNumber(maxUnavailable), maxSurge: k8s.IntOrString.fromNumber(1) } };
}

/** A StatefulSet with the same defaults; its headless Service has the same name. */
export function statefulSet(scope: Construct, options: StatefulSetOptions): void {
  const labels = selectorLabels(options.name);
  new k8s.KubeStatefulSet(scope, `StatefulSet-${options.name}`, {
    metadata: { name: options.name, labels },
    spec: {
      replicas: options.replicas,
      revisionHistoryLimit: 3,
      serviceName: options.name,
      ...(options.podManagementPolicy === undefined ? {} : { podManagementPolicy: options.podManagementPolicy }),
      selector: { matchLabels: labels },
      template: podTemplate(options),
      ...(options.claims === undefined ? {} : { volumeClaimTemplates: options.claims.map(claimTemplate) }),
    },
  });
  disruptionBudget(scope, options);
}

/** With the kind and version that the API server adds: without them Argo CD sees a difference for ever. */
function claimTemplate({ name, storageClass, size }: Claim): k8s.KubePersistentVolumeClaimProps {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: storageClass,
      resources: { requests: { storage: k8s.Quantity.fromString(size) } },
      volumeMode: 'Filesystem',
    },
  } as k8s.KubePersistentVolumeClaimProps;
}

/** A DaemonSet with the same defaults. */
export function daemonSet(scope: Construct, options: DaemonSetOptions): void {
  const labels = selectorLabels(options.name);
  const tolerations = options.everyNode ? [{ operator: 'Exists' }] : options.tolerations;
  new k8s.KubeDaemonSet(scope, `DaemonSet-${options.name}`, {
    metadata: { name: options.name, labels },
    spec: {
      revisionHistoryLimit: 3,
      ...(options.maxUnavailable === undefined
        ? {}
        : { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: k8s.IntOrString.fromNumber(options.maxUnavailable) } } }),
      selector: { matchLabels: labels },
      template: podTemplate({ ...options, replicas: 1, ...(tolerations === undefined ? {} : { tolerations }) }),
    },
  });
}

/** A Service for a workload's pods; `ports` maps the Service's port to a named port of the container. */
export function service(
  scope: Construct,
  name: string,
  ports: Readonly<Record<string, { readonly port: number; readonly target: string; readonly appProtocol?: string }>>,
  options: {
    readonly headless?: boolean;
    /** Names of pods that are not ready too: for pods that must find each other before one is ready. */
    readonly notReady?: boolean;
    readonly loadBalancer?: k8s.ServiceSpec;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly workload?: string;
  } = {},
): void {
  const { annotations = {} } = options;
  new k8s.KubeService(scope, `Service-${name}`, {
    metadata: {
      name,
      labels: selectorLabels(options.workload ?? name),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: {
      ...(options.headless ? { clusterIp: 'None' } : {}),
      ...(options.notReady ? { publishNotReadyAddresses: true } : {}),
      ...options.loadBalancer,
      selector: selectorLabels(options.workload ?? name),
      // A headless Service may have no ports: it is only the name that a StatefulSet must have.
      ...(Object.keys(ports).length === 0 ? {} : { ports: Object.entries(ports).map(servicePort) }),
    },
  });
}

function servicePort([name, { port, target, appProtocol }]: readonly [
  string,
  { readonly port: number; readonly target: string; readonly appProtocol?: string },
]): k8s.ServicePort {
  return { name, port, targetPort: k8s.IntOrString.fromString(target), protocol: 'TCP', ...(appProtocol === undefined ? {} : { appProtocol }) };
}

/** Pods that run to their end, for kit/job.ts: the same defaults, and no probes. */
export function endingPods(
  options: Omit<WorkloadOptions, 'replicas' | 'containers'> & { readonly containers: readonly InitContainerOptions[] },
): k8s.PodTemplateSpec {
  const { metadata, spec } = podTemplate({ ...options, replicas: 1, containers: [] });
  return {
    ...(metadata === undefined ? {} : { metadata }),
    spec: { ...spec, restartPolicy: 'Never', containers: options.containers.map((one) => container(one)) },
  };
}

function podTemplate(options: WorkloadOptions): k8s.PodTemplateSpec {
  const selector = selectorLabels(options.name);
  return {
    metadata: {
      labels: { ...options.podLabels, ...selector },
      ...(options.podAnnotations === undefined ? {} : { annotations: options.podAnnotations }),
    },
    spec: {
      serviceAccountName: options.serviceAccount,
      automountServiceAccountToken: options.callsApi,
      enableServiceLinks: false,
      priorityClassName: options.priorityClass,
      terminationGracePeriodSeconds: options.terminationGracePeriodSeconds ?? 30,
      ...(options.host?.network ? { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
      ...(options.host?.processes ? { hostPid: true } : {}),
      ...(options.nodeSelector === undefined ? {} : { nodeSelector: options.nodeSelector }),
      securityContext: {
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
        ...(options.runAsUser === undefined ? {} : { runAsUser: options.runAsUser }),
        ...(options.fsGroup === undefined ? {} : { fsGroup: options.fsGroup }),
        ...options.podSecurity,
      },
      ...(options.replicas > 1 ? { topologySpreadConstraints: spread(selector) } : {}),
      ...tolerations(options),
      ...(options.initContainers === undefined ? {} : { initContainers: options.initContainers.map((init) => container(init)) }),
      containers: options.containers.map((main) => ({
        ...container(main),
        readinessProbe: main.probes.readiness,
        livenessProbe: main.probes.liveness,
        ...(main.probes.startup === undefined ? {} : { startupProbe: main.probes.startup }),
      })),
      ...(options.volumes === undefined ? {} : { volumes: [...options.volumes] }),
    },
  };
}

function container(options: InitContainerOptions & { readonly ports?: Ports }): k8s.Container {
  return {
    name: options.name,
    image: options.image,
    imagePullPolicy: 'IfNotPresent',
    ...(options.command === undefined ? {} : { command: [...options.command] }),
    ...(options.args === undefined ? {} : { args: [...options.args] }),
    ...(options.env === undefined ? {} : { env: [...options.env] }),
    ...(options.ports === undefined ? {} : { ports: Object.entries(options.ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })) }),
    resources: {
      requests: { cpu: k8s.Quantity.fromString(options.size.cpu), memory: k8s.Quantity.fromString(options.size.memory) },
      limits: { cpu: k8s.Quantity.fromString(options.size.cpuLimit), memory: k8s.Quantity.fromString(options.size.memory) },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
      ...options.security,
    },
    ...(options.mounts === undefined ? {} : { volumeMounts: [...options.mounts] }),
  };
}

function tolerations({ leavesLostNodeAfter, tolerations = [] }: WorkloadOptions): { readonly tolerations?: k8s.Toleration[] } {
  const all = [...tolerations, ...(leavesLostNodeAfter === undefined ? [] : lostNode(leavesLostNodeAfter))];
  return all.length === 0 ? {} : { tolerations: all };
}

/** In place of the tolerations that the API server gives each pod: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
function lostNode(tolerationSeconds: number): k8s.Toleration[] {
  return ['not-ready', 'unreachable'].map((state) => ({ key: `node.kubernetes.io/${state}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds }));
}

/** Zones first, then nodes. ScheduleAnyway: a lost zone must not keep pods from starting elsewhere. */
function spread(labels: Readonly<Record<string, string>>): k8s.TopologySpreadConstraint[] {
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: labels },
  }));
}

function disruptionBudget(scope: Construct, { name, replicas }: WorkloadOptions): void {
  if (replicas < 2) return;
  const labels = selectorLabels(name);
  new k8s.KubePodDisruptionBudget(scope, `PodDisruptionBudget-${name}`, {
    metadata: { name, labels },
    spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: labels } },
  });
}

/** A probe by HTTP on a named port; seconds between tries, and how many failures count. `host` where a program on the host's network listens to 127.0.0.1 only. */
export function httpProbe(
  path: string,
  port: string,
  options: {
    readonly scheme?: 'HTTPS';
    readonly host?: string;
    readonly periodSeconds?: number;
    readonly failureThreshold?: number;
    readonly timeoutSeconds?: number;
  } = {},
): k8s.Probe {
  const { scheme, host, ...timing } = options;
  return {
    httpGet: { path, port: k8s.IntOrString.fromString(port), ...(scheme === undefined ? {} : { scheme }), ...(host === undefined ? {} : { host }) },
    periodSeconds: 10,
    ...timing,
  };
}

/** A probe that only connects, for programs without a health address. */
export function tcpProbe(port: string, options: { readonly periodSeconds?: number; readonly failureThreshold?: number } = {}): k8s.Probe {
  return { tcpSocket: { port: k8s.IntOrString.fromString(port) }, periodSeconds: 10, ...options };
}

/** A probe that runs a program of the image, for what listens inside the pod alone. */
export function execProbe(command: readonly string[], options: { readonly periodSeconds?: number } = {}): k8s.Probe {
  return { exec: { command: [...command] }, periodSeconds: 10, timeoutSeconds: 5, ...options };
}

/** An empty folder that the pod may write; in memory where it holds secrets. Size such as 64Mi. */
export function emptyDir(name: string, sizeLimit: string, options: { readonly inMemory?: boolean } = {}): k8s.Volume {
  return { name, emptyDir: { sizeLimit: k8s.Quantity.fromString(sizeLimit), ...(options.inMemory ? { medium: 'Memory' } : {}) } };
}

export function configMapVolume(name: string, configMap: string, options: { readonly optional?: boolean } = {}): k8s.Volume {
  return { name, configMap: { name: configMap, ...options } };
}

export function secretVolume(name: string, secretName: string, options: { readonly optional?: boolean; readonly defaultMode?: number } = {}): k8s.Volume {
  return { name, secret: { secretName, ...options } };
}

/** A folder of the node. A component that uses one states it in `exceptions`. */
export function hostPath(name: string, path: string, type: 'Directory' | 'DirectoryOrCreate' | 'Socket' | 'File' = 'Directory'): k8s.Volume {
  return { name, hostPath: { path, type } };
}

/** A mount that the container can only read, unless `writable`. */
export function mount(
  name: string,
  mountPath: string,
  options: { readonly writable?: boolean; readonly subPath?: string; readonly propagation?: 'HostToContainer' | 'Bidirectional' } = {},
): k8s.VolumeMount {
  return {
    name,
    mountPath,
    ...(options.writable ? {} : { readOnly: true }),
    ...(options.subPath === undefined ? {} : { subPath: options.subPath }),
    ...(options.propagation === undefined ? {} : { mountPropagation: options.propagation }),
  };
}

/** An environment variable from a field of the pod, such as metadata.namespace. */
export function fieldEnv(name: string, fieldPath: string): k8s.EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

export function secretEnv(name: string, secret: string, key: string, options: { readonly optional?: boolean } = {}): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret, key, ...options } } };
}

export function configMapEnv(name: string, configMap: string, key: string, options: { readonly optional?: boolean } = {}): k8s.EnvVar {
  return { name, valueFrom: { configMapKeyRef: { name: configMap, key, ...options } } };
}
