import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PolderCluster } from '../../charts-ts/catalogue.ts';
import { clusterFolder } from '../../charts-ts/emit/files.ts';
import { type Counts, type Generated, nothing } from './generate-clusters.ts';
import { listFiles } from './tree.ts';

/** What generate remembers of its last run, so that the next one does only what changed. Losing it costs time, nothing else. */
export interface Memory {
  readonly [id: string]: Counts & { readonly input: string; readonly output: string };
}

const file = 'node_modules/.cache/polder/generated.json';

/** The memory of a repository; empty when there is none, or it cannot be read. */
export function recall(root: string): Memory {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')) as Memory;
  } catch {
    return {};
  }
}

/** Keeps the memory; a failure is not told, since only time is lost. */
export function remember(root: string, memory: Memory): void {
  try {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, `${file}.new`), JSON.stringify(memory));
    renameSync(join(root, `${file}.new`), join(root, file));
  } catch {
    // A read-only checkout generates all the same.
  }
}

/** A fingerprint of all that a cluster's files are made from: its configuration, and the code. */
function inputOf(cluster: PolderCluster, code: string): string {
  return sha256(JSON.stringify([code, cluster.id, cluster.file, cluster.config, cluster.lock]));
}

/** Whether a cluster's files stand there as the last run left them, made from what they would be made from now. */
export function isCurrent(root: string, cluster: PolderCluster, memory: Memory, code: string): boolean {
  const last = memory[cluster.id];
  return last !== undefined && last.input === inputOf(cluster, code) && last.output === outputOf(root, cluster);
}

/** A fingerprint of the files that stand there, by size and time: an edit by hand changes it. */
function outputOf(root: string, cluster: PolderCluster): string {
  const stats = [...listFiles(root, clusterFolder(cluster))].map((path) => {
    const { size, mtimeMs, ino } = lstatSync(join(root, path));
    return `${path} ${size} ${mtimeMs} ${ino}`;
  });
  return sha256(stats.join('\n'));
}

/** A fingerprint of the code that renders, and of its dependencies' versions. */
export function codeFingerprint(polder: string): string {
  const paths = readdirSync(join(polder, 'charts-ts'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
  );
  const texts = [...paths.sort().map((path) => `charts-ts/${path}`), 'package-lock.json'].map((path) => `${path}\n${readFileSync(join(polder, path), 'utf8')}`);
  return sha256(texts.join('\n'));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What to remember of clusters that were generated just now. */
export function memoryOf(root: string, clusters: readonly PolderCluster[], results: readonly Generated[], code: string): Memory {
  const byId = new Map(results.map((result) => [result.id, result]));
  // Where there are foreign files each run tells so, until somebody takes them away.
  const clean = clusters.filter(({ id }) => byId.get(id)?.foreign.length === 0);
  return Object.fromEntries(
    clean.map((cluster) => {
      const { components, objects, requests, storage } = byId.get(cluster.id) ?? nothing;
      return [cluster.id, { input: inputOf(cluster, code), output: outputOf(root, cluster), components, objects, requests, storage }];
    }),
  );
}
