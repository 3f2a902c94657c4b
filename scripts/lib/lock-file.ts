import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dump } from 'js-yaml';
import type { Lock } from '../../charts-ts/config/lock.ts';
import { compare } from '../../charts-ts/config/problem.ts';
import { Refusal } from './command.ts';

/** A line of the lock that comes, changes or goes. */
export interface Change {
  /** The image's upstream reference, or `url@tag` of a repository. */
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
}

/** Puts what was resolved into a lock. What others of the site have stays, unless `keep` says which names stay. */
export function mergeLock(old: Lock, resolved: Lock, keep?: ReadonlySet<string>): Lock {
  const merge = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries({ ...before, ...after })
        .filter(([name]) => keep === undefined || keep.has(name))
        .sort(([a], [b]) => compare(a, b)),
    );
  return { images: merge(old.images, resolved.images), repositories: merge(old.repositories, resolved.repositories) };
}

/** How two locks differ, sorted by name. */
export function lockChanges(old: Lock, now: Lock): Change[] {
  const [before, after] = [flat(old), flat(now)];
  return [...new Set([...before.keys(), ...after.keys()])].sort(compare).flatMap((name) => {
    const [from, to] = [before.get(name), after.get(name)];
    return from === to ? [] : [{ name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}

function flat({ images, repositories }: Lock): Map<string, string> {
  return new Map([...Object.entries(images), ...Object.entries(repositories)]);
}

/** The file's text: the same for the same lock. */
export function lockText({ images, repositories }: Lock): string {
  const parts = Object.entries({ images, repositories }).filter(([, entries]) => Object.keys(entries).length > 0);
  const head = '# What the mirrors of this site serve: written by npm run lock, which keeps no other comment.\n';
  return head + (parts.length === 0 ? '' : dump(Object.fromEntries(parts), { lineWidth: -1, noRefs: true, sortKeys: compare }));
}

/** `clusters/<site>/lock.yaml`. */
export function lockPath(site: string): string {
  return `clusters/${site}/lock.yaml`;
}

/** The text as it is now; undefined when there is no file. */
export function readLockText(root: string, site: string): string | undefined {
  const file = join(root, lockPath(site));
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Writes beside, then renames. Refuses when somebody changed the file since `before` was read. */
export function writeLock(root: string, site: string, before: string | undefined, lock: Lock): void {
  const file = join(root, lockPath(site));
  // A name with a dot is one that nothing reads.
  const beside = join(dirname(file), `.lock.${process.pid}`);
  try {
    writeFileSync(beside, lockText(lock));
    if (readLockText(root, site) !== before) throw new Refusal(`${lockPath(site)} changed while this was running, and was left as it is; run again`);
    renameSync(beside, file);
  } finally {
    rmSync(beside, { force: true });
  }
}
