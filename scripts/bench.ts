import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal, readArguments, run } from './lib/command.ts';
import { manyTenantsCluster, manyTenantsName, writeManyTenants } from './lib/many-tenants.ts';
import { progress, progressDone, table } from './lib/terminal.ts';

const help = `Measures generate on fleets made from the reference clusters with other names, and on one cluster with many tenants, in a
temporary folder.

  npm run bench
  npm run bench -- --clusters 1,10,100 --tenants 500 --runs 3

  --clusters LIST   sizes of the fleets; default 1,10,100,1000
  --tenants LIST    numbers of tenants of the one cluster; default 500
  --runs N          runs of each measurement, of which the median is shown; default 3 (1 from 1000 clusters on)
  --json            the figures as JSON on stdout

Cold: an empty platform/. Warm: nothing changed. One value: one cluster's domain, or one tenant's cost centre, changed. Diff: npm run
diff of that, from the commit before it to the files on disk; processor time and memory are without Git's own.
Where helm is on the PATH, the same number of objects is rendered by helm template from a chart of our own.
What Argo CD takes for many tenants is measured by npm run e2e -- --scale.
`;

interface Figures {
  readonly clusters: number;
  readonly tenants: number;
  readonly what: string;
  readonly objects: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

const polder = resolve(fileURLToPath(import.meta.url), '../..');
const references = ['odc-noord/prod-1', 'odc-west/prod-1', 'lab/laptop'];

await run(async () => {
  const { values } = readArguments(help, {
    clusters: { type: 'string' },
    tenants: { type: 'string' },
    runs: { type: 'string' },
    json: { type: 'boolean' },
  });
  // Who asks for one of both gets that one.
  const sizes = numbers('clusters', values.clusters ?? (values.tenants === undefined ? '1,10,100,1000' : ''));
  const tenants = numbers('tenants', values.tenants ?? (values.clusters === undefined ? '500' : ''));
  const runs = (size: number) => (values.runs === undefined ? (size < 1000 ? 3 : 1) : Number(values.runs));
  const subjects = [...sizes.map(fleetOf), ...tenants.map(tenantsOf)];
  const folder = mkdtempSync(join(tmpdir(), 'polder-bench-'));
  let figures: Figures[];
  try {
    figures = subjects.flatMap((subject, index) => measure(subject, runs(subject.clusters), join(folder, String(index))));
  } finally {
    // At the end only: for minutes after many files were removed, some file systems make new ones ten times slower (ext4's recently_deleted).
    rmSync(folder, { recursive: true, force: true });
  }
  progressDone();
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else print(figures);
});

function numbers(flag: string, list: string): number[] {
  const found = list.split(',').filter((one) => one !== '');
  if (found.some((one) => !/^[1-9][0-9]*$/.test(one))) throw new Refusal(`--${flag} ${list} is not a list of numbers; write it like 1,10,100`);
  return found.map(Number);
}

/** What is generated: how its files are made, and how one value of them is changed. */
interface Subject {
  readonly clusters: number;
  readonly tenants: number;
  make(root: string): void;
  changeOne(root: string, run: number): void;
}

function measure(subject: Subject, runs: number, folder: string): Figures[] {
  const root = (run: number) => join(folder, String(run));
  // Each cold run has a folder of its own: nothing is removed between them.
  for (let run = 0; run < runs; run++) subject.make(root(run));
  const cold = medianOf(runs, (run) => generate(root(run), subject, 'cold'));
  const warm = medianOf(runs, () => generate(root(0), subject, 'warm'));
  commitAll(root(0));
  const one = medianOf(runs, (run) => {
    subject.changeOne(root(0), run);
    return generate(root(0), subject, 'one value');
  });
  const diff = medianOf(runs, () => ({ ...measured(root(0), ['diff'], subject, 'diff').figures, objects: cold.objects }));
  const helm = helmTemplate(root(0), subject, cold.objects);
  return [cold, warm, one, diff, ...(helm === undefined ? [] : [helm])];
}

/** Copies of the reference clusters under other names and domains, 100 to a site. */
function fleetOf(size: number): Subject {
  return {
    clusters: size,
    tenants: 0,
    make(root) {
      mkdirSync(join(root, 'clusters'), { recursive: true });
      cpSync(join(polder, 'clusters/fleet.yaml'), join(root, 'clusters/fleet.yaml'));
      for (let index = 0; index < size; index++) {
        const [site, name] = (references[index % references.length] ?? '').split('/');
        const folder = join(root, 'clusters', `${site}-${Math.floor(index / 300)}`);
        if (!readdirSync(join(root, 'clusters')).includes(`${site}-${Math.floor(index / 300)}`)) {
          mkdirSync(folder);
          cpSync(join(polder, `clusters/${site}/site.yaml`), join(folder, 'site.yaml'));
        }
        const text = readFileSync(join(polder, `clusters/${site}/${name}/cluster.yaml`), 'utf8');
        mkdirSync(join(folder, `c${index}`));
        writeFileSync(join(folder, `c${index}/cluster.yaml`), text.replace(/domain: [^.\s]+/, `domain: c${index}`));
      }
    },
    changeOne(root, run) {
      const site = readdirSync(join(root, 'clusters')).find((name) => name.startsWith('odc-noord')) ?? '';
      const file = join(root, 'clusters', site, 'c0/cluster.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/domain: [^.\s]+/, `domain: c0-changed-${run}`));
    },
  };
}

/** One cluster of the reference fleet with many tenants. */
function tenantsOf(count: number): Subject {
  return {
    clusters: 1,
    tenants: count,
    make(root) {
      for (const file of ['fleet.yaml', 'odc-west/site.yaml', `${manyTenantsCluster}/cluster.yaml`])
        cpSync(join(polder, 'clusters', file), join(root, 'clusters', file));
      writeManyTenants(root, count);
    },
    changeOne(root, run) {
      const file = join(root, 'clusters', manyTenantsCluster, 'tenants', `${manyTenantsName(0)}.yaml`);
      writeFileSync(file, readFileSync(file, 'utf8').replace(/costCentre: .*/, `costCentre: "${5000 + run}"`));
    },
  };
}

/** What diff compares with. */
function commitAll(root: string): void {
  progress('git commit');
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.nl', '-c', 'core.compression=1', '-c', 'gc.auto=0'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['commit', '--quiet', '--message=bench'],
  ]) {
    const done = spawnSync('git', ['-C', root, ...identity, ...args], { encoding: 'utf8' });
    if (done.status !== 0) throw new Refusal(`git ${args[0]} failed: ${done.stderr.trim()}`);
  }
}

