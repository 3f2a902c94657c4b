import { polder } from '../kit/labels.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';

/** `*` grants what nobody thought of. Where a program truly needs it, the component says why, and the object shows it. */
export const rolesHaveNoWildcards: Check = (built, cluster) =>
  eachObject(built, cluster, (object, { component }) => {
    if (object.kind !== 'Role' && object.kind !== 'ClusterRole') return [];
    const rules = (object['rules'] ?? []) as readonly {
      readonly verbs?: readonly string[];
      readonly resources?: readonly string[];
      readonly apiGroups?: readonly string[];
    }[];
    const wild = rules.some(({ verbs, resources, apiGroups }) => [verbs, resources, apiGroups].some((values) => values?.includes('*')));
    const exception = component.exceptions?.find(
      (candidate) => candidate.rule === 'rbac-wildcard' && candidate.object === `${object.kind}/${object.metadata.name}`,
    );
    if (wild && exception === undefined) return ['grants "*"; name verbs, resources and groups, or state an exception with its reason'];
    if (wild && object.metadata.annotations?.[polder.exception] !== exception?.reason)
      return [`must show its exception's reason in the annotation ${polder.exception}`];
    return !wild && exception !== undefined ? ['has an exception for "*" that it does not use; remove the exception'] : [];
  });
