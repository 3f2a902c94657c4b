import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue, type PolderCluster } from '../charts-ts/catalogue.ts';
import { type Amounts, capacity } from '../charts-ts/checks/nodes-hold-the-requests.ts';
import { compare, distinctProblems } from '../charts-ts/config/problem.ts';
import { suggestion } from '../charts-ts/config/words.ts';
import { tenantFolder } from '../charts-ts/emit/tenants.ts';
import { Refusal, readArguments, refuseProblems, run } from './lib/command.ts';
import { chooseClusters, readFleet } from './lib/fleet.ts';
import { type Counts, type Generated, type GenerateOptions, generateCluster, nothing } from './lib/generate-clusters.ts';
import { goneWithTenants, orphanFiles, removeLeftovers } from './lib/leftovers.ts';
import { codeFingerprint, isCurrent, type Memory, memoryOf, recall, remember } from './lib/memory.ts';
import { unconfirmedRemovals } from './lib/removals.ts';
import { progress, progressDone, table } from './lib/terminal.ts';
import { publish } from './lib/tree.ts';
import { runAtEachChange } from './lib/watch.ts';
import { inWorkers, stopWorkers } from './lib/workers.ts';

const help = `Makes the platform of each cluster under clusters/ into platform/.

  npm run generate                                          every cluster
  npm run generate -- odc-noord/prod-1                      one cluster
  npm run generate -- odc-noord/prod-1 --component traefik  one part of it

  --component NAME  only this component (or applications, root, applications-of-tenants: those of Argo CD)
  --check           write nothing; exit 1 and list what is not as generate would make it
  --watch           make again whenever a file under clusters/ or charts-ts/ is saved
  --shard K/N       only the K-th of N parts of the fleet, for CI jobs side by side
  --prune           also remove files under platform/ that generate did not make, and those of a cluster with
                    tenants that is no longer under clusters/
  --workers N       threads; default: as many as processors, for large fleets
  --fresh           do not trust what the last run remembered
  --json            the result as JSON on stdout
  --root FOLDER     the repository; default: this folder
`;

const polder = resolve(fileURLToPath(import.meta.url), '../..');

await run(async () => {
  const { values, positionals } = readArguments(help, {
    component: { type: 'string' },
    check: { type: 'boolean' },
    watch: { type: 'boolean' },
    shard: { type: 'string' },
    prune: { type: 'boolean' },
    workers: { type: 'string' },
    fresh: { type: 'boolean' },
    json: { type: 'boolean' },
    root: { type: 'string' },
  });
  const root = resolve(values.root ?? process.cwd());
  if (values.watch) {
    const args = process.argv.slice(2).filter((arg) => arg !== '--watch');
    return runAtEachChange([join(polder, 'scripts/start.mjs'), 'generate', ...args], [join(root, 'clusters'), join(polder, 'charts-ts')]);
  }
  const component = componentNamed(values.component);
  const fleet = readFleet(root);
  const chosen = shardOf(chooseClusters(fleet, positionals), values.shard);
  const unconfirmed = unconfirmedRemovals(root, chosen);
  if (unconfirmed.length > 0) throw refuseProblems(distinctProblems(unconfirmed));
  const whole = positionals.length === 0 && values.shard === undefined && component === undefined;

  const code = codeFingerprint(polder);
  // --check judges the bytes themselves, --prune asks for each file; a part of a cluster is not remembered.
  const memory: Memory = values.check || values.fresh || values.prune || component !== undefined ? {} : recall(root);
  const todo = chosen.filter((cluster) => !isCurrent(root, cluster, memory, code));
  if (!values.check) removeLeftovers(root);
  const staging = values.check ? undefined : `platform/.staging-${process.pid}`;
  const removeStaging = () => staging !== undefined && rmSync(join(root, staging), { recursive: true, force: true });
  const interrupted = async () => {
    await stopWorkers();
    removeStaging();
    console.error('\ninterrupted; nothing was changed');
    process.exit(130);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  try {
    const results = await generateAll(todo, { root, component, staging }, workersFor(values.workers, todo.length));
    const problems = results.flatMap((result) => result.problems);
    if (problems.length > 0) throw refuseProblems(distinctProblems(problems));
    const orphans = whole ? orphanFiles(root, fleet) : { stale: [], foreign: [] };
    const gone = values.prune ? [] : goneWithTenants(orphans.stale);
    if (gone.length > 0) throw new Refusal(...gone, 'nothing was written');
    const stale = [...results.flatMap((result) => result.stale), ...orphans.stale].sort(compare);
    const foreign = [...results.flatMap((result) => result.foreign), ...orphans.foreign].sort(compare);
    if (values.check) return report(results, stale, foreign, values.json ?? false);

    // From here on the tree changes: each step is a rename, and an interruption waits for the last one.
    process.on('SIGINT', () => {}).on('SIGTERM', () => {});
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    if (staging !== undefined) publish(root, staging, values.prune ? [...stale, ...foreign] : stale);
    if (component === undefined) remember(root, { ...recall(root), ...memoryOf(todo, results, code) });
    const rows = rowsOf(chosen, results, memory);
    if (values.json) process.stdout.write(`${JSON.stringify({ clusters: rows, removed: stale, foreign })}\n`);
    else tell(rows, orphans.stale.length);
    if (!values.prune) tellForeign(foreign);
    warnStale(fleet);
  } finally {
    removeStaging();
  }
});

function componentNamed(name: string | undefined): string | undefined {
  const names = [...catalogue.map((component) => component.name as string), 'applications', 'root', tenantFolder];
  if (name === undefined || names.includes(name)) return name;
  throw new Refusal(`there is no component "${name}"${suggestion(name, names) || `; there is ${names.join(', ')}`}`);
}

function shardOf(clusters: readonly PolderCluster[], shard: string | undefined): readonly PolderCluster[] {
  if (shard === undefined) return clusters;
  const match = /^(\d+)\/(\d+)$/.exec(shard);
  const [part, parts] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || part < 1 || part > parts) throw new Refusal(`--shard ${shard} is not a part; write it like 2/4: the second of four`);
  return clusters.filter((_, index) => index % parts === part - 1);
}

