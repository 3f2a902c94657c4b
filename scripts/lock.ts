import { resolve } from 'node:path';
import type { PolderCluster } from '../charts-ts/catalogue.ts';
import { Refusal, readArguments, run } from './lib/command.ts';
import { chooseCluster, readFleet } from './lib/fleet.ts';
import { type Change, lockChanges, lockPath, mergeLock, readLockText, writeLock } from './lib/lock-file.ts';
import { imageDigest, repositoryCommit } from './lib/lock-resolve.ts';
import { craneFor } from './lib/registry-client.ts';
import { faultLines, registryOf } from './lib/registry-fault.ts';
import { gitFor } from './lib/registry-git.ts';
import { each, faultsOf, notTwice } from './lib/registry-many.ts';
import { interruptible } from './lib/registry-run.ts';
import { insecureHost, mirrorHosts, repositoryKey, type Wanted, wantedBy } from './lib/registry-wanted.ts';

const help = `Asks the site's registry and Git mirror (upstream, where there is none) what each tag of a cluster is now,
and writes the digests and commits into clusters/<site>/lock.yaml: generate then pins each image and repository to them.
What other clusters of the site have in it stays. Needs crane and git; logins are those of crane auth login and of Git.

  npm run lock -- odc-noord/prod-1
  npm run lock -- odc-noord/prod-1 --check    write nothing; exit code 1 when the lock is not what is served

  --prune                  drop what no cluster of the site uses any more
  --platform OS/ARCH       what each image must be made for; default linux/amd64; may stand more than once
  --insecure               the site's registry may speak plain HTTP, or have any certificate: for a lab
  --json                   what changes, as JSON on stdout
  --root FOLDER            the repository; default: this folder

Nothing is written unless everything was found.
`;

await run(() =>
  interruptible('stopped; the lock was left as it was', async (signal) => {
    const { values, positionals } = readArguments(help, {
      check: { type: 'boolean' },
      prune: { type: 'boolean' },
      platform: { type: 'string', multiple: true },
      insecure: { type: 'boolean' },
      json: { type: 'boolean' },
      root: { type: 'string' },
    });
    const platforms = readPlatforms(values.platform ?? ['linux/amd64']);
    const root = resolve(values.root ?? process.cwd());
    const fleet = readFleet(root);
    const cluster = chooseCluster(fleet, positionals);
    const before = readLockText(root, cluster.site);
    const wanted = wantedBy([cluster]);
    const resolved = await resolveAll(wanted, cluster, platforms, insecureHost(cluster, values.insecure ?? false), signal);
    const keep = values.prune ? namesOf(wantedBy(fleet.filter(({ site }) => site === cluster.site))) : undefined;
    const lock = mergeLock(cluster.lock, resolved, keep);
    const changes = lockChanges(cluster.lock, lock);
    if (!values.check && changes.length > 0) writeLock(root, cluster.site, before, lock);
    if (values.json) process.stdout.write(`${JSON.stringify({ cluster: cluster.id, file: lockPath(cluster.site), changes }, null, 2)}\n`);
    if (values.check && changes.length > 0) throw new Refusal(...changes.map((change) => differs(change, cluster)));
    if (!values.json) process.stdout.write(text(changes, wanted, cluster));
  }),
);

function readPlatforms(platforms: readonly string[]): readonly string[] {
  const wrong = platforms.filter((one) => !/^[a-z0-9]+\/[a-z0-9]+$/.test(one));
  if (wrong.length > 0) throw new Refusal(...wrong.map((one) => `--platform ${one} is no platform; write it like linux/arm64`));
  return platforms;
}

async function resolveAll(
  { images, repositories }: Wanted,
  cluster: PolderCluster,
  platforms: readonly string[],
  insecure: string | undefined,
  signal: AbortSignal,
) {
  const [registries, git, once] = [craneFor(signal, insecure), gitFor(signal), notTwice()];
  const fixed = images.filter(({ rolling }) => !rolling);
  const digests = await each(fixed, { word: 'image', name: ({ upstream }) => upstream, signal }, (image) =>
    once([registryOf(image.target)], () => imageDigest(registries, image, platforms)),
  );
  const commits = await each(repositories, { word: 'repository', name: repositoryKey, signal }, (one) =>
    once([new URL(one.url).host], () => repositoryCommit(git, one)),
  );
  const faults = [...faultsOf(digests, ({ upstream }) => upstream), ...faultsOf(commits, repositoryKey)];
  if (faults.length > 0) {
    const lines = faultLines(faults, { mirrors: mirrorHosts(cluster), missing: `run npm run mirror -- ${cluster.id}` });
    throw new Refusal(...lines, `${lines.length === 1 ? '1 problem' : `${lines.length} problems`}; ${lockPath(cluster.site)} was left as it was`);
  }
  for (const one of commits)
    if ('value' in one && one.item.known !== undefined && one.item.known !== one.value && one.item.locked !== one.value)
      console.error(
        `${repositoryKey(one.item)}: the mirror is at ${one.value}, its component says ${one.item.known}: an imported snapshot, or a tag that was moved`,
      );
  return {
    images: Object.fromEntries(digests.flatMap((one) => ('value' in one ? [[one.item.upstream, one.value]] : []))),
    repositories: Object.fromEntries(commits.flatMap((one) => ('value' in one ? [[repositoryKey(one.item), one.value]] : []))),
  };
}

function namesOf({ images, repositories }: Wanted): ReadonlySet<string> {
  return new Set([...images.flatMap(({ upstream, rolling }) => (rolling ? [] : [upstream])), ...repositories.map(repositoryKey)]);
}

function differs({ name, from, to }: Change, { id, site }: PolderCluster): string {
  if (to === undefined) return `${name}: is in ${lockPath(site)}, and no cluster of ${site} uses it; run npm run lock -- ${id} --prune`;
  if (from === undefined) return `${name}: is not in ${lockPath(site)}; run npm run lock -- ${id}`;
  return `${name}: ${lockPath(site)} says ${from}, and what is served is ${to}: the tag was moved; find out why, then run npm run lock -- ${id}`;
}

function text(changes: readonly Change[], { images, repositories }: Wanted, { id, site }: PolderCluster): string {
  const found = `${id}: ${images.filter(({ rolling }) => !rolling).length} images and ${repositories.length} repositories`;
  if (changes.length === 0) return `${found}; ${lockPath(site)} is what is served\n`;
  const lines = changes.map(({ name, from, to }) => {
    if (to === undefined) return `  gone     ${name}`;
    return from === undefined ? `  new      ${name} ${to}` : `  changed  ${name} ${from} → ${to}: the tag was moved`;
  });
  return [...lines, `${found}; wrote ${lockPath(site)}: now run npm run generate`, ''].join('\n');
}
