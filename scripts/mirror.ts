import { resolve } from 'node:path';
import type { PolderCluster } from '../charts-ts/catalogue.ts';
import { Refusal, readArguments, run } from './lib/command.ts';
import { chooseCluster, readFleet } from './lib/fleet.ts';
import { bundlePath, layoutPath, type MirrorIndex, readIndex, writeIndex } from './lib/mirror-folder.ts';
import { copyRepository, saveRepository, sendRepository } from './lib/mirror-git.ts';
import { copyImage, saveImages, sendImages } from './lib/mirror-images.ts';
import type { Plan, Task } from './lib/mirror-tasks.ts';
import { craneFor } from './lib/registry-client.ts';
import { faultLines, type NamedFault } from './lib/registry-fault.ts';
import { gitFor } from './lib/registry-git.ts';
import { each, faultsOf, notTwice } from './lib/registry-many.ts';
import { interruptible } from './lib/registry-run.ts';
import { insecureHost, mirrorHosts, repositoryKey, type Wanted, wantedBy } from './lib/registry-wanted.ts';
import { table } from './lib/terminal.ts';

const help = `Copies every image and Git repository of a cluster from upstream into the site's mirrors (mirrors.registry, mirrors.git).
What is there already is not sent again, so run it again after an interruption. Needs crane and git: docs/mirror.md.

  npm run mirror -- odc-noord/prod-1
  npm run mirror -- odc-noord/prod-1 --to FOLDER      into a folder instead, to carry to a site without internet
  npm run mirror -- odc-noord/prod-1 --from FOLDER    from such a folder into the mirrors

  --dry-run         asks what is there and lists what would be done, without doing it
  --partial         with --from: take what is in the folder, and do not mind the rest
  --insecure        the site's registry may speak plain HTTP, or have any certificate: for a lab
  --json            what was done, as JSON on stdout
  --root FOLDER     the repository; default: this folder

Each digest and commit is checked against upstream's and the lock's. Exit code 1 when something is not there in the end.
`;

await run(() =>
  interruptible('stopped; nothing is half done. Run it again: what is there is not sent again', async (signal) => {
    const { values, positionals } = readArguments(help, {
      to: { type: 'string' },
      from: { type: 'string' },
      'dry-run': { type: 'boolean' },
      partial: { type: 'boolean' },
      insecure: { type: 'boolean' },
      json: { type: 'boolean' },
      root: { type: 'string' },
    });
    const { to, from, partial = false } = values;
    if (to !== undefined && from !== undefined) throw new Refusal('--to fills a folder and --from empties it; write one of them');
    if (partial && from === undefined) throw new Refusal('--partial says that a folder may lack some; write --from FOLDER too');
    const cluster = chooseCluster(readFleet(resolve(values.root ?? process.cwd())), positionals);
    const registries = craneFor(signal, insecureHost(cluster, values.insecure ?? false));
    const tools = { registries, git: gitFor(signal) };
    const wanted = wantedBy([cluster]);

    const folder = to ?? from;
    const tasks =
      to !== undefined ? saving(wanted, to, tools) : from !== undefined ? sending(wanted, cluster, from, partial, tools) : copying(wanted, cluster, tools);
    const once = notTwice();
    const looked = await each(tasks, { word: 'looked', name: ({ name }) => name, signal }, (task) => once(task.servers, () => task.look()));
    const plans = looked.flatMap((one) => ('value' in one ? [{ task: one.item, plan: one.value }] : []));
    const faults: NamedFault[] = faultsOf(looked, ({ name }) => name);
    if (values['dry-run']) {
      report(cluster, plans, values.json ?? false, 'dry-run');
    } else {
      const due = plans.filter(({ plan }) => plan.state !== 'there' || to !== undefined);
      const carried = await each(due, { word: 'carried', name: ({ task }) => task.name, signal, logged: true }, ({ task, plan }) =>
        once(task.servers, () => plan.carry()),
      );
      faults.push(...faultsOf(carried, ({ task }) => task.name));
    }
    if (faults.length > 0) {
      const lines = faultLines(faults, { mirrors: mirrorHosts(cluster), missing: 'make it there (an empty repository, a project), and run again' });
      const missing = faults.length === 1 ? '1 is' : `${faults.length} are`;
      throw new Refusal(...lines, `${missing} not there of ${tasks.length}; run again when that is mended: what is there is not sent again`);
    }
    if (values['dry-run']) return;
    if (to !== undefined) writeIndex(to, indexOf(wanted, cluster, plans));
    report(cluster, plans, values.json ?? false, folder === undefined ? 'mirrors' : to === undefined ? 'from' : 'to');
  }),
);

