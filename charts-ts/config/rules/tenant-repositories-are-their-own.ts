import type { ClusterTenant } from '../tenants.ts';
import { type Facts, type Rule, tenantProblem } from './rules.ts';

/**
 * Argo CD keeps one clone and one cache for each address, whoever's login fetched it: what one project may read, every project that names
 * the address reads too (util/git/git.go NormalizeGitURL, reposerver/repository/repository.go gitRepoPaths). So a private repository has one
 * tenant, and the platform's own are no tenant's.
 */
export const tenantRepositoriesAreTheirOwn: Rule = (clusters) =>
  clusters.flatMap((cluster) => {
    const owners = ownersOfPrivate(cluster);
    return cluster.tenants.flatMap((tenant) =>
      Object.entries(tenant.config.repositories).flatMap(([name, { url }]) => {
        const words = ofPlatform(cluster, url) ?? ofAnother(cluster, tenant, owners.get(normalUrl(url)));
        return words === undefined ? [] : [tenantProblem(tenant, ['repositories', name, 'url'], `"${url}" ${words}`)];
      }),
    );
  });

function ofPlatform({ id, config: { git, mirrors } }: Facts, url: string): string | undefined {
  const asked = normalUrl(url);
  if (asked === normalUrl(git.repository)) return `is the repository of the platform itself on ${id}; write one of this tenant`;
  if (mirrors.git === undefined || !`${asked}/`.startsWith(`${normalUrl(mirrors.git)}/`)) return undefined;
  return `lies in ${mirrors.git}, the mirror that the platform reads on ${id}; write a repository of this tenant`;
}

function ofAnother({ id }: Facts, tenant: ClusterTenant, owner: ClusterTenant | undefined): string | undefined {
  if (owner === undefined || owner === tenant) return undefined;
  return `is private to ${owner.name} on ${id} (credentials: true in ${owner.file}), and Argo CD would show it to this tenant too; let the two share by a repository that needs no login, or each have its own`;
}

/** The first tenant, by name, that gets into an address with a login. */
function ownersOfPrivate({ tenants }: Facts): ReadonlyMap<string, ClusterTenant> {
  const owners = new Map<string, ClusterTenant>();
  for (const tenant of tenants)
    for (const { url, credentials } of Object.values(tenant.config.repositories)) {
      const address = normalUrl(url);
      if (credentials && !owners.has(address)) owners.set(address, tenant);
    }
  return owners;
}

/** At least as coarse as Argo CD's: capitals, `.git`, and what servers take for the same beside it: slashes at the end, the port of the scheme. */
function normalUrl(url: string): string {
  return new URL(url.toLowerCase()).href.replace(/(\/|\.git)+$/, '');
}
