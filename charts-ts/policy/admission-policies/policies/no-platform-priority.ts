import { all, cel, literal, say, when } from '../cel.ts';
import { podSpec, podSpecIsNew, podsAndTemplates } from '../pods.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const remedy = 'remove priorityClassName';
const className = "variables.podSpec.?priorityClassName.orValue('')";
/** The cluster's own classes, and the platform's but that of tenants (component `base`). */
const isOfOthers = `${className}.startsWith(${literal('system-')}) || (${className}.startsWith(${literal('polder-')}) && ${className} != ${literal('polder-tenant')})`;
/** Of a pod the API server has filled in what its class means; a template only names it. */
const isHigh = 'variables.podSpec.?priority.orValue(0) > 0';

/** Who has a higher priority takes the place of others: of other tenants' pods, and in the end of the platform's. */
export const noPlatformPriority: Policy<'no-platform-priority'> = {
  name: 'no-platform-priority',
  rule: `pods of a tenant have the priority of tenants; ${remedy}`,
  requests: podsAndTemplates,
  where: inTenants,
  onlyWhen: podSpecIsNew,
  variables: podSpec,
  complaints: all([
    when(`${isOfOthers} || ${isHigh}`, say`the pod has the priority class "${cel(className)}", before which other tenants' pods would have to go; ${remedy}`),
  ]),
};
