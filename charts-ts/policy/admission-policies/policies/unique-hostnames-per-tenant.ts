import { coversHostname, givenHostnames } from '../../../kit/given-hostnames.ts';
import { polder } from '../../../kit/labels.ts';
import { all, cel, each, isNew, say, untyped, when } from '../cel.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const hostnamesOfIngress = `${untyped}.spec.?rules.orValue([]).map(rule, rule.?host.orValue(''))`;
const isGiven = `variables.allowed.exists(one, ${coversHostname('one', 'name')})`;

/**
 * A tenant's routes take only the hostnames that its namespace was given, so nobody answers for another. That no two
 * tenants are given the same one is checked where tenants are written, at generate.
 */
export const uniqueHostnamesPerTenant: Policy<'unique-hostnames-per-tenant'> = {
  name: 'unique-hostnames-per-tenant',
  rule: `routes in a tenant's namespace have hostnames of its annotation ${polder.hostnames}; use one of those, or ask the platform team to add it`,
  requests: [
    {
      apiGroups: ['gateway.networking.k8s.io'],
      // TLSRoute had these versions before v1.
      apiVersions: ['v1', 'v1alpha3', 'v1alpha2'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['httproutes', 'grpcroutes', 'tlsroutes'],
    },
    { apiGroups: ['networking.k8s.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['ingresses'] },
  ],
  where: inTenants,
  onlyWhen: { 'spec-is-new': isNew((of) => `${of}.spec`) },
  variables: {
    allowed: givenHostnames('namespaceObject'),
    hostnames: `${untyped}.kind == 'Ingress' ? ${hostnamesOfIngress} : ${untyped}.spec.?hostnames.orValue([])`,
    // Without a hostname a route takes each one that its Gateway or controller serves.
    takesAll: `size(variables.hostnames) == 0 || variables.hostnames.exists(name, name == '') || has(${untyped}.spec.defaultBackend)`,
    choice: "size(variables.allowed) == 0 ? 'none' : variables.allowed.join(', ')",
  },
  complaints: all([
    when(
      'variables.takesAll',
      say`${cel(`${untyped}.kind`)} "${cel(`${untyped}.metadata.name`)}" takes every hostname; write the hostnames that it is for, of those that this namespace has (${cel('variables.choice')})`,
    ),
    each(
      'variables.hostnames',
      'name',
      `name != '' && !${isGiven}`,
      say`hostname "${cel('name')}" is not one that this namespace has (${cel('variables.choice')}); use one of those, or ask the platform team to add it to the annotation ${polder.hostnames}`,
    ),
  ]),
};
