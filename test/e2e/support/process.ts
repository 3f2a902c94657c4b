import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hopeless, waitFor } from './wait.ts';

export interface ProcessOptions {
  /** What messages call it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Gets both outputs; a restart appends. */
  readonly logFile: string;
  /** Says whether it does its work; without it, running is enough. */
  readonly ready?: () => Promise<boolean>;
  readonly readySeconds?: number;
}

/** A program that was started, and can be killed and started again with the same arguments. */
export interface RunningProcess {
  readonly name: string;
  readonly logFile: string;
  /** Its process id, or undefined while it is down. */
  pid(): number | undefined;
  /** The log so far. */
  log(): string;
  /** Ends it as a power cut would: SIGKILL, no goodbye. Returns when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and kills it after ten seconds. */
  stop(): Promise<void>;
  /** Starts it again, with other arguments when given. Returns when it is ready; throws as startProcess does. */
  restart(args?: readonly string[]): Promise<void>;
}

/** All that were started here and may still run. */
const children = new Set<ChildProcess>();

/** Ends all that still runs: what a start that failed left behind would keep its ports from the next file. */
export async function endAll(): Promise<void> {
  await Promise.all([...children].map((child) => end(child, 'SIGKILL')));
}

/** Starts a program and waits until it is ready. Throws with the end of its log when it exits first or takes too long. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  let args = options.args;
  let child = launch(options, args);
  const running: RunningProcess = {
    name: options.name,
    logFile: options.logFile,
    pid: () => (isRunning(child) ? child.pid : undefined),
    log: () => (existsSync(options.logFile) ? readFileSync(options.logFile, 'utf8') : ''),
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
    restart: async (changed = args) => {
      await end(child, 'SIGTERM');
      args = changed;
      child = launch(options, args);
      await becomeReady(options, child);
    },
  };
  await becomeReady(options, child);
  return running;
}

/** The last lines of a log file, for messages. */
export function tail(file: string, lines = 15): string {
  if (!existsSync(file)) return `(${file} is not there)`;
  return `${file}:\n${readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')}`;
}

function launch({ name, command, env, cwd, logFile }: ProcessOptions, args: readonly string[]): ChildProcess {
  if (command.includes('/') && !existsSync(command))
    throw new Error(`${name}: ${command} is not there: npm run e2e builds what its tests need before it starts them`);
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', log, log] });
  closeSync(log);
  // Without a listener, a missing command would end the test run; becomeReady reports it.
  child.on('error', () => {});
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function becomeReady({ name, command, logFile, ready, readySeconds = 60 }: ProcessOptions, child: ChildProcess): Promise<void> {
  if (child.pid === undefined) throw new Error(`${name}: cannot run ${command}; is it installed?`);
  await waitFor(
    `${name} to be ready`,
    async () => {
      if (!isRunning(child)) throw hopeless(`${name} ended (${child.exitCode ?? child.signalCode})\n${tail(logFile)}`);
      return ready === undefined || (await ready());
    },
    { seconds: readySeconds, everyMilliseconds: 200, explain: () => tail(logFile) },
  );
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
