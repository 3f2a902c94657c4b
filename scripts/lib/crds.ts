import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { Refusal } from './command.ts';
import { type FaultContext, faultLines, ServerFault } from './registry-fault.ts';
import { type RunGit, runGit } from './registry-git.ts';
import { each, faultsOf } from './registry-many.ts';

/** A folder of definitions in a Git repository, as an Application's source names it. */
export interface CrdFolder {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly path: string;
  /** Argo CD's glob: only `*` is special here. */
  readonly include: string;
}

export interface ReadOptions extends Pick<FaultContext, 'mirrors' | 'missing'> {
  readonly signal: AbortSignal;
  /** PEM: trusted beside the public CAs. */
  readonly certificates: string | undefined;
}

/**
 * The custom resource definitions of all these folders, from Git as Argo CD will read them. Refuses with a line for each repository or
 * server that is at fault.
 */
export async function readDefinitions(folders: readonly CrdFolder[], options: ReadOptions): Promise<readonly KubeObject[]> {
  const { signal, certificates } = options;
  const repositories = new Map<string, CrdFolder[]>();
  for (const folder of folders) repositories.set(nameOf(folder), [...(repositories.get(nameOf(folder)) ?? []), folder]);
  const work = mkdtempSync(join(tmpdir(), 'polder-crds-'));
  try {
    const git = runGit({ signal, environment: trusting(certificates, join(work, 'ca.pem')) });
    const read = await each([...repositories], { word: 'repository', name: ([name]) => name, signal }, ([, ofOne]) =>
      readRepository(ofOne, mkdtempSync(join(work, 'repository-')), git),
    );
    const faults = faultsOf(read, ([name]) => name);
    if (faults.length > 0) throw new Refusal(...faultLines(faults, options), 'nothing was applied');
    return read.flatMap((one) => ('value' in one ? one.value : []));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function nameOf({ repoURL, targetRevision }: CrdFolder): string {
  return `${repoURL}@${targetRevision}`;
}

/** What some folders of one repository hold at one commit. */
async function readRepository(folders: readonly CrdFolder[], repository: string, git: RunGit): Promise<readonly KubeObject[]> {
  await take(folders, repository, git);
  const read = await Promise.all(folders.map((folder) => readFolder(folder, repository, git)));
  return read.flat();
}

/** Who names a file of CAs oneself has those of that file. */
function trusting(certificates: string | undefined, file: string): Readonly<Record<string, string>> {
  if (certificates === undefined || process.env['GIT_SSL_CAINFO'] !== undefined) return {};
  writeFileSync(file, [...rootCertificates, certificates].join('\n'));
  return { GIT_SSL_CAINFO: file };
}

/** Fetches a commit without its history, and of its files those of the folders alone, where the server can leave out others. */
async function take(folders: readonly CrdFolder[], repository: string, git: RunGit): Promise<void> {
  const { repoURL = '', targetRevision = '' } = folders[0] ?? {};
  await git(['init', '--quiet', repository], repoURL);
  const inside = (...args: readonly string[]) => git(['-C', repository, ...args], repoURL);
  await inside('remote', 'add', 'origin', repoURL);
  await inside('config', 'core.sparseCheckout', 'true');
  mkdirSync(join(repository, '.git/info'), { recursive: true });
  writeFileSync(join(repository, '.git/info/sparse-checkout'), folders.map(({ path, include }) => `/${path}/${include}\n`).join(''));
  await inside('fetch', '--quiet', '--depth=1', '--filter=blob:none', 'origin', targetRevision);
  // Gets the files at once; one by one would be a request for each.
  await inside('checkout', '--quiet', 'FETCH_HEAD');
}

async function readFolder({ repoURL, path, include }: CrdFolder, repository: string, git: RunGit): Promise<readonly KubeObject[]> {
  const inside = (...args: readonly string[]) => git(['-C', repository, ...args], repoURL);
  const wrong = (words: string) => new ServerFault('other', 'git', new URL(repoURL).host, words);
  const listed = await inside('ls-tree', '--name-only', 'FETCH_HEAD', `${path}/`);
  const wanted = listed.split('\n').filter((file) => matches(include, file.slice(path.length + 1)));
  if (wanted.length === 0) throw wrong(`has no ${path}/${include}; the mirror holds something else`);
  // From Git, not from the disk: a link in a third party's repository may lead anywhere.
  const texts = await Promise.all(wanted.map(async (file) => ({ file, text: await inside('show', `FETCH_HEAD:${file}`) })));
  return texts.flatMap(({ file, text }) => {
    const read = definitionsIn(text);
    if (typeof read === 'string') throw wrong(`${file} is no YAML: ${read}`);
    return read;
  });
}

/** Only definitions: policies that stand beside them are Argo CD's to apply. The schema makes no dates of text. What is wrong, where it is no YAML. */
function definitionsIn(text: string): readonly KubeObject[] | string {
  try {
    return (loadAll(text, { schema: CORE_SCHEMA }) as (KubeObject | null)[]).flatMap((one) => (one?.kind === 'CustomResourceDefinition' ? [one] : []));
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? '';
  }
}

function matches(glob: string, name: string): boolean {
  const pattern = glob
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(name);
}
