import type { Tenant, TenantRole } from '../config/tenant.ts';
import { type ClusterTenant, namespaceOf } from '../config/tenants.ts';

/** The groups of a tenant that have a role, sorted. */
export function groupsOf(access: Tenant['access'], role: TenantRole): string[] {
  return Object.keys(access)
    .filter((group) => access[group] === role)
    .sort();
}

/** The namespaces of tenants that have hostnames, sorted. */
export function tenantRouteNamespaces(tenants: readonly ClusterTenant[]): string[] {
  return tenants
    .flatMap((tenant) =>
      Object.entries(tenant.config.namespaces)
        .filter(([, { hostnames }]) => hostnames.length > 0)
        .map(([name]) => namespaceOf(tenant, name)),
    )
    .sort();
}
