import { polder } from '../../../kit/labels.ts';
import { cel, list, literal, say, when } from '../cel.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const tenant = `object.metadata.labels[${literal(polder.tenant)}]`;

function isBlank(kind: 'labels' | 'annotations'): string {
  return `object.metadata.?${kind}[?key].orValue('') == ''`;
}

/** Of every namespace of a tenant it is known who answers for it, who pays, and whom to write to at night. */
export const tenantOwnership: Policy<'tenant-ownership'> = {
  name: 'tenant-ownership',
  rule: `a tenant's namespace says ${polder.owner}, ${polder.costCentre} and ${polder.contact}; add them as annotations`,
  requests: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['namespaces'] }],
  where: inTenants,
  variables: {
    missing: `${list([polder.owner, polder.costCentre, polder.contact])}.filter(key, ${isBlank('labels')} && ${isBlank('annotations')})`,
  },
  complaints: when(
    'size(variables.missing) > 0',
    say`namespace "${cel('object.metadata.name')}" of tenant "${cel(tenant)}" has no ${cel("variables.missing.join(', ')")}; add them as annotations`,
  ),
};
