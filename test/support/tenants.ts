import { valueAt } from '../../charts-ts/config/merge.ts';
import { Tenant } from '../../charts-ts/config/tenant.ts';
import type { ClusterTenant } from '../../charts-ts/config/tenants.ts';

/** The least that a tenant's file says, for a cluster of its own; tests add what they are about. */
export const leastTenant: Readonly<Record<string, unknown>> = {
  body: 'gemeente-voorbeeld',
  costCentre: '4711',
  classification: 'BBN2',
  contacts: { email: ['team@voorbeeld.example.nl'] },
  access: { 'team-voorbeeld': 'admin' },
  namespaces: { productie: { size: 'small' } },
};

/** Tenants of the example cluster by name, each the least and what is different. Throws zod's words when one is not valid. */
export function exampleTenants(tenants: Readonly<Record<string, Readonly<Record<string, unknown>>>>): ClusterTenant[] {
  return Object.keys(tenants)
    .sort()
    .map((name) => {
      const file = `clusters/tenants/${name}.yaml`;
      const written = { ...leastTenant, ...tenants[name] };
      return {
        name,
        file,
        config: Tenant.parse(written),
        place: () => ({ file, line: 1, column: 1 }),
        isWritten: (path) => valueAt(written, path) !== undefined,
      };
    });
}