function workersFor(asked: string | undefined, clusters: number): number {
  if (asked !== undefined && !/^[1-9]\d?$/.test(asked)) throw new Refusal(`--workers ${asked} is not a number of threads; write it like 2`);
  // A worker takes half a second to start: only a larger fleet earns that back.
  return Math.min(asked === undefined ? availableParallelism() : Number(asked), asked === undefined ? Math.ceil(clusters / 16) : clusters);
}

async function generateAll(clusters: readonly PolderCluster[], options: GenerateOptions, workers: number): Promise<readonly Generated[]> {
  const results: Generated[] = [];
  const done = (result: Generated) => {
    results.push(result);
    progress(`${results.length}/${clusters.length} ${result.id}`);
  };
  if (workers < 2) for (const cluster of clusters) done(generateCluster(cluster, options));
  else await inWorkers(clusters, options, workers, done);
  progressDone();
  return results.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function report(results: readonly Generated[], stale: readonly string[], foreign: readonly string[], json: boolean): void {
  const changed = results.flatMap((result) => result.differing);
  if (json) process.stdout.write(`${JSON.stringify({ differs: changed, stale, foreign })}\n`);
  else
    for (const [paths, words] of [
      [changed, 'is not as generate would make it'],
      [stale, 'is no longer made by generate'],
      [foreign, 'was not made by generate'],
    ] as const)
      for (const path of paths) console.log(`${path} ${words}`);
  const count = changed.length + stale.length + foreign.length;
  if (count > 0) throw new Refusal(`${count} ${count === 1 ? 'file is' : 'files are'} not current; run: npm run generate`);
  if (!json) console.log('platform/ is current');
}

interface Row extends Counts {
  readonly id: string;
  /** Files that were written or removed. */
  readonly files: number;
  /** What the nodes of cluster.yaml that run pods offer together. */
  readonly offered: Amounts;
}

/** What became of each cluster; of one that was current already, what the last run remembered. */
function rowsOf(chosen: readonly PolderCluster[], results: readonly Generated[], memory: Memory): Row[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  return chosen.map(({ id, config }) => {
    const made = byId.get(id);
    const { components, objects, requests, storage } = { ...nothing, ...(made ?? memory[id]) };
    const { cpu, memory: bytes } = capacity(config);
    return {
      id,
      components,
      objects,
      files: made === undefined ? 0 : made.staged + made.stale.length,
      requests: { ...requests, cpu: Math.round(requests.cpu * 1000) / 1000 },
      offered: { cpu, memory: bytes },
      storage,
    };
  });
}

function tell(rows: readonly Row[], removed: number): void {
  const cells = rows.map(({ id, components, objects, files, requests, offered, storage }) => [
    id,
    components,
    objects,
    files,
    `${requests.cpu.toFixed(1)} of ${offered.cpu.toFixed(0)}`,
    `${gib(requests.memory).toFixed(1)} of ${gib(offered.memory).toFixed(0)} GiB`,
    storage === 0 ? '' : `${gib(storage).toFixed(0)} GiB`,
  ]);
  process.stdout.write(table(['cluster', 'components', 'objects', 'files changed', 'CPU requested', 'memory requested', 'volumes'], cells));
  if (removed > 0) console.error(`removed ${removed} files of clusters that are no longer under clusters/`);
}

function gib(bytes: number): number {
  return bytes / 2 ** 30;
}

function tellForeign(foreign: readonly string[]): void {
  if (foreign.length === 0) return;
  const more = foreign.length > 10 ? ` and ${foreign.length - 10} more` : '';
  console.error(`left alone, since generate did not make them (--prune removes them): ${foreign.slice(0, 10).join(', ')}${more}`);
}

/** What time makes wrong is told, but changes no output: the same input gives the same bytes on any day. */
function warnStale(fleet: readonly PolderCluster[]): void {
  const soon = new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  const due = fleet.filter(({ config }) => config.securityTxt.expires < soon);
  for (const expires of new Set(due.map(({ config }) => config.securityTxt.expires)))
    console.error(`warning: securityTxt.expires ${expires} is past or within 30 days; set a day at most a year ahead`);
}
