import { all, cel, isNew, literal, say, untyped, when } from '../cel.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const name = cel(`${untyped}.metadata.name`);

/** What tenants publish goes through the Gateway: these lead around it, and ExternalName and externalIPs also take traffic of others. */
export const noExternalServices: Policy<'no-external-services'> = {
  name: 'no-external-services',
  rule: 'Services of a tenant are of the type ClusterIP, without externalIPs; use that, and a route for what is public',
  requests: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['services'] }],
  where: inTenants,
  onlyWhen: { 'spec-is-new': isNew((of) => `${of}.spec`) },
  variables: {
    type: `${untyped}.spec.?type.orValue('ClusterIP')`,
    addresses: `${untyped}.spec.?externalIPs.orValue([])`,
  },
  complaints: all([
    when(
      `variables.type != ${literal('ClusterIP')}`,
      say`Service "${name}" is of the type ${cel('variables.type')}, which leads around the Gateway; use ClusterIP, and a route for what is public`,
    ),
    when(
      'size(variables.addresses) > 0',
      say`Service "${name}" takes the addresses ${cel("variables.addresses.join(', ')")}, whoever they belong to; remove externalIPs`,
    ),
  ]),
};
