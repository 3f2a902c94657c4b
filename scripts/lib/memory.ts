import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PolderCluster } from '../../charts-ts/catalogue.ts';
import { clusterFolder } from '../../charts-ts/emit/files.ts';
import type { Counts, Generated } from './generate-clusters.ts';
import { fingerprint, listFiles } from './tree.ts';

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
  return sha256(JSON.stringify([code, cluster.id, cluster.file, cluster.config, cluster.lock, cluster.tenants]));
}

/** Whether a cluster's files stand there as the last run left them, made from what they would be made from now. */
export function isCurrent(root: string, cluster: PolderCluster, memory: Memory, code: string): boolean {
  const last = memory[cluster.id];
  if (last === undefined || last.input !== inputOf(cluster, code)) return false;
  return last.output === fingerprint(listFiles(root, clusterFolder(cluster)), (path) => join(root, path));
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
export function memoryOf(clusters: readonly PolderCluster[], results: readonly Generated[], code: string): Memory {
  const byId = new Map(results.map((result) => [result.id, result]));
  return Object.fromEntries(
    clusters.flatMap((cluster) => {
      const result = byId.get(cluster.id);
      // Where there are foreign files each run tells so, until somebody takes them away.
      if (result?.output === undefined || result.foreign.length > 0) return [];
      const { output, components, objects, requests, storage } = result;
      return [[cluster.id, { input: inputOf(cluster, code), output, components, objects, requests, storage }]];
    }),
  );
}
