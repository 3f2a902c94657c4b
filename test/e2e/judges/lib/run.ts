import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxFolder } from '../../support/sandbox.ts';
import { type Judged, writeObjects } from './objects.ts';

/** Runs a judge's program and returns what it writes. `fine` are the exit codes that are an answer. Throws with its words otherwise. */
export function ask(
  program: string,
  args: readonly string[],
  { input = '', fine = [0, 1] }: { readonly input?: string; readonly fine?: readonly number[] } = {},
): string {
  const env = { PATH: process.env['PATH'], HOME: sandboxFolder() };
  const { stdout, stderr, status, error } = spawnSync(program, args, { encoding: 'utf8', input, env, maxBuffer: 2 ** 28 });
  if (error !== undefined) throw error;
  if (status === null || !fine.includes(status)) throw new Error(`${program} ended with ${status}:\n${stderr.trim()}\n${stdout.trim().slice(-2000)}`);
  return stdout;
}

/** A new folder of the sandbox with one file for each object. */
export function folderOf(objects: readonly Judged[]): { readonly folder: string; readonly files: ReadonlyMap<string, Judged> } {
  const folder = mkdtempSync(join(sandboxFolder(), 'judged-'));
  return { folder, files: writeObjects(folder, objects) };
}

/** What stands in a file of such a folder, as the judge names it. Throws when no object does. */
export function inFile(files: ReadonlyMap<string, Judged>, folder: string, file: string): Judged {
  const path = file.startsWith(folder) ? file.slice(folder.length) : file;
  const judged = files.get(path.replace(/^\.?\//, ''));
  if (judged === undefined) throw new Error(`no object was written to ${file}`);
  return judged;
}
