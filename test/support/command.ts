import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const polder = join(import.meta.dirname, '../..');

export interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Done>;
}

/** Runs a script as its npm script does, without a terminal. */
export function command(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Done> {
  return start(script, args, env).done;
}

/** The same, while it runs. */
export function start(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, ['scripts/start.mjs', script, ...args], {
    cwd: polder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const done = new Promise<Done>((settle, fail) => {
    child.on('error', fail).on('close', (code) => settle({ code, ...output }));
  });
  return { child, done };
}

/** Every file below a folder, by path, with its text. */
export function tree(root: string, folder = ''): Record<string, string> {
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]));
}

/** Waits until a claim holds; fails after ten seconds. */
export async function until(claim: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!claim()) {
    if (Date.now() > end) throw new Error('did not come about within ten seconds');
    await new Promise((wake) => setTimeout(wake, 10));
  }
}
