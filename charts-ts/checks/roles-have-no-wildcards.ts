import type { Check } from './checks.ts';
import { exceptions } from './exceptions.ts';

interface Rule {
  readonly verbs?: readonly string[];
  readonly resources?: readonly string[];
  readonly apiGroups?: readonly string[];
}

/** `*` grants what nobody thought of. Where a program truly needs it, the component says why, and the object shows it. */
export const rolesHaveNoWildcards: Check = exceptions(['rbac-wildcard'], (object) => {
  if (object.kind !== 'Role' && object.kind !== 'ClusterRole') return undefined;
  const rules = (object['rules'] ?? []) as readonly Rule[];
  const wild = rules.some(({ verbs, resources, apiGroups }) => [verbs, resources, apiGroups].some((values) => values?.includes('*')));
  return wild ? [{ rule: 'rbac-wildcard', words: 'grants "*"; name verbs, resources and groups' }] : [];
});
