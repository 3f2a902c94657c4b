import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { $ } from 'zx';
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
 * The custom resource definitions of each folder, in the folders' order, from Git as Argo CD will read them.
 * `certificates` (PEM) are trusted beside the public CAs. Refuses with git's own words for each repository that cannot be read.
 */
export async function readDefinitions(folders: readonly CrdFolder[], certificates: string | undefined): Promise<readonly (readonly KubeObject[])[]> {
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
  const definitions = new Map(read.flatMap((one) => (one.status === 'fulfilled' ? [...one.value] : [])));
  return folders.map((folder) => definitions.get(folder) ?? []);
}

/** Folders of one repository at one commit: no history, and only their files where the server can leave out others. */
async function readRepository(folders: readonly CrdFolder[], certificates: string | undefined): Promise<ReadonlyMap<CrdFolder, readonly KubeObject[]>> {
  const { repoURL = '', targetRevision = '' } = folders[0] ?? {};
  const work = mkdtempSync(join(tmpdir(), 'polder-crds-'));
  try {
    const trusted = join(work, 'ca.pem');
    writeFileSync(trusted, [...rootCertificates, certificates ?? ''].join('\n'));
    const repository = join(work, 'repository');
    const git = $({
      cwd: work,
      quiet: true,
      nothrow: true,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', ...(certificates === undefined ? {} : { GIT_SSL_CAINFO: trusted }) },
    });
    await git`git init --quiet ${repository}`;
    const inside = git({ cwd: repository });
    await inside`git remote add origin ${repoURL}`;
    await inside`git config core.sparseCheckout true`;
    mkdirSync(join(repository, '.git/info'), { recursive: true });
    writeFileSync(join(repository, '.git/info/sparse-checkout'), folders.map(({ path, include }) => `/${path}/${include}\n`).join(''));
    const fetched = await inside`git fetch --quiet --depth 1 --filter=blob:none origin ${targetRevision}`;
    // Gets what the folders hold at once; one by one would be a request for each file.
    const taken = fetched.exitCode === 0 ? await inside`git checkout --quiet FETCH_HEAD` : fetched;
    if (taken.exitCode !== 0) throw new Refusal(`cannot read ${repoURL} at ${targetRevision}: ${taken.stderr.trim().split('\n').at(-1) ?? ''}`);
    const found = new Map<CrdFolder, readonly KubeObject[]>();
    for (const folder of folders) {
      const listed = await inside`git ls-tree --name-only FETCH_HEAD ${`${folder.path}/`}`;
      const wanted = listed.stdout.split('\n').filter((file) => matches(folder.include, file.slice(folder.path.length + 1)));
      if (wanted.length === 0) throw new Refusal(`${repoURL} at ${targetRevision} has no ${folder.path}/${folder.include}; the mirror holds something else`);
      // From Git, not from the disk: a link in a third party's repository may lead anywhere.
      const objects = await Promise.all(
        wanted.map(async (file) => definitionsIn((await inside`git show ${`FETCH_HEAD:${file}`}`).stdout, `${file} of ${repoURL} at ${targetRevision}`)),
      );
      found.set(folder, objects.flat());
    }
    return found;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
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