function generate(root: string, subject: Subject, what: string): Figures {
  const { figures, stdout } = measured(root, ['generate'], subject, what);
  const result = JSON.parse(stdout) as { readonly clusters: readonly { readonly objects: number }[] };
  return { ...figures, objects: result.clusters.reduce((sum, { objects }) => sum + objects, 0) };
}

/** Runs a command in a process of its own, as a person does, and says what it took. */
function measured(
  root: string,
  command: readonly string[],
  { clusters, tenants }: Subject,
  what: string,
): { readonly figures: Omit<Figures, 'objects'>; readonly stdout: string } {
  progress(tenants > 0 ? `${tenants} tenants, ${what}` : `${clusters} clusters, ${what}`);
  const usage = `${root}.usage.json`;
  // What the disk still has to write is of the run before.
  spawnSync('sync');
  const began = performance.now();
  const done = spawnSync(
    process.execPath,
    ['--import', join(polder, 'scripts/lib/usage.mjs'), join(polder, 'scripts/start.mjs'), ...command, '--root', root, '--json'],
    { cwd: polder, env: { ...process.env, POLDER_USAGE_FILE: usage }, encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  const wallSeconds = (performance.now() - began) / 1000;
  if (done.status !== 0) throw new Error(`${command[0]} failed: ${done.stderr}`);
  const used = JSON.parse(readFileSync(usage, 'utf8')) as { readonly cpuSeconds: number; readonly peakMiB: number };
  return { figures: { clusters, tenants, what, wallSeconds, ...used }, stdout: done.stdout };
}

function medianOf(runs: number, measure: (run: number) => Figures): Figures {
  const all = Array.from({ length: runs }, (_, index) => measure(index)).sort((a, b) => a.wallSeconds - b.wallSeconds);
  const middle = all[Math.floor(all.length / 2)];
  if (middle === undefined) throw new Refusal('--runs must be at least 1');
  return middle;
}

/** The same number of objects by `helm template`, one call for each cluster; undefined where helm is not installed. */
function helmTemplate(root: string, { clusters, tenants }: Subject, objects: number): Figures | undefined {
  if (spawnSync('helm', ['version'], { stdio: 'ignore' }).status !== 0) return undefined;
  const chart = join(root, 'chart');
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 1.0.0\n');
  writeFileSync(join(chart, 'values.yaml'), 'name: bench\nreplicas: 2\nimage: registry.example.nl/bench:1.0.0\n');
  for (let index = 0; index < Math.ceil(objects / clusters); index++) writeFileSync(join(chart, `templates/deployment-${index}.yaml`), helmDeployment(index));
  progress(`${clusters} clusters, helm template`);
  // Ten calls tell what a thousand take: each is a process of its own.
  const calls = Math.min(clusters, 10);
  const began = performance.now();
  for (let index = 0; index < calls; index++) spawnSync('helm', ['template', `c${index}`, chart], { stdio: 'ignore' });
  const wallSeconds = (((performance.now() - began) / 1000) * clusters) / calls;
  return { clusters, tenants, what: 'helm template', objects, wallSeconds, cpuSeconds: Number.NaN, peakMiB: Number.NaN };
}

function helmDeployment(index: number): string {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    `metadata: {name: "{{ .Release.Name }}-${index}", labels: {app.kubernetes.io/name: "{{ .Values.name }}-${index}"}}`,
    'spec:',
    '  replicas: {{ .Values.replicas }}',
    `  selector: {matchLabels: {app.kubernetes.io/name: "{{ .Values.name }}-${index}"}}`,
    '  template:',
    `    metadata: {labels: {app.kubernetes.io/name: "{{ .Values.name }}-${index}"}}`,
    '    spec:',
    '      containers:',
    '        - name: main',
    '          image: {{ .Values.image | quote }}',
    '          resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: "1", memory: 64Mi}}',
    '',
  ].join('\n');
}

function print(figures: readonly Figures[]): void {
  const number = (value: number, digits: number) => (Number.isNaN(value) ? '-' : value.toFixed(digits));
  const ratio = (one: Figures) => {
    const helm = figures.find(({ clusters, tenants, what }) => clusters === one.clusters && tenants === one.tenants && what === 'helm template');
    return helm === undefined ? '-' : (one.wallSeconds / helm.wallSeconds).toFixed(2);
  };
  const rows = figures.map((one) => [
    one.clusters,
    one.tenants,
    one.what,
    one.objects,
    number(one.wallSeconds, 2),
    number(one.cpuSeconds, 2),
    number(one.peakMiB, 0),
    Math.round(one.objects / one.wallSeconds),
    ratio(one),
  ]);
  process.stdout.write(table(['clusters', 'tenants', 'run', 'objects', 'wall s', 'CPU s', 'peak MiB', 'objects/s', '× helm'], rows));
  console.log(`medians; Node ${process.version}, ${availableParallelism()} processors; "× helm": wall time as a part of helm template's`);
}
