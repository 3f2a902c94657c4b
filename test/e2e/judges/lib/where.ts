import { podsOf, within } from '../../../../charts-ts/checks/pods.ts';
import type { ExceptionRule } from '../../../../charts-ts/kit/component.ts';
import { polder } from '../../../../charts-ts/kit/labels.ts';
import type { KubeObject } from '../../../../charts-ts/kit/object.ts';

/** The object itself says why: its component has an exception for this rule, which `generate` writes on it and demands of it. */
export function states(...rules: readonly ExceptionRule[]): (object: KubeObject) => boolean {
  return ({ metadata }) => rules.some((rule) => new RegExp(`(^|; )${rule}: `).test(metadata.annotations?.[polder.exception] ?? ''));
}

/** Its pods are spread over nodes by a topology spread constraint, which is what Kubernetes has for it since 1.19. */
export function spreadsOverNodes(object: KubeObject): boolean {
  const constraints = within(podsOf(object, 1)?.spec, 'topologySpreadConstraints') as readonly { readonly topologyKey: string }[] | undefined;
  return (constraints ?? []).some(({ topologyKey }) => topologyKey === 'kubernetes.io/hostname');
}

/** It names the pull policy that it means. */
export function pullsOnce(object: KubeObject): boolean {
  const { containers = [], initContainers = [] } = podsOf(object, 1)?.spec ?? {};
  return [...containers, ...initContainers].every((container) => within(container, 'imagePullPolicy') === 'IfNotPresent');
}

/** A field of the object's spec has this value. */
export function has(value: unknown, ...path: readonly string[]): (object: KubeObject) => boolean {
  return (object) => within(object['spec'], ...path) === value;
}
