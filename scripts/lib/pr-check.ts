import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Refusal } from './command.ts';
import { withoutTokens } from './pr-settings.ts';
import type { Check } from './pr-text.ts';

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

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of our scripts in a folder, as npm does, and without tokens. */
export function runScript(script: string, args: readonly string[], cwd: string): Promise<Ran> {
  return runQuietly(process.execPath, [join(polder, 'scripts/start.mjs'), script, ...args], { cwd, env: withoutTokens() });
}

/** Runs a program to its end. Refuses one that is not there. */
export function runQuietly(
  program: string,
  args: readonly string[],
  { cwd, env, input = '' }: { cwd: string; env: NodeJS.ProcessEnv; input?: string | Buffer },
): Promise<Ran> {
  return new Promise((settle, fail) => {
    const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    child.stdin.on('error', () => {}); // It ended before it read all: its code tells.
    child.stdin.end(input);
    child.on('error', (error: NodeJS.ErrnoException) => fail(error.code === 'ENOENT' ? new Refusal(`${program} is not on the PATH; install it`) : error));
    child.on('close', (code) => settle({ code: code ?? 1, ...output }));
  });
}
