import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { withoutTokens } from './pr-settings.ts';
import type { Check } from './pr-text.ts';
import { type Ran, runQuietly } from './run-quietly.ts';

const polder = resolve(fileURLToPath(import.meta.url), '../../..');

const Answer = z.object({ differs: z.array(z.string()), stale: z.array(z.string()), foreign: z.array(z.string()) });

/** What `generate --check` says of a folder. A program of its own, so that what a pull request brings runs without a token. */
export async function checkPlatform(root: string): Promise<Check> {
  const { code, stdout, stderr } = await runScript('generate', ['--check', '--json', '--root', root], root);
  if (code === 2) throw new Error(`generate --check failed:\n${stderr}`);
  const answer = stdout.trim() === '' ? undefined : Answer.safeParse(JSON.parse(stdout)).data;
  if (answer === undefined) return { state: 'refused', lines: stderr.trim().split('\n') };
  const files = [...answer.differs, ...answer.stale, ...answer.foreign].sort();
  return files.length === 0 ? { state: 'current' } : { state: 'stale', files };
}

/** Runs one of our scripts in a folder, as npm does, and without tokens. */
export async function runScript(script: string, args: readonly string[], cwd: string): Promise<Omit<Ran, 'stdout'> & { readonly stdout: string }> {
  const ran = await runQuietly(process.execPath, [join(polder, 'scripts/start.mjs'), script, ...args], { cwd, env: withoutTokens() });
  return { ...ran, stdout: ran.stdout.toString() };
}
