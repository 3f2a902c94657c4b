import { type ClusterTenant, namespaceOf } from '../tenants.ts';
import { type Rule, tenantProblem } from './rules.ts';

/** A namespace has one tenant: a-b with c and a with b-c would both be a-b-c. */
export const tenantNamespacesAreUnique: Rule = (clusters) =>
  clusters.flatMap(({ id, tenants }) => {
    const taken = new Map<string, ClusterTenant>();
    return tenants.flatMap((tenant) =>
      Object.keys(tenant.config.namespaces).flatMap((name) => {
        const whole = namespaceOf(tenant, name);
        const other = taken.get(whole);
        if (other === undefined) taken.set(whole, tenant);
        return other === undefined
          ? []
          : [tenantProblem(tenant, ['namespaces', name], `"${whole}" is a namespace of ${other.name} on ${id} already (${other.file}); choose another name`)];
      }),
    );
  });
