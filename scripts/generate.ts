import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, watch } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue, type PolderCluster } from '../charts-ts/catalogue.ts';
import { compare, distinctProblems } from '../charts-ts/config/problem.ts';
import { suggestion } from '../charts-ts/config/words.ts';
import { Refusal, readArguments, refuseProblems, run } from './lib/command.ts';
import { chooseClusters, readFleet } from './lib/fleet.ts';
import { type Generated, type GenerateOptions, generateCluster } from './lib/generate-clusters.ts';
import { codeFingerprint, inputOf, type Memory, outputOf, recall, remember } from './lib/memory.ts';
import { progress, progressDone, table } from './lib/terminal.ts';
import { isOurs, listFiles, publish } from './lib/tree.ts';
import { inWorkers, stopWorkers } from './lib/workers.ts';

const help = `Makes the platform of each cluster under clusters/ into platform/.

  npm run generate                                          every cluster
  npm run generate -- odc-noord/prod-1                      one cluster
  npm run generate -- odc-noord/prod-1 --component traefik  one part of it

  --component NAME  only this component (or applications, or root: the Argo CD Applications)
  --check           write nothing; exit 1 and list what is not as generate would make it
  --watch           make again whenever a file under clusters/ or charts-ts/ is saved
  --shard K/N       only the K-th of N parts of the fleet, for CI jobs side by side
  --prune           also remove files under platform/ that generate did not make
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
  if (values.watch)
    return keepGenerating(
      root,
      process.argv.slice(2).filter((arg) => arg !== '--watch'),
    );
  const component = componentNamed(values.component);
  const fleet = readFleet(root);
  const chosen = shardOf(chooseClusters(fleet, positionals), values.shard);
  const whole = positionals.length === 0 && values.shard === undefined && component === undefined;

  const code = codeFingerprint(polder);
  // --check judges the bytes themselves, --prune asks for each file; a part of a cluster is not remembered.
  const memory: Memory = values.check || values.fresh || values.prune || component !== undefined ? {} : recall(root);
  const isCurrent = (cluster: PolderCluster) => {
    const last = memory[cluster.id];
    return last !== undefined && last.input === inputOf(cluster, code) && last.output === outputOf(root, cluster);
  };
  const todo = chosen.filter((cluster) => !isCurrent(cluster));

  const staging = values.check ? undefined : `platform/.staging-${process.pid}`;
  const removeStaging = () => staging !== undefined && rmSync(join(root, staging), { recursive: true, force: true });
  if (!values.check) removeLeftovers(root);
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
    const stale = [...results.flatMap((result) => result.stale), ...orphans.stale].sort(compare);
    const foreign = [...results.flatMap((result) => result.foreign), ...orphans.foreign].sort(compare);
    if (values.check) return report(results, stale, foreign, values.json ?? false);

    // From here on the tree changes: each step is a rename, and an interruption waits for the last one.
    process.on('SIGINT', () => {}).on('SIGTERM', () => {});
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    if (staging !== undefined) publish(root, staging, values.prune ? [...stale, ...foreign] : stale);
    if (component === undefined) remember(root, { ...recall(root), ...memoryOf(root, todo, results, code) });
    const byId = new Map([...results.map((result) => [result.id, { ...result, files: result.changed.length + result.stale.length }] as const)]);
    const rows = chosen.map(
      (cluster) =>
        byId.get(cluster.id) ?? { id: cluster.id, files: 0, components: memory[cluster.id]?.components ?? 0, objects: memory[cluster.id]?.objects ?? 0 },
    );
    if (values.json)
      process.stdout.write(
        `${JSON.stringify({ clusters: rows.map(({ id, components, objects, files }) => ({ id, components, objects, files })), removed: stale, foreign })}\n`,
      );
    else {
      process.stdout.write(
        table(
          ['cluster', 'components', 'objects', 'files changed'],
          rows.map((row) => [row.id, row.components, row.objects, row.files]),
        ),
      );
      if (orphans.stale.length > 0) console.error(`removed ${orphans.stale.length} files of clusters that are no longer under clusters/`);
    }
    if (foreign.length > 0 && !values.prune)
      console.error(
        `left alone, since generate did not make them (--prune removes them): ${foreign.slice(0, 10).join(', ')}${foreign.length > 10 ? ` and ${foreign.length - 10} more` : ''}`,
      );
    warnStale(fleet);
  } finally {
    removeStaging();
  }
});

function componentNamed(name: string | undefined): string | undefined {
  const names = [...catalogue.map((component) => component.name as string), 'applications', 'root'];
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
  const changed = results.flatMap((result) => result.changed);
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

function memoryOf(root: string, clusters: readonly PolderCluster[], results: readonly Generated[], code: string): Memory {
  const byId = new Map(results.map((result) => [result.id, result]));
  // Where there are foreign files each run tells so, until somebody takes them away.
  const clean = clusters.filter(({ id }) => byId.get(id)?.foreign.length === 0);
  return Object.fromEntries(
    clean.map((cluster) => [
      cluster.id,
      {
        input: inputOf(cluster, code),
        output: outputOf(root, cluster),
        components: byId.get(cluster.id)?.components ?? 0,
        objects: byId.get(cluster.id)?.objects ?? 0,
      },
    ]),
  );
}

/** Files of clusters that were removed, and whatever else stands under platform/. */
function orphanFiles(root: string, fleet: readonly PolderCluster[]): { readonly stale: readonly string[]; readonly foreign: readonly string[] } {
  const folders = new Set(fleet.map(({ id }) => id));
  const sites = existsSync(join(root, 'platform'))
    ? readdirSync(join(root, 'platform'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    : [];
  const orphans = sites.flatMap((site) =>
    readdirSync(join(root, 'platform', site.name), { withFileTypes: true })
      .filter((entry) => !folders.has(`${site.name}/${entry.name}`))
      .map((entry) => ({ path: `platform/${site.name}/${entry.name}`, isFolder: entry.isDirectory() }))
      .flatMap(({ path, isFolder }) => (isFolder ? [...listFiles(root, path)] : [path])),
  );
  return { stale: orphans.filter((path) => isOurs(join(root, path))), foreign: orphans.filter((path) => !isOurs(join(root, path))) };
}

/** A run that was killed leaves its staging folder; it was never part of the tree. */
function removeLeftovers(root: string): void {
  if (!existsSync(join(root, 'platform'))) return;
  for (const name of readdirSync(join(root, 'platform'))) {
    const pid = Number(/^\.staging-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid)) rmSync(join(root, 'platform', name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What time makes wrong is told, but changes no output: the same input gives the same bytes on any day. */
function warnStale(fleet: readonly PolderCluster[]): void {
  const soon = new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  const due = fleet.filter(({ config }) => config.securityTxt.expires < soon);
  for (const expires of new Set(due.map(({ config }) => config.securityTxt.expires)))
    console.error(`warning: securityTxt.expires ${expires} is past or within 30 days; set a day at most a year ahead`);
}

/** Runs generate in a process of its own at each change, so that changed code counts too. */
async function keepGenerating(root: string, args: readonly string[]): Promise<void> {
  let running = false;
  let again = false;
  const generate = () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' });
    child.on('exit', () => {
      running = false;
      console.error(`${new Date().toTimeString().slice(0, 8)} waiting for a saved file (Ctrl-C ends)`);
      if (again) {
        again = false;
        generate();
      }
    });
  };
  let timer: NodeJS.Timeout | undefined;
  for (const folder of [join(root, 'clusters'), join(polder, 'charts-ts')]) {
    watch(folder, { recursive: true }, () => {
      clearTimeout(timer);
      // Editors save in several steps; a tenth of a second later they are done.
      timer = setTimeout(generate, 100);
    });
  }
  generate();
  await new Promise(() => {});
}
