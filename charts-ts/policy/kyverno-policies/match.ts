import type { LabelRequirement, ResourceRule } from '../../kit/admission.ts';
import type { MatchConstraints } from '../../kit/image-policy.ts';
import { polder } from '../../kit/labels.ts';

const ofTenants: LabelRequirement = { key: polder.tenant, operator: 'Exists' };

const places: Readonly<Record<'tenants' | 'platform' | 'everywhere', readonly LabelRequirement[]>> = {
  tenants: [ofTenants],
  platform: [{ key: polder.layer, operator: 'In', values: ['platform'] }],
  everywhere: [],
};

/** Requests for these resources, in the namespaces of that place. A namespace itself is judged by its own labels. */
export function requests(where: keyof typeof places, rules: readonly ResourceRule[]): MatchConstraints {
  const requirements = places[where];
  return {
    matchPolicy: 'Equivalent',
    ...(requirements.length === 0 ? {} : { namespaceSelector: { matchExpressions: requirements } }),
    resourceRules: rules.map((rule) => ({ ...rule, scope: '*' })),
  };
}

/** Namespaces of tenants, when somebody makes or changes one. */
export const namespacesOfTenants = requests('tenants', [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['namespaces'] }]);
