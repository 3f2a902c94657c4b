import { isMap } from '../config/merge.ts';
import type { KubeObject } from '../kit/object.ts';

export interface ContainerSpec {
  readonly name: string;
  readonly image?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string>>; readonly limits?: Readonly<Record<string, string>> };
  readonly readinessProbe?: unknown;
  readonly livenessProbe?: unknown;
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: Reference; readonly configMapKeyRef?: Reference } }[];
  readonly envFrom?: readonly { readonly secretRef?: Reference; readonly configMapRef?: Reference }[];
}

export interface Reference {
  readonly name: string;
  readonly optional?: boolean;
}

export interface PodSpec {
  readonly containers: readonly ContainerSpec[];
  readonly initContainers?: readonly ContainerSpec[];
  readonly serviceAccountName?: string;
  readonly volumes?: readonly {
    readonly configMap?: Reference;
    readonly secret?: { readonly secretName: string; readonly optional?: boolean };
    readonly projected?: { readonly sources?: readonly { readonly secret?: Reference; readonly configMap?: Reference }[] };
    readonly persistentVolumeClaim?: unknown;
  }[];
}

export interface Pods {
  readonly object: KubeObject;
  readonly spec: PodSpec;
  readonly labels: Readonly<Record<string, string>>;
  /** How many pods there will be on a cluster with so many nodes. */
  readonly count: number;
  /** True when the pods end by themselves: these need no probes. */
  readonly ends: boolean;
}

/** The pods that an object makes; undefined when it makes none. */
export function podsOf(object: KubeObject, nodes: number): Pods | undefined {
  if (!kindsWithPods.has(object.kind)) return undefined;
  const spec = object['spec'];
  if (!isMap(spec)) return undefined;
  const holder = object.kind === 'CronJob' ? within(spec, 'jobTemplate', 'spec') : spec;
  const template = object.kind === 'Pod' ? { metadata: object.metadata, spec } : within(holder, 'template');
  if (!isMap(template)) return undefined;
  const replicas = typeof spec['replicas'] === 'number' ? spec['replicas'] : 1;
  return {
    object,
    spec: template['spec'] as unknown as PodSpec,
    labels: (within(template, 'metadata', 'labels') ?? {}) as Readonly<Record<string, string>>,
    count: object.kind === 'DaemonSet' ? nodes : replicas,
    ends: object.kind === 'Job' || object.kind === 'CronJob',
  };
}

const kindsWithPods: ReadonlySet<string> = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']);

/** A value deep inside an object, or undefined. */
export function within(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((here, key) => (isMap(here) ? here[key] : undefined), value);
}

/** Whether a Kubernetes label selector (matchLabels only) selects these labels. */
export function selects(matchLabels: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}