interface Tools {
  readonly registries: ReturnType<typeof craneFor>;
  readonly git: ReturnType<typeof gitFor>;
}

/** What goes through a mirror of the site. Refuses where it has none: then nothing is to be filled. */
function mirrored(wanted: Wanted, { id, config: { mirrors } }: PolderCluster): Wanted {
  if (mirrors.registry === undefined && mirrors.git === undefined)
    throw new Refusal(`${id} has no mirrors: it reads from upstream itself; set mirrors.registry and mirrors.git in site.yaml, or write --to FOLDER`);
  return { images: mirrors.registry === undefined ? [] : wanted.images, repositories: mirrors.git === undefined ? [] : wanted.repositories };
}

function copying(wanted: Wanted, cluster: PolderCluster, { registries, git }: Tools): Task[] {
  const { images, repositories } = mirrored(wanted, cluster);
  return [...images.map((image) => copyImage(image, registries)), ...repositories.map((one) => copyRepository(one, git))];
}

function saving({ images, repositories }: Wanted, folder: string, { registries, git }: Tools): Task[] {
  return [...saveImages(images, folder, registries), ...repositories.map((one) => saveRepository(one, folder, git))];
}

function sending(wanted: Wanted, cluster: PolderCluster, folder: string, partial: boolean, { registries, git }: Tools): Task[] {
  const { images, repositories } = mirrored(wanted, cluster);
  const index = readIndex(folder);
  const pairs = images.map((one) => ({ wanted: one, carried: index.images.find(({ upstream }) => upstream === one.upstream) }));
  const gitPairs = repositories.map((one) => ({ wanted: one, carried: index.repositories.find((other) => repositoryKey(other) === repositoryKey(one)) }));
  const lacking = [
    ...pairs.flatMap(({ wanted: { upstream }, carried }) => (carried === undefined ? [upstream] : [])),
    ...gitPairs.flatMap(({ wanted: one, carried }) => (carried === undefined ? [repositoryKey(one)] : [])),
  ];
  const way = 'make the folder again, or take what is there with --partial';
  if (lacking.length > 0 && !partial) throw new Refusal(...lacking.map((name) => `${name}: is not in ${folder}; ${way}`), 'nothing was sent');
  return [
    ...sendImages(
      pairs.flatMap(({ wanted: one, carried }) => (carried === undefined ? [] : [{ wanted: one, carried }])),
      folder,
      registries,
    ),
    ...gitPairs.flatMap(({ wanted: one, carried }) => (carried === undefined ? [] : [sendRepository(one, carried, folder, git)])),
  ];
}

type Planned = { readonly task: Task; readonly plan: Plan };

function indexOf({ images, repositories }: Wanted, { id }: PolderCluster, plans: readonly Planned[]): MirrorIndex {
  const ids = new Map(plans.map(({ task, plan }) => [task.name, plan.id]));
  return {
    version: 1,
    cluster: id,
    images: images.map(({ upstream }) => ({ upstream, digest: ids.get(upstream) ?? '', layout: layoutPath(upstream) })),
    repositories: repositories.map(({ upstream, tag }) => ({
      upstream,
      tag,
      commit: ids.get(repositoryKey({ upstream, tag })) ?? '',
      bundle: bundlePath(upstream, tag),
    })),
  };
}

function report({ id }: PolderCluster, plans: readonly Planned[], asJson: boolean, kind: 'dry-run' | 'mirrors' | 'from' | 'to'): void {
  const rows = plans.map(({ task: { name, target }, plan: { state, id: what } }) => ({ name, target, state, id: what }));
  if (asJson) process.stdout.write(`${JSON.stringify({ cluster: id, done: kind !== 'dry-run', items: rows }, null, 2)}\n`);
  else if (kind === 'dry-run')
    process.stdout.write(
      table(
        [id, 'now', 'goes to'],
        rows.map(({ name, state, target }) => [name, state, target]),
      ),
    );
  else {
    const count = (state: Plan['state']) => rows.filter((row) => row.state === state).length;
    const next = {
      mirrors: `; now run npm run lock -- ${id}`,
      from: `; now run npm run lock -- ${id}`,
      to: '; carry the folder, and run this with --from there',
    }[kind];
    for (const { name, state } of rows) if (state === 'replaced') process.stdout.write(`${name}: was something else there, and was replaced\n`);
    process.stdout.write(`${id}: ${count('missing') + count('replaced')} sent, ${count('there')} were there${next}\n`);
  }
}
