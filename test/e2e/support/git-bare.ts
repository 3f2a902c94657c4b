import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a bare repository where there is none yet; its folder may be there, such as a disk of its own. */
export function makeBare(folder: string): void {
  if (existsSync(join(folder, 'HEAD'))) return;
  mkdirSync(folder, { recursive: true });
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder]);
}
