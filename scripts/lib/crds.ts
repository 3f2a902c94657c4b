import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { $ } from 'zx';
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
 * Reads definitions from Git, as Argo CD will: one commit, no history. `certificates` (PEM) are trusted beside the
 * public CAs. Refuses with git's own words when the repository cannot be read.
 */
export async function readCrds({ repoURL, targetRevision, path, include }: CrdFolder, certificates: string | undefined): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'polder-crds-'));
  try {
    const trusted = join(folder, 'ca.pem');
    writeFileSync(trusted, [...rootCertificates, certificates ?? ''].join('\n'));
    const git = $({
      cwd: folder,
      quiet: true,
      nothrow: true,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', ...(certificates === undefined ? {} : { GIT_SSL_CAINFO: trusted }) },
    });
    await git`git init --quiet --bare repository`;
    const fetched = await git`git -C repository fetch --quiet --depth 1 ${repoURL} ${targetRevision}`;
    if (fetched.exitCode !== 0)
      throw new Refusal(
        `cannot read ${repoURL} at ${targetRevision}: ${fetched.stderr.trim().split('\n').at(-1) ?? ''}`,
        'check that the mirror holds this repository, and that this machine reaches it',
      );
    const listed = await git`git -C repository ls-tree --name-only FETCH_HEAD ${`${path}/`}`;
    const wanted = listed.stdout.split('\n').filter((file) => matches(include, file.slice(path.length + 1)));
    if (wanted.length === 0) throw new Refusal(`${repoURL} at ${targetRevision} has no ${path}/${include}; the mirror holds something else`);
    const texts = await Promise.all(wanted.map((file) => git`git -C repository show ${`FETCH_HEAD:${file}`}`));
    return texts.map(({ stdout }) => stdout).join('\n---\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function matches(glob: string, name: string): boolean {
  const pattern = glob
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(name);
}
