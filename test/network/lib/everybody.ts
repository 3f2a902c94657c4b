import { podsOf, within } from '../../../charts-ts/checks/pods.ts';
import { targetOf } from '../../../charts-ts/checks/reach/services.ts';
import { maps, type Workload, workloadText } from '../../../charts-ts/checks/reach/workload.ts';
import { places } from './connections.ts';
import { at, nameOf, type Reason, reason, toTargets } from './reason.ts';
import { ofKind, type Scene } from './scene.ts';

/** Every pod asks the cluster's DNS. */
export function resolving({ landscape }: Scene): Reason[] {
  const dns = landscape.workloads.filter(({ by, name }) => by === 'the cluster' && name === 'dns');
  return landscape.workloads
    .filter(({ hostNetwork, by }) => !hostNetwork && by !== 'the cluster')
    .flatMap((workload) => dns.flatMap((server) => ['dns', 'dns-tcp'].flatMap((port) => toTargets(workloadText(workload), targetOf(server, port), 'DNS'))));
}

/** Pods that have a token for the API server, by their own words or by those of their ServiceAccount. */
export function withToken(scene: Scene): Reason[] {
  return scene.landscape.workloads
    .filter((workload) => hasToken(workload, scene))
    .map((workload) => reason(nameOf(workload), places.nodes, [at(scene.landscape.apiServerPort)], 'it has a token for the API server'));
}

function hasToken({ object, namespace }: Workload, scene: Scene): boolean {
  const spec = object === undefined ? undefined : podsOf(object, 1)?.spec;
  if (spec === undefined) return false;
  const projected = maps(within(spec, 'volumes')).some((volume) =>
    maps(within(volume, 'projected', 'sources')).some((source) => 'serviceAccountToken' in source),
  );
  const account = ofKind(scene, 'ServiceAccount').find(({ metadata }) => metadata.namespace === namespace && metadata.name === spec.serviceAccountName);
  return projected || (within(spec, 'automountServiceAccountToken') ?? account?.['automountServiceAccountToken'] ?? true) === true;
}
