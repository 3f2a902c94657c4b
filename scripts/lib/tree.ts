import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { compare } from '../../charts-ts/config/problem.ts';
import { headerStart } from '../../charts-ts/emit/files.ts';

/** How the files of a folder differ from what they should be. Paths are relative to the repository. */
export interface Difference {
  /** Not there, or with other bytes. */
  readonly changed: readonly string[];
  /** Made by generate once, and no longer wanted. */
  readonly stale: readonly string[];
  /** Not made by generate: left alone unless `--prune`. */
  readonly foreign: readonly string[];
}

/** Compares wanted files with a folder of the tree. Reads a file only when its size is right. */
export function difference(root: string, folder: string, wanted: ReadonlyMap<string, string>): Difference {
  refuseLinks(root, folder);
  const present = listFiles(root, folder);
  const changed = [...wanted].filter(([path, text]) => !present.has(path) || !holds(join(root, path), text)).map(([path]) => path);
  const extra = [...present].filter((path) => !wanted.has(path));
  return { changed, stale: extra.filter((path) => isOurs(join(root, path))), foreign: extra.filter((path) => !isOurs(join(root, path))) };
}

/** All files below a folder, sorted; links and other odd entries count as files, and are not followed. */
export function listFiles(root: string, folder: string): ReadonlySet<string> {
  const found: string[] = [];
  const walk = (path: string) => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      if (entry.isDirectory()) walk(`${path}/${entry.name}`);
      else found.push(`${path}/${entry.name}`);
    }
  };
  if (existsSync(join(root, folder))) walk(folder);
  return new Set(found.sort(compare));
}

/**
 * A fingerprint of files by size, time and number on the disk, so that an edit by hand changes it. `place` says where each stands: the
 * move into the tree keeps all three.
 */
export function fingerprint(paths: Iterable<string>, place: (path: string) => string): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    const { size, mtimeMs, ino } = lstatSync(place(path));
    hash.update(`${path} ${size} ${mtimeMs} ${ino}\n`);
  }
  return hash.digest('hex');
}

/** A folder that is a link would lead what is written, and removed, out of the tree. */
function refuseLinks(root: string, folder: string): void {
  for (let path = folder; path !== 'platform' && path !== '.'; path = dirname(path)) {
    const target = join(root, path);
    if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) throw Object.assign(new Error(target), { code: 'ELOOP', path: target });
  }
}

function holds(file: string, text: string): boolean {
  const stat = lstatSync(file);
  return stat.isFile() && stat.size === Buffer.byteLength(text) && readFileSync(file, 'utf8') === text;
}

/** Whether generate made a file: by its first bytes, so that a large foreign file is not read whole. */
export function isOurs(file: string): boolean {
  if (!lstatSync(file).isFile()) return false;
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(headerStart.length);
    return readSync(descriptor, head, 0, head.length, 0) === head.length && head.toString() === headerStart;
  } finally {
    closeSync(descriptor);
  }
}

/** Writes files below a staging folder, beside the tree: nothing of the tree changes until `publish`. */
export function stage(root: string, staging: string, paths: readonly string[], wanted: ReadonlyMap<string, string>): void {
  if (paths.length === 0) return;
  // One by one: where the disk is read-only, making several folders at once fails for another reason than it has.
  for (const folder of [dirname(staging), staging]) makeFolder(join(root, folder));
  const made = new Set<string>();
  for (const path of paths) {
    const file = join(root, staging, path);
    const folder = dirname(file);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    writeFileSync(file, wanted.get(path) ?? '');
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    // Also when another worker just made it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Moves staged files into the tree, a whole folder at once where there is none yet, and removes what is no longer wanted. */
export function publish(root: string, staging: string, remove: readonly string[]): void {
  const [staged, tree] = [join(root, staging, 'platform'), join(root, 'platform')];
  if (existsSync(staged)) {
    refuseObstacles(staged, tree);
    moveInto(staged, tree);
  }
  rmSync(join(root, staging), { recursive: true, force: true });
  for (const path of remove) {
    unlinkSync(join(root, path));
    removeEmptyFolders(root, dirname(path));
  }
}

/** What no rename can do is found before the first one: a file where a folder must be, or the other way round. */
function refuseObstacles(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const target = join(to, entry.name);
    if (lstatSync(target, { throwIfNoEntry: false }) === undefined) continue;
    if (entry.isDirectory() !== isFolder(target)) throw Object.assign(new Error(target), { code: entry.isDirectory() ? 'ENOTDIR' : 'EISDIR', path: target });
    if (entry.isDirectory()) refuseObstacles(join(from, entry.name), target);
  }
}

function moveInto(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && isFolder(target)) moveInto(source, target);
    else renameSync(source, target);
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function removeEmptyFolders(root: string, folder: string): void {
  for (let path = folder; path !== '.' && path !== 'platform'; path = dirname(path)) {
    if (readdirSync(join(root, path)).length > 0) return;
    rmdirSync(join(root, path));
  }
}
