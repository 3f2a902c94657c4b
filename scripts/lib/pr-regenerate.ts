import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from './command.ts';
import { runScript } from './pr-check.ts';
import { git, letIn } from './pr-git.ts';
import { type Place, withoutTokens } from './pr-settings.ts';
import { runQuietly } from './run-quietly.ts';

/** What is made from the rest, with the command that makes it. Nothing else is taken from a patch. */
const made: readonly { readonly script: string; readonly paths: readonly string[]; readonly where?: string }[] = [
  { script: 'schema', paths: ['clusters/schema/'], where: 'clusters/schema/polder.json' },
  { script: 'docs', paths: ['docs/components.md', 'docs/standards.md'], where: 'docs/components.md' },
  { script: 'generate', paths: ['platform/'] },
];

const paths = made.flatMap((one) => one.paths);

/**
 * Runs the commands that make files on a checked out branch, and writes what they changed as a patch. Needs no token, and must not have
 * one: it runs what the branch brings. Returns how many files changed; writes no patch where none did.
 */
export async function writePatch(root: string, patch: string): Promise<number> {
  for (const { script, where } of made) {
    if (where !== undefined && !existsSync(join(root, where))) continue;
    const { code, stderr } = await runScript(script, script === 'generate' ? ['--root', root] : [], root);
    if (code === 2) throw new Error(`${script} failed:\n${stderr}`);
    if (code !== 0) throw new Refusal(...stderr.trim().split('\n'), `npm run ${script} refuses; mend the branch by hand`);
  }
  // An index of its own: what somebody has staged stays as it is.
  return withIndex(async (env) => {
    const at = { env };
    await git(root, ['read-tree', 'HEAD'], at);
    await git(root, ['add', '--all', '--', ...paths.filter((path) => existsSync(join(root, path)))], at);
    const changed = await git(root, ['diff-index', '--cached', '--name-only', '--no-renames', '-z', 'HEAD'], at);
    const count = changed.split('\0').filter((path) => path !== '').length;
    if (count === 0) return 0;
    const { stdout } = await runQuietly(
      'git',
      [
        '-C',
        root,
        'diff-index',
        '--cached',
        '--patch',
        '--binary',
        '--full-index',
        '--no-renames',
        '--no-ext-diff',
        '--no-textconv',
        '--no-color',
        '--src-prefix=a/',
        '--dst-prefix=b/',
        'HEAD',
      ],
      { cwd: root, env: { ...withoutTokens(), ...env } },
    );
    writeFileSync(`${patch}.new`, stdout);
    renameSync(`${patch}.new`, patch);
    return count;
  });
}

export interface ApplyOptions {
  readonly root: string;
  /** The patch's text. */
  readonly patch: string;
  readonly branch: string;
  readonly remote: string;
  readonly author: { readonly name: string; readonly email: string };
}

/**
 * Commits a patch onto a branch at the forge, and pushes it. No file of the branch comes on disk and nothing of it runs, so that it may have
 * a token. Refuses a patch that changes anything but what the commands make, and a branch that has moved on. Returns the commit.
 */
export async function pushPatch(place: Place, { root, patch, branch, remote, author }: ApplyOptions): Promise<string> {
  const entrance = letIn(place);
  const ask = (args: readonly string[], env: Readonly<Record<string, string>> = {}, input = '') =>
    git(root, args, { input, env: { ...entrance, ...env } }, place.token);
  await ask(['check-ref-format', '--branch', branch]);
  await ask(['fetch', '--quiet', '--no-tags', remote, `+refs/heads/${branch}:refs/polder/regenerate`]);
  const parent = await ask(['rev-parse', 'refs/polder/regenerate']);
  const commit = await withIndex(async (env) => {
    await ask(['read-tree', parent], env);
    try {
      await ask(['apply', '--cached', '--whitespace=nowarn', '-'], env, patch);
    } catch {
      throw new Refusal(`the patch is not of what stands on ${branch}, which may have moved on; run regenerate again`);
    }
    refuseOther(await ask(['diff-index', '--cached', '--raw', '--no-renames', '-z', parent], env));
    const tree = await ask(['write-tree'], env);
    const who = { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_COMMITTER_NAME: author.name, GIT_COMMITTER_EMAIL: author.email };
    const message = `Generate platform/ anew\n\nMade by npm run pr -- regenerate.\n\nSigned-off-by: ${author.name} <${author.email}>\n`;
    return ask(['commit-tree', tree, '-p', parent, '-F', '-'], who, message);
  });
  // Without force: a branch that has moved on refuses it.
  await ask(['push', '--quiet', '--no-verify', remote, `${commit}:refs/heads/${branch}`]);
  return commit;
}

/** https://git-scm.com/docs/git-diff-index#_raw_output_format */
function refuseOther(raw: string): void {
  const fields = raw.split('\0').filter((field) => field !== '');
  const other: string[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, newMode = ''] = (fields[index] ?? '').slice(1).split(' ');
    const path = fields[index + 1] ?? '';
    const ours = paths.some((own) => (own.endsWith('/') ? path.startsWith(own) : path === own));
    // Plain files only: a link could lead out of the folder.
    if (!ours || !['100644', '000000'].includes(newMode)) other.push(path);
  }
  if (other.length > 0)
    throw new Refusal(
      ...other.slice(0, 20).map((path) => `${JSON.stringify(path)} is not made by generate`),
      'the patch holds more than regenerate makes; nothing was pushed',
    );
}

async function withIndex<T>(act: (env: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'polder-index-'));
  try {
    return await act({ GIT_INDEX_FILE: join(folder, 'index') });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
