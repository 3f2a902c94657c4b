import type { KubeObject } from '../../kit/object.ts';
import { within } from '../pods.ts';
import type { Protocol } from './policy-types.ts';
import { type Labels, selected } from './selector.ts';
import { maps, type Workload } from './workload.ts';

/** A Service: policies are applied after its address is replaced by a pod's. */
export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** Undefined: somebody else says which addresses are behind it. */
  readonly selector: Labels | undefined;
  readonly ports: readonly ServicePort[];
}

interface ServicePort {
  readonly name: string | undefined;
  readonly port: number;
  readonly protocol: Protocol;
  /** The container's port, by number or name. */
  readonly target: number | string;
}

/** A port of a pod behind a Service. */
export interface Target {
  readonly workload: Workload;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Undefined when the object is no Service. */
export function serviceOf(object: KubeObject): Service | undefined {
  if (object.apiVersion !== 'v1' || object.kind !== 'Service') return undefined;
  return {
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    labels: object.metadata.labels ?? {},
    selector: within(object, 'spec', 'selector') as Labels | undefined,
    ports: maps(within(object, 'spec', 'ports')).map((port) => ({
      name: port['name'] as string | undefined,
      port: port['port'] as number,
      protocol: (port['protocol'] ?? 'TCP') as Protocol,
      target: (port['targetPort'] ?? port['port']) as number | string,
    })),
  };
}

/** The workloads behind a Service. */
export function behind({ namespace, selector }: Service, workloads: readonly Workload[]): readonly Workload[] {
  if (selector === undefined) return [];
  return workloads.filter((workload) => workload.namespace === namespace && selected({ matchLabels: selector }, workload.labels));
}

/** Where a Service's port leads, named or by number. */
export function targetsOf(service: Service, port: number | string, workloads: readonly Workload[]): readonly Target[] {
  return service.ports
    .filter((own) => own.port === port || own.name === port)
    .flatMap(({ target, protocol }) => behind(service, workloads).flatMap((workload) => targetOf(workload, target, protocol)));
}

/** A workload's port by its number or name; none when no container has the name. */
export function targetOf(workload: Workload, port: number | string, protocol?: Protocol): readonly Target[] {
  if (typeof port === 'number') return [{ workload, port, protocol: protocol ?? 'TCP' }];
  return workload.ports
    .filter((own) => own.name === port && (protocol === undefined || own.protocol === protocol))
    .map((own) => ({ workload, port: own.port, protocol: own.protocol }));
}
