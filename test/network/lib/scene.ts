import { type Built, ownObjects } from '../../../charts-ts/built.ts';
import { catalogue, type PolderCluster } from '../../../charts-ts/catalogue.ts';
import { within } from '../../../charts-ts/checks/pods.ts';
import { type Landscape, landscapeOf } from '../../../charts-ts/checks/reach/landscape.ts';
import { behind, type Service } from '../../../charts-ts/checks/reach/services.ts';
import type { Workload } from '../../../charts-ts/checks/reach/workload.ts';
import { problemText } from '../../../charts-ts/config/problem.ts';
import { type AnyComponent, comesWhenAsked } from '../../../charts-ts/kit/component.ts';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import { render } from '../../../charts-ts/render.ts';

/** A cluster as the proof looks at it: what reasons are found in. */
export interface Scene {
  readonly cluster: PolderCluster;
  readonly built: readonly Built[];
  readonly objects: readonly KubeObject[];
  readonly landscape: Landscape;
}

/** What is the platform's: tenants have a proof of their own (tenants.test.ts). Throws the problems' text where a check does not hold. */
export function sceneOf(cluster: PolderCluster): Scene {
  const rendered = render(catalogue as readonly AnyComponent[], cluster);
  if (!rendered.ok) throw new Error(rendered.problems.map(problemText).join('\n'));
  const built = rendered.value.built.filter(({ component }) => !comesWhenAsked(component)).map((one): Built => ({ ...one, objects: ownObjects(one) }));
  return { cluster, built, objects: built.flatMap((one) => one.objects), landscape: landscapeOf(built, cluster) };
}

export function ofKind({ objects }: Scene, ...kinds: readonly string[]): readonly KubeObject[] {
  return objects.filter(({ kind }) => kinds.includes(kind));
}

export function serviceNamed({ landscape }: Scene, namespace: string, name: string): Service {
  const found = landscape.services.find((service) => service.namespace === namespace && service.name === name);
  if (found === undefined) throw new Error(`there is no Service ${namespace}/${name}`);
  return found;
}

/** The pods of the program that serves the platform's hostnames. */
export function gatewayPods(scene: Scene): readonly Workload[] {
  const { workloads, services } = scene.landscape;
  const namespaces = ofKind(scene, 'Gateway').map(({ metadata }) => metadata.namespace);
  const doors = ofKind(scene, 'Service').filter(
    ({ metadata, ...object }) => namespaces.includes(metadata.namespace) && hasDoor({ metadata, ...object } as KubeObject),
  );
  const own = doors.flatMap(({ metadata }) => services.filter(({ namespace, name }) => namespace === metadata.namespace && name === metadata.name));
  const provided = workloads.filter(({ by, name }) => by === 'the cluster' && name === 'gateway');
  return [...own.flatMap((service) => behind(service, workloads)), ...provided];
}

function hasDoor(object: KubeObject): boolean {
  return ['LoadBalancer', 'NodePort'].includes(String(within(object, 'spec', 'type')));
}

/** The pods that read metrics. */
export function prometheusPods({ landscape }: Scene): readonly Workload[] {
  return landscape.workloads.filter(({ by, name }) => by === 'the Prometheus operator' || (by === 'the cluster' && name === 'metrics'));
}
