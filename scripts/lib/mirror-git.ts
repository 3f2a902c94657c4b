import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { bundlePath, type MirrorIndex } from './mirror-folder.ts';
import { type Plan, type Task, there } from './mirror-tasks.ts';
import { ServerFault } from './registry-fault.ts';
import type { Git } from './registry-git.ts';
import { repositoryKey, type WantedRepository } from './registry-wanted.ts';

/** From upstream into the site's Git mirror: the tag, with its history. */
export function copyRepository(repository: WantedRepository, git: Git): Task {
  const { upstream, url } = repository;
  return {
    name: repositoryKey(repository),
    target: url,
    servers: [hostOf(upstream), hostOf(url)],
    look: async () => {
      const commit = await wantedCommit(repository, git);
      return plan(commit, repository, git, () => withBare(git, (bare) => fetchAndPush(bare, { url: upstream }, commit, repository, git)));
    },
  };
}

/** From upstream into a folder: one bundle for each tag. */
export function saveRepository(repository: WantedRepository, folder: string, git: Git): Task {
  const { upstream, tag } = repository;
  const file = join(folder, bundlePath(upstream, tag));
  return {
    name: repositoryKey(repository),
    target: file,
    servers: [hostOf(upstream)],
    look: async () => {
      const commit = await wantedCommit(repository, git);
      // Only what was fetched before says what is in a bundle; a moved tag shows as another commit.
      const kept = existsSync(file)
        ? await withBare(git, (bare) => git.fetchTag(bare, { url: upstream, bundle: resolve(file) }, tag).catch(() => undefined))
        : undefined;
      if (kept === commit) return there(commit);
      const carry = () =>
        withBare(git, async (bare) => {
          refuseOther(await git.fetchTag(bare, { url: upstream }, tag), commit, upstream, 'upstream');
          mkdirSync(dirname(file), { recursive: true });
          const beside = resolve(`${file}.${process.pid}.part`);
          try {
            await git.bundle(bare, tag, beside);
            renameSync(beside, file);
          } finally {
            rmSync(beside, { force: true });
            rmSync(`${beside}.lock`, { force: true });
          }
        });
      return { state: kept === undefined ? 'missing' : 'replaced', id: commit, carry };
    },
  };
}

/** From a folder into the site's Git mirror. */
export function sendRepository(repository: WantedRepository, carried: MirrorIndex['repositories'][number], folder: string, git: Git): Task {
  const { url, locked } = repository;
  return {
    name: repositoryKey(repository),
    target: url,
    servers: [hostOf(url)],
    look: async () => {
      if (locked !== undefined && locked !== carried.commit)
        throw new ServerFault(
          'other',
          'git',
          hostOf(url),
          `${folder} has ${carried.commit}, and the lock says ${locked}; make the folder again with this lock`,
        );
      const bundle = resolve(folder, carried.bundle);
      return plan(carried.commit, repository, git, () => {
        if (!existsSync(bundle)) throw new ServerFault('other', 'git', hostOf(url), `${bundle} is not there; carry it again`);
        return withBare(git, (bare) => fetchAndPush(bare, { url, bundle }, carried.commit, repository, git));
      });
    },
  };
}

/** The commit that the tag must be: of the lock, or as a person looked it up, or else what upstream says now. */
async function wantedCommit({ locked, known, upstream, tag }: WantedRepository, git: Git): Promise<string> {
  const commit = locked ?? known ?? (await git.tagCommit(upstream, tag));
  if (commit === undefined) throw new ServerFault('missing', 'git', hostOf(upstream), `no tag ${tag}`);
  return commit;
}

async function plan(commit: string, { url, tag }: WantedRepository, git: Git, work: () => Promise<void>): Promise<Plan> {
  const now = await git.tagCommit(url, tag);
  if (now === commit) return there(commit);
  if (now !== undefined)
    throw new ServerFault(
      'other',
      'git',
      hostOf(url),
      `the mirror's tag is at ${now}, and should be at ${commit}; remove the tag there, or lock what the mirror has`,
    );
  const carry = async () => {
    await work();
    const arrived = await git.tagCommit(url, tag);
    if (arrived !== commit) throw new ServerFault('other', 'git', hostOf(url), `${hostOf(url)} serves ${arrived ?? 'no such tag'} after it was sent ${commit}`);
  };
  return { state: 'missing', id: commit, carry };
}

async function fetchAndPush(
  bare: string,
  source: { readonly url: string; readonly bundle?: string },
  commit: string,
  { url, tag }: WantedRepository,
  git: Git,
): Promise<void> {
  refuseOther(await git.fetchTag(bare, source, tag), commit, source.url, source.bundle ?? 'upstream');
  await git.pushTag(bare, url, tag);
}

function refuseOther(found: string, commit: string, url: string, where: string): void {
  if (found !== commit)
    throw new ServerFault(
      'other',
      'git',
      hostOf(url),
      `${where} is at ${found}, and should be at ${commit}: a tag that was moved, or a lock of another history`,
    );
}

async function withBare<R>(git: Git, work: (bare: string) => Promise<R>): Promise<R> {
  const bare = mkdtempSync(join(tmpdir(), 'polder-mirror-'));
  try {
    await git.init(bare);
    return await work(bare);
  } finally {
    rmSync(bare, { recursive: true, force: true });
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}
