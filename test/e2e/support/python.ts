import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './programs.ts';

/** The only Python program. Its version and those of all that it needs stand in programs/checkov/requirements.txt. */
const requirements = resolve(fileURLToPath(import.meta.url), '../../programs/checkov/requirements.txt');

/** Installs Checkov into an environment of its own in the cache, once: `checkov` needs no network after it. Throws with what pip says. */
export function preparePython(): void {
  const folder = environmentFolder();
  const finished = join(folder, 'finished');
  if (existsSync(finished)) return;
  const started = Date.now();
  process.stderr.write('installing checkov (about half a minute the first time)\n');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    // In its final place: the commands of an environment name their interpreter by its whole path.
    python('python3', ['-m', 'venv', folder]);
    python(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--requirement', requirements]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  mkdirSync(finished);
  process.stderr.write(`installed checkov in ${Math.round((Date.now() - started) / 1000)} s\n`);
}

/** The program's path. */
export function checkov(): string {
  return join(environmentFolder(), 'bin/checkov');
}

function environmentFolder(): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).update(`${process.platform} ${process.arch}`);
  return join(cacheFolder(), `checkov-${hash.digest('hex').slice(0, 16)}`);
}

function python(program: string, args: readonly string[]): void {
  try {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').slice(-10).join('\n') : '';
    throw new Error(`checkov cannot be installed; it needs Python 3.11 or newer with venv (apt-get install python3-venv):\n${said}`);
  }
}
