import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { polder } from '../support/fleet.ts';
import { id } from './world.ts';

const platform = `platform/${id}`;

/**
 * Puts the repository into a folder as it was before the last change of what this cluster's Argo CD syncs: HEAD where the work tree changes it.
 * Returns that commit; undefined where the history at hand is too short to say.
 */
export function previousVersion(folder: string): string | undefined {
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: polder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const commit = (() => {
    try {
      if (git('status', '--porcelain', '--', platform) !== '') return git('rev-parse', 'HEAD');
      const before = git('rev-parse', `${git('log', '--max-count=1', '--format=%H', '--', platform)}^`);
      return git('ls-tree', '--name-only', before, '--', `clusters/${id}/cluster.yaml`) === '' ? undefined : before;
    } catch {
      // No Git repository, or a shallow one.
      return undefined;
    }
  })();
  if (commit === undefined) return undefined;
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync('git', ['archive', commit], { cwd: polder, maxBuffer: 2 ** 30 });
  execFileSync('tar', ['--extract', `--directory=${folder}`], { input: archive });
  symlinkSync(join(polder, 'node_modules'), join(folder, 'node_modules'));
  return commit;
}
