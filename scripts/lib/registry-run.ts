import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Refusal } from './command.ts';

/** The programs that speak to registries and Git servers: the decision is docs/decisions/0021-registry-client.md. */
const getIt = {
  crane:
    'crane is not installed: go install github.com/google/go-containerregistry/cmd/crane@latest, or take a release from https://github.com/google/go-containerregistry/releases; put it on the PATH and run again',
  git: 'git is not installed: get it from https://git-scm.com/downloads and run again',
} as const;

export interface Finished {
  readonly code: number | null;
  /** Empty when the output went to a file. */
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Digest of the output, when it went to a file. */
  readonly digest?: string;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A file that gets the output instead, as it comes. */
  readonly into?: string;
}

/** Ctrl-C, or another end from outside: not a failure of the program that was running. */
export class Interrupted extends Error {}

/** Runs crane or git to its end, and ends it when the signal aborts. Refuses when it is not installed; throws Interrupted after the abort. */
export async function runProgram(program: keyof typeof getIt, args: readonly string[], { signal, environment = {}, into }: RunOptions): Promise<Finished> {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    // Nobody can answer four questions at once: passwords come from credential helpers, or the login file.
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: git speaks HTTP through a program that would outlive it, and hold its output open.
    detached: true,
  });
  const end = () => endGroup(child.pid);
  signal.addEventListener('abort', end, { once: true });
  try {
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      // What went wrong is said last.
      stderr = (stderr + text).slice(-16_384);
    });
    const closed = new Promise<number | null>((settle, fail) => child.once('error', fail).once('close', settle));
    const [code, digest] = await Promise.all([closed, into === undefined ? keep(child.stdout, stdout) : save(child.stdout, into)]);
    signal.throwIfAborted();
    return { code, stdout: Buffer.concat(stdout), stderr, ...(digest === undefined ? {} : { digest }) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && child.pid === undefined) throw new Refusal(getIt[program]);
    end();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch (error) {
    // It had just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function keep(output: NodeJS.ReadableStream, chunks: Buffer[]): Promise<undefined> {
  for await (const chunk of output) chunks.push(Buffer.from(chunk));
}

async function save(output: NodeJS.ReadableStream, file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    output,
    async function* (chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  return `sha256:${hash.digest('hex')}`;
}

/**
 * Does work whose signal aborts at Ctrl-C, SIGTERM or a closed terminal, so that every program ends and what is half done is removed; then
 * it says these words and ends as interrupted programs do, with exit code 130. A second Ctrl-C ends at once, as everywhere.
 */
export async function interruptible<Result>(words: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const abort = () => controller.abort(new Interrupted());
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.once(name, abort);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    console.error(words);
    return process.exit(130);
  } finally {
    for (const name of signals) process.off(name, abort);
  }
}
