import type { Path } from '../problem.ts';
import type { OtherTenant } from '../tenant.ts';
import { type ClusterTenant, namespaceOf } from '../tenants.ts';
import { suggestion } from '../words.ts';
import { type Facts, type Rule, tenantProblem } from './rules.ts';

/** Two tenants talk only where both files say so: whoever is called names the caller and the ports under `from`. */
export const tenantConnectionsAreAgreed: Rule = (clusters) =>
  clusters.flatMap((cluster) =>
    cluster.tenants.flatMap((tenant) =>
      Object.entries(tenant.config.namespaces).flatMap(([name, { connections }]) => {
        const at = (direction: 'to' | 'from', index: number, key?: string): Path => [
          'namespaces',
          name,
          'connections',
          direction,
          index,
          ...(key === undefined ? [] : [key]),
        ];
        const all = (['to', 'from'] as const).flatMap((direction) => connections[direction].map((other, index) => ({ direction, other, index })));
        return all.flatMap(({ direction, other, index }) => {
          const missing = notThere(cluster, tenant, other);
          if (missing !== undefined) return [tenantProblem(tenant, at(direction, index, missing.key), missing.message)];
          const refused = direction === 'to' ? notAgreed(cluster, tenant, name, other) : undefined;
          return refused === undefined ? [] : [tenantProblem(tenant, at(direction, index), refused)];
        });
      }),
    ),
  );

function notThere({ id, tenants }: Facts, { name }: ClusterTenant, other: OtherTenant): { readonly key: string; readonly message: string } | undefined {
  if (other.tenant === name)
    return { key: 'tenant', message: `"${name}" is this tenant itself; open its own namespaces to each other by NetworkPolicies of its own` };
  const found = tenants.find((one) => one.name === other.tenant);
  if (found === undefined) {
    const names = tenants.map((one) => one.name);
    return { key: 'tenant', message: `there is no tenant "${other.tenant}" on ${id}${suggestion(other.tenant, names) || `; there is ${names.join(', ')}`}` };
  }
  const namespaces = Object.keys(found.config.namespaces);
  if (namespaces.includes(other.namespace)) return undefined;
  const way = suggestion(other.namespace, namespaces) || `; there is ${namespaces.join(', ')}`;
  return { key: 'namespace', message: `${found.name} has no namespace "${other.namespace}" on ${id}${way}` };
}

function notAgreed({ id, tenants }: Facts, tenant: ClusterTenant, name: string, { tenant: called, namespace, ports }: OtherTenant): string | undefined {
  const other = tenants.find((one) => one.name === called);
  if (other?.archived !== undefined) return `${called} has left ${id} (${other.file}), and nothing in it answers; remove this`;
  if (other?.config.namespaces[namespace]?.leaving) return `${namespace} of ${called} is leaving ${id} (${other.file}), and nothing in it answers; remove this`;
  const agreed = (other?.config.namespaces[namespace]?.connections.from ?? []).filter((one) => one.tenant === tenant.name && one.namespace === name);
  const open = agreed.flatMap((one) => one.ports);
  const left = ports.filter((port) => !open.includes(port));
  if (other === undefined || left.length === 0) return undefined;
  const words = open.length === 0 ? '' : ` on port ${left.join(', ')}`;
  return `${called} has not agreed${words} on ${id}; let its people add { tenant: ${tenant.name}, namespace: ${name}, ports: [${left.join(', ')}] } to namespaces.${namespace}.connections.from in ${other.file}, so that ${namespaceOf(other, namespace)} opens`;
}
