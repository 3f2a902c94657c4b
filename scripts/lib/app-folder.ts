import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { headerStart } from '../../charts-ts/app/render.ts';

/** How a folder differs from the files that it should hold, by name. */
export interface Difference {
  /** Not there, or with other bytes. */
  readonly changed: readonly string[];
  /** Made by polder-app once, and no longer wanted. */
  readonly stale: readonly string[];
  /** Wanted, but there is a file of somebody else's. */
  readonly foreign: readonly string[];
}

/** Compares; other files of the folder, and folders in it, are nobody's business. */
export function difference(folder: string, wanted: ReadonlyMap<string, string>): Difference {
  const present = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  const texts = new Map(present.map((name) => [name, textOf(join(folder, name))]));
  const isOurs = (name: string) => texts.get(name)?.startsWith(headerStart) === true;
  const changed = [...wanted].filter(([name, text]) => texts.get(name) !== text).map(([name]) => name);
  return {
    changed: changed.sort(),
    stale: present.filter((name) => !wanted.has(name) && isOurs(name)).sort(),
    foreign: changed.filter((name) => texts.has(name) && !isOurs(name)).sort(),
  };
}

/** Undefined for what is no file, such as a link, which is not followed. */
function textOf(path: string): string | undefined {
  return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
}

/** Writes all beside the folder first, then moves each file to its place, and removes what is stale: a full disk leaves the folder as it was. */
export function writeFolder(folder: string, wanted: ReadonlyMap<string, string>, { changed, stale }: Pick<Difference, 'changed' | 'stale'>): void {
  mkdirSync(folder, { recursive: true });
  const staging = join(dirname(folder), `.polder-app-${process.pid}`);
  try {
    mkdirSync(staging);
    for (const name of changed) writeFileSync(join(staging, name), wanted.get(name) ?? '');
    for (const name of changed) renameSync(join(staging, name), join(folder, name));
    for (const name of stale) unlinkSync(join(folder, name));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
