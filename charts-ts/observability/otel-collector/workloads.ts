import { posix } from 'node:path';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../../kit/checksum.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { goMemoryLimit } from '../../kit/size.ts';
import type { Trust } from '../../kit/trust.ts';
import {
  type ContainerOptions,
  configMapVolume,
  daemonSet,
  deployment,
  emptyDir,
  fieldEnv,
  hostPath,
  httpProbe,
  mount,
  type Ports,
  type Size,
  service,
} from '../../kit/workload.ts';
import { yamlText } from '../../kit/yaml.ts';
import { ports, storageFolder } from './shared.ts';
import type { CollectorConfig } from './types.ts';

interface Program {
  readonly name: string;
  readonly image: string;
  readonly size: Size;
  readonly priorityClass: string;
  readonly config: CollectorConfig;
  readonly trust: Trust;
}

/** Both read this label's change: a new configuration starts the pods again. */
const checksum = 'polder.internal/config-checksum';

/** The program on each node. `auditLog`: the API server's, whose folder is there on the control plane only. */
export function agentProgram(scope: Construct, program: Program, auditLog: string | undefined): void {
  const audit = auditLog === undefined ? undefined : posix.dirname(auditLog);
  daemonSet(scope, {
    name: program.name,
    serviceAccount: serviceAccount(scope, program.name),
    callsApi: true,
    priorityClass: program.priorityClass,
    everyNode: true,
    podAnnotations: { [checksum]: configMap(scope, program) },
    podSecurity: { runAsNonRoot: false, runAsUser: 0 },
    volumes: [
      configMapVolume('config', program.name),
      hostPath('pods', '/var/log/pods'),
      ...(audit === undefined ? [] : [hostPath('audit', audit, 'DirectoryOrCreate')]),
      hostPath('state', `/var/lib/${program.name}`, 'DirectoryOrCreate'),
      ...program.trust.volumes,
    ],
    containers: [
      {
        ...container('agent', program, {}),
        security: { runAsNonRoot: false },
        mounts: [
          mount('config', '/etc/otelcol'),
          mount('pods', '/var/log/pods'),
          ...(audit === undefined ? [] : [mount('audit', audit)]),
          mount('state', storageFolder, { writable: true }),
          ...program.trust.mounts,
        ],
      },
    ],
  });
}

/** The programs that take OTLP. */
export function gatewayProgram(scope: Construct, program: Program, replicas: number): void {
  deployment(scope, {
    name: program.name,
    replicas,
    serviceAccount: serviceAccount(scope, program.name),
    callsApi: true,
    priorityClass: program.priorityClass,
    fsGroup: 10001,
    podAnnotations: { [checksum]: configMap(scope, program) },
    // What could not be sent yet: it outlives the program, not the pod.
    volumes: [configMapVolume('config', program.name), emptyDir('state', '4Gi'), ...program.trust.volumes],
    containers: [
      {
        ...container('gateway', program, { grpc: ports.grpc, http: ports.http }),
        mounts: [mount('config', '/etc/otelcol'), mount('state', storageFolder, { writable: true }), ...program.trust.mounts],
      },
    ],
  });
  service(scope, program.name, {
    grpc: { port: ports.grpc, target: 'grpc' },
    http: { port: ports.http, target: 'http' },
    metrics: { port: ports.metrics, target: 'metrics' },
  });
}

function container(name: string, { image, size, trust }: Program, taken: Ports): ContainerOptions {
  return {
    name,
    image,
    args: ['--config=/etc/otelcol/config.yaml'],
    env: [fieldEnv('K8S_NODE_NAME', 'spec.nodeName'), goMemoryLimit(size), ...trust.env],
    ports: { ...taken, metrics: ports.metrics, health: ports.health },
    size,
    probes: {
      readiness: httpProbe('/', 'health'),
      liveness: httpProbe('/', 'health', { periodSeconds: 15, timeoutSeconds: 5 }),
      // It waits for the API server before it answers.
      startup: httpProbe('/', 'health', { periodSeconds: 5, failureThreshold: 24 }),
    },
  };
}

/** Writes the configuration; returns its checksum. */
function configMap(scope: Construct, { name, config }: Program): string {
  const text = yamlText(config);
  new k8s.KubeConfigMap(scope, `ConfigMap-${name}`, { metadata: { name }, data: { 'config.yaml': text } });
  return checksumOf(text);
}
