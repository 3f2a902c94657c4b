import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { $, type Shell } from 'zx';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { Refusal } from './command.ts';

/** A folder of definitions in a Git repository, as an Application's source names it. */
export interface CrdFolder {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly path: string;
  /** Argo CD's glob: only `*` is special here. */
  readonly include: string;
}

/**
 * The custom resource definitions of all these folders, from Git as Argo CD will read them. `certificates` (PEM) are
 * trusted beside the public CAs. Refuses with git's own words for each repository that cannot be read.
 */
export async function readDefinitions(folders: readonly CrdFolder[], certificates: string | undefined): Promise<readonly KubeObject[]> {
  const repositories = new Map<string, CrdFolder[]>();
  for (const folder of folders) {
    const key = `${folder.repoURL} ${folder.targetRevision}`;
    repositories.set(key, [...(repositories.get(key) ?? []), folder]);
  }
  const read = await Promise.allSettled([...repositories.values()].map((ofOne) => readRepository(ofOne, certificates)));
  const failed = read.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const fault = failed.find((reason) => !(reason instanceof Refusal));
  if (fault !== undefined) throw fault;
  if (failed.length > 0)
    throw new Refusal(
      ...failed.flatMap((reason) => (reason as Refusal).lines),
      'check that the mirror holds these repositories, and that this machine reaches it; nothing was applied',
    );
  return read.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
}

/** What some folders of one repository hold at one commit. */
async function readRepository(folders: readonly CrdFolder[], certificates: string | undefined): Promise<readonly KubeObject[]> {
  const work = mkdtempSync(join(tmpdir(), 'polder-crds-'));
  try {
    const git = await take(folders, join(work, 'repository'), environment(join(work, 'ca.pem'), certificates));
    const read = await Promise.all(folders.map((folder) => readFolder(folder, git)));
    return read.flat();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

function environment(trusted: string, certificates: string | undefined): Environment {
  const asked = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
  if (certificates === undefined) return asked;
  writeFileSync(trusted, [...rootCertificates, certificates].join('\n'));
  return { ...asked, GIT_SSL_CAINFO: trusted };
}

/** Fetches a commit without its history, and of its files those of the folders alone, where the server can leave out others. */
async function take(folders: readonly CrdFolder[], repository: string, env: Environment): Promise<Shell> {
  const { repoURL = '', targetRevision = '' } = folders[0] ?? {};
  mkdirSync(repository);
  const git = $({ cwd: repository, quiet: true, nothrow: true, env: { ...env } });
  await git`git init --quiet`;
  await git`git remote add origin ${repoURL}`;
  await git`git config core.sparseCheckout true`;
  mkdirSync(join(repository, '.git/info'), { recursive: true });
  writeFileSync(join(repository, '.git/info/sparse-checkout'), folders.map(({ path, include }) => `/${path}/${include}\n`).join(''));
  const fetched = await git`git fetch --quiet --depth 1 --filter=blob:none origin ${targetRevision}`;
  // Gets the files at once; one by one would be a request for each.
  const taken = fetched.exitCode === 0 ? await git`git checkout --quiet FETCH_HEAD` : fetched;
  if (taken.exitCode !== 0) throw new Refusal(`cannot read ${repoURL} at ${targetRevision}: ${taken.stderr.trim().split('\n').at(-1) ?? ''}`);
  return git;
}

async function readFolder({ repoURL, targetRevision, path, include }: CrdFolder, git: Shell): Promise<readonly KubeObject[]> {
  const listed = await git`git ls-tree --name-only FETCH_HEAD ${`${path}/`}`;
  const wanted = listed.stdout.split('\n').filter((file) => matches(include, file.slice(path.length + 1)));
  if (wanted.length === 0) throw new Refusal(`${repoURL} at ${targetRevision} has no ${path}/${include}; the mirror holds something else`);
  // From Git, not from the disk: a link in a third party's repository may lead anywhere.
  const texts = await Promise.all(wanted.map(async (file) => ({ file, text: (await git`git show ${`FETCH_HEAD:${file}`}`).stdout })));
  return texts.flatMap(({ file, text }) => definitionsIn(text, `${file} of ${repoURL} at ${targetRevision}`));
}

/** Only definitions: policies that stand beside them are Argo CD's to apply. The schema makes no dates of text. */
function definitionsIn(text: string, name: string): readonly KubeObject[] {
  try {
    return (loadAll(text, { schema: CORE_SCHEMA }) as (KubeObject | null)[]).flatMap((one) => (one?.kind === 'CustomResourceDefinition' ? [one] : []));
  } catch (error) {
    throw new Refusal(`${name} is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

function matches(glob: string, name: string): boolean {
  const pattern = glob
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(name);
}
