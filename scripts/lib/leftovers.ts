import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PolderCluster } from '../../charts-ts/catalogue.ts';
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
