import { isMap } from '../../config/merge.ts';
import type { KubeObject } from '../../kit/object.ts';
import { podsOf, within } from '../pods.ts';
import type { NamedPort } from './evaluate.ts';
import type { Protocol } from './policy-types.ts';
import type { Labels } from './selector.ts';

/** Pods that are alike: those of one controller, in Git or made by an operator. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly ports: readonly NamedPort[];
  /** On the host's network their traffic is the node's: no policy selects them. */
  readonly hostNetwork: boolean;
  /** Who makes the pods: `Deployment`, or an operator's name. */
  readonly by: string;
  /** What in Git they come from: the controller, or the custom resource. */
  readonly object: KubeObject | undefined;
}

/** `namespace/name`, as people and messages name a workload. */
export function workloadText({ namespace, name }: Pick<Workload, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** The workload of an object in Git; undefined when it makes no pods. */
export function workloadOf(object: KubeObject): Workload | undefined {
  const pods = podsOf(object, 1);
  if (pods === undefined) return undefined;
  return {
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    labels: pods.labels,
    ports: portsOf(pods.spec),
    hostNetwork: within(pods.spec, 'hostNetwork') === true,
    by: object.kind,
    object,
  };
}

/** Ports that the containers declare, those beside the main ones included. */
function portsOf(spec: unknown): NamedPort[] {
  return ['containers', 'initContainers'].flatMap((kind) =>
    maps(within(spec, kind)).flatMap((container) =>
      maps(container['ports']).map((port) => ({
        name: port['name'] as string | undefined,
        port: port['containerPort'] as number,
        protocol: (port['protocol'] ?? 'TCP') as Protocol,
      })),
    ),
  );
}

/** The maps of a list; none where there is no list. */
export function maps(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
