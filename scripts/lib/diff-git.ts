import { Refusal } from './command.ts';
import { type Ran, runQuietly } from './run-quietly.ts';

/** A file that differs between two revisions: its blob on each side, undefined where there is none. */
export interface ChangedFile {
  readonly path: string;
  readonly before: Blob | undefined;
  readonly after: Blob | undefined;
}

/** Content by its id, or what stands on disk. */
export type Blob = { readonly id: string } | 'on disk';

/** Git, as far as a comparison needs it: it reads, and changes nothing. */
export interface Git {
  /** The commit that a revision stands for. Refuses one that there is not. */
  commit(revision: string): Promise<string>;
  /** The last commit that both have. */
  mergeBase(one: string, other: string): Promise<string>;
  /** Files below folders that differ; without `head` between a commit and the files on disk, those that Git does not know yet included. */
  changed(base: string, head: string | undefined, folders: readonly string[]): Promise<readonly ChangedFile[]>;
  /** The folders directly in these folders. */
  folders(commit: string, parents: readonly string[]): Promise<readonly string[]>;
  /** The files of a commit that match patterns, with their ids: `*` stands for a part of a name, `**` for folders. */
  files(commit: string, patterns: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The contents of blobs, by id. */
  contents(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>>;
}

/** Git of the repository that a folder is in, which need not be its uppermost. Refuses a folder that is in none. */
export async function gitOf(root: string): Promise<Git> {
  const run = (args: readonly string[], input?: string) => runGit(root, args, input);
  const inside = await run(['rev-parse', '--show-prefix', '--is-shallow-repository']);
  if (inside.code !== 0) throw new Refusal(`${root} is not in a Git repository: ${firstLine(inside.stderr)}`);
  const [prefix = '', shallow] = text(inside.stdout).split('\n');
  const hint = shallow === 'true' ? '; this clone is shallow, so fetch its history: git fetch --unshallow (in a CI job: fetch-depth: 0)' : '';
  const must = async (args: readonly string[], input?: string): Promise<Buffer> => {
    const { code, stdout, stderr } = await run(args, input);
    if (code !== 0) throw new Refusal(`git ${args[0]} failed: ${firstLine(stderr)}${hint}`);
    return stdout;
  };
  const own = (path: string) => (path.startsWith(prefix) ? path.slice(prefix.length) : path);
  const parts = async (args: readonly string[]) =>
    text(await must(args))
      .split('\0')
      .slice(0, -1);
  const diff = ['--raw', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', '--ignore-submodules', '--abbrev=64'];

  return {
    commit: async (revision) => {
      // A name that begins like an option would be taken for one.
      const { code, stdout } = revision.startsWith('-')
        ? { code: 1, stdout: Buffer.alloc(0) }
        : await run(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
      if (code !== 0) throw new Refusal(`there is no revision ${JSON.stringify(revision)} here; write a branch, tag or commit${hint}`);
      return text(stdout).trim();
    },
    mergeBase: async (one, other) => {
      const { code, stdout } = await run(['merge-base', one, other]);
      if (code !== 0) throw new Refusal(`${one.slice(0, 10)} and ${other.slice(0, 10)} have no commit in common${hint}`);
      return text(stdout).trim();
    },
    changed: async (base, head, folders) => {
      const found = new Map<string, ChangedFile>();
      const [raw, unknown] = await Promise.all([
        head === undefined
          ? must(['diff', ...diff, base, '--', ...folders.map((folder) => `:(literal)${folder}`)])
          : must(['diff-tree', '-r', ...diff, base, head, '--', ...folders.map((folder) => `:(literal)${folder}`)]),
        head === undefined
          ? parts(['ls-files', '--others', '--exclude-standard', '-z', '--full-name', '--', ...folders.map((folder) => `:(literal)${folder}`)])
          : [],
      ]);
      for (const change of readRaw(text(raw))) found.set(own(change.path), { ...change, path: own(change.path) });
      for (const path of unknown.map(own)) found.set(path, { path, before: found.get(path)?.before, after: 'on disk' });
      return [...found.values()];
    },
    folders: async (commit, parents) =>
      parents.length === 0 ? [] : await parts(['ls-tree', '-d', '-z', '--name-only', commit, ...parents.map((one) => `${one}/`)]),
    files: async (commit, patterns) => {
      if (patterns.length === 0) return new Map();
      // As the difference from nothing: it lists what patterns match, where ls-tree would list all.
      const nothing = text(await must(['hash-object', '-t', 'tree', '--stdin'])).trim();
      const raw = await must(['diff-tree', '-r', ...diff, nothing, commit, '--', ...patterns.map((pattern) => `:(glob)${pattern}`)]);
      return new Map([...readRaw(text(raw))].flatMap(({ path, after }) => (typeof after === 'object' ? [[own(path), after.id] as const] : [])));
    },
    contents: async (ids) => (ids.size === 0 ? new Map() : readBatch(await must(['cat-file', '--batch'], `${[...ids].join('\n')}\n`), hint)),
  };
}

/** https://git-scm.com/docs/git-diff#_raw_output_format: an id of zeros is no file, or one on disk that Git has not stored. */
function* readRaw(output: string): Generator<ChangedFile> {
  const fields = output.split('\0');
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [oldMode = '', newMode = '', before = '', after = ''] = (fields[index] ?? '').slice(1).split(' ');
    // Links and submodules are no text: they come out as no file.
    yield { path: fields[index + 1] ?? '', before: blob(oldMode, before), after: blob(newMode, after) };
  }
}

function blob(mode: string, id: string): Blob | undefined {
  if (!mode.startsWith('100')) return undefined;
  return /^0+$/.test(id) ? 'on disk' : { id };
}

/** https://git-scm.com/docs/git-cat-file#_batch_output */
function readBatch(output: Buffer, hint: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0x0a, start);
    const [id = '', type, size] = output.toString('latin1', start, end).split(' ');
    if (type !== 'blob') throw new Refusal(`Git has not the content of ${id.slice(0, 10)}; fetch it: git fetch --refetch${hint}`);
    found.set(id, output.toString('utf8', end + 1, end + 1 + Number(size)));
    start = end + 2 + Number(size);
  }
  return found;
}

function text(output: Buffer): string {
  return output.toString('utf8');
}

function firstLine(stderr: string): string {
  return (
    stderr
      .trim()
      .split('\n')[0]
      ?.replace(/^fatal: /, '') ?? ''
  );
}

/** In plain English, and without taking a lock that another Git might wait for. */
function runGit(root: string, args: readonly string[], input?: string): Promise<Ran> {
  const env = { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
  return runQuietly('git', ['-C', root, ...args], { env, ...(input === undefined ? {} : { input }) });
}
