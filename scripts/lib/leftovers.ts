import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PolderCluster } from '../../charts-ts/catalogue.ts';
import { tenants } from '../../charts-ts/tenancy/tenants/index.ts';
import { isOurs, listFiles } from './tree.ts';

/** Files of clusters that were removed, and whatever else stands under platform/. */
export function orphanFiles(root: string, fleet: readonly PolderCluster[]): { readonly stale: readonly string[]; readonly foreign: readonly string[] } {
  const folders = new Set(fleet.map(({ id }) => id));
  const sites = existsSync(join(root, 'platform'))
    ? readdirSync(join(root, 'platform'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    : [];
  const orphans = sites.flatMap((site) =>
    readdirSync(join(root, 'platform', site.name), { withFileTypes: true })
      .filter((entry) => !folders.has(`${site.name}/${entry.name}`))
      .map((entry) => ({ path: `platform/${site.name}/${entry.name}`, isFolder: entry.isDirectory() }))
      .flatMap(({ path, isFolder }) => (isFolder ? [...listFiles(root, path)] : [path])),
  );
  return { stale: orphans.filter((path) => isOurs(join(root, path))), foreign: orphans.filter((path) => !isOurs(join(root, path))) };
}

/**
 * What to say of clusters that are no longer under clusters/, where platform/ has namespaces of tenants: a folder that is renamed or lost by a
 * slip takes all of them out of Git's sight at once. `stale` are the files of such clusters.
 */
export function goneWithTenants(stale: readonly string[]): string[] {
  const byCluster = new Map<string, Set<string>>();
  for (const path of stale) {
    const [root, site, cluster, component, tenant, file] = path.split('/');
    if (root !== 'platform' || component !== tenants.name || tenant === undefined || file?.startsWith('namespace.') !== true) continue;
    const id = `${site}/${cluster}`;
    byCluster.set(id, (byCluster.get(id) ?? new Set()).add(tenant));
  }
  return [...byCluster].map(
    ([id, names]) =>
      `clusters/${id} is gone, and ${[...names].join(', ')} had namespaces on it; put the folder back, and let each leave with npm run offboard; or, where that cluster itself is gone with all data on it: npm run generate -- --prune`,
  );
}

/** A run that was killed leaves its staging folder; it was never part of the tree. */
export function removeLeftovers(root: string): void {
  if (!existsSync(join(root, 'platform'))) return;
  for (const name of readdirSync(join(root, 'platform'))) {
    const pid = Number(/^\.staging-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid)) rmSync(join(root, 'platform', name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
