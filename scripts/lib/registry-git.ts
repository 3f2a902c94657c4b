import { gitFault, ServerFault } from './registry-fault.ts';
import { type RunOptions, runProgram } from './registry-run.ts';

/** A server that stops in the middle of an answer is given up after a minute. */
const patience = ['-c', 'http.lowSpeedLimit=1', '-c', 'http.lowSpeedTime=60'];

/** Git, as far as a mirror needs it. All throw ServerFault when a server refuses. */
export interface Git {
  /** The commit that a tag of a server stands for, an annotated one peeled; undefined when it has no such tag, or no such repository. */
  tagCommit(url: string, tag: string): Promise<string | undefined>;
  /** Makes a bare repository. */
  init(folder: string): Promise<void>;
  /** Fetches a tag with its history from an address or a bundle into a bare repository. Returns its commit. */
  fetchTag(folder: string, source: { readonly url: string; readonly bundle?: string }, tag: string): Promise<string>;
  pushTag(folder: string, url: string, tag: string): Promise<void>;
  /** Writes a tag with its history into one file. */
  bundle(folder: string, tag: string, file: string): Promise<void>;
}

/** Runs git with arguments that have to do with a server's address. Returns its output; throws ServerFault when it fails. */
export type RunGit = (args: readonly string[], url: string) => Promise<string>;

/** Git that ends when the signal aborts, with variables beside those of this process. */
export function runGit(options: Pick<RunOptions, 'signal' | 'environment'>): RunGit {
  return async (args, url) => {
    const done = await runProgram('git', [...patience, ...args], options);
    if (done.code !== 0) throw gitFault(done.stderr, url);
    return done.stdout.toString();
  };
}

export function gitFor(signal: AbortSignal): Git {
  const git = runGit({ signal });
  const ref = (tag: string) => `refs/tags/${tag}`;
  return {
    tagCommit: async (url, tag) => {
      const output = await git(['ls-remote', url, ref(tag), `${ref(tag)}^{}`], url).catch((error: unknown) => {
        if (error instanceof ServerFault && error.kind === 'missing') return '';
        throw error;
      });
      return commitOf(output, tag);
    },
    init: async (folder) => {
      await git(['init', '--quiet', '--bare', folder], 'file:///');
    },
    fetchTag: async (folder, { url, bundle }, tag) => {
      await git(['-C', folder, 'fetch', '--quiet', '--no-tags', bundle ?? url, `+${ref(tag)}:${ref(tag)}`], url);
      return (await git(['-C', folder, 'rev-parse', '--verify', `${ref(tag)}^{commit}`], url)).trim();
    },
    pushTag: async (folder, url, tag) => {
      await git(['-C', folder, 'push', '--quiet', url, `${ref(tag)}:${ref(tag)}`], url);
    },
    bundle: async (folder, tag, file) => {
      await git(['-C', folder, 'bundle', 'create', '--quiet', file, ref(tag)], 'file:///');
    },
  };
}

/** Reads the output of `git ls-remote`: the line with ^{} is the commit of an annotated tag. */
export function commitOf(output: string, tag: string): string | undefined {
  const lines = output.split('\n').map((line) => line.split('\t'));
  const at = (name: string) => lines.find(([, ref]) => ref === `refs/tags/${name}`)?.[0];
  return at(`${tag}^{}`) ?? at(tag);
}
