import { type ClusterTenant, hostnameBelow, hostnamesOverlap } from '../tenants.ts';
import { type Rule, tenantProblem } from './rules.ts';

/** A hostname has one tenant, wildcards included, and one namespace of it: nobody answers for another. */
export const tenantHostnamesAreUnique: Rule = (clusters) =>
  clusters.flatMap(({ id, config, tenants }) => {
    const index = hostnameIndex();
    return tenants.flatMap((tenant) => {
      const own = Object.entries(tenant.config.namespaces).flatMap(([name, { hostnames }]) =>
        hostnames.map((written, position) => ({
          path: ['namespaces', name, 'hostnames', position],
          namespace: name,
          hostname: hostnameBelow(config.ingress.domain, written),
        })),
      );
      const problems = own.flatMap(({ path, namespace, hostname }, position) => {
        const first = own.findIndex((one) => one.hostname === hostname);
        if (first !== position) {
          const words = own[first]?.namespace === namespace ? 'stands twice; keep one' : `is of the namespace ${own[first]?.namespace} already; choose another`;
          return [tenantProblem(tenant, path, `"${hostname}" ${words}`)];
        }
        const other = index.find(hostname);
        if (other === undefined) return [];
        const words = other.hostname === hostname ? 'is' : `overlaps ${other.hostname}`;
        return [tenantProblem(tenant, path, `"${hostname}" ${words} of ${other.tenant.name} on ${id} already (${other.tenant.file}); choose another`)];
      });
      for (const { hostname } of own) index.add({ hostname, tenant });
      return problems;
    });
  });

interface Taken {
  readonly hostname: string;
  readonly tenant: ClusterTenant;
}

/** Hostnames by all names that they lie below, so that hundreds of tenants are not each compared with all others. */
function hostnameIndex(): { add(taken: Taken): void; find(hostname: string): Taken | undefined } {
  const below = new Map<string, Taken>();
  const exact = new Map<string, Taken>();
  return {
    add(taken) {
      exact.set(taken.hostname, taken);
      for (const parent of parentsOf(taken.hostname)) if (!below.has(parent)) below.set(parent, taken);
    },
    find(hostname) {
      const wildcards = parentsOf(hostname).map((parent) => exact.get(`*.${parent}`));
      const candidates = [exact.get(hostname), ...wildcards, hostname.startsWith('*.') ? below.get(hostname.slice(2)) : undefined];
      return candidates.find((one) => one !== undefined && hostnamesOverlap(one.hostname, hostname));
    },
  };
}

/** a.b.nl lies below b.nl and nl. */
function parentsOf(hostname: string): string[] {
  const labels = hostname.split('.');
  return labels.slice(1).map((_, position) => labels.slice(position + 1).join('.'));
}
