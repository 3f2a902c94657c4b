import { inspect, type ParseArgsConfig, parseArgs } from 'node:util';
import { type Problem, problemText } from '../../charts-ts/config/problem.ts';
import { suggestion } from '../../charts-ts/config/words.ts';
import { inSources } from './trace.ts';

/** A mistake of the user, or something missing on the machine: told in a line, without a stack trace. Exit code 1. */
export class Refusal extends Error {
  /** Exactly what is printed on stderr. */
  readonly lines: readonly string[];
  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** A refusal that prints every problem, and how many there are. */
export function refuseProblems(problems: readonly Problem[]): Refusal {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new Refusal(...problems.map(problemText), `${count}; nothing was written`);
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Written out, since the package of polder-app carries its types. */
type Arguments<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T & { readonly help: { readonly type: 'boolean'; readonly short: 'h' } }; allowPositionals: true }>
>;

/** Reads arguments; `--help` prints the help and ends. An unknown option is refused with a suggestion. */
export function readArguments<const T extends Options>(help: string, options: T, args: readonly string[] = process.argv.slice(2)): Arguments<T> {
  const all = { ...options, help: { type: 'boolean', short: 'h' } } as const;
  for (const arg of args) {
    if (arg === '--') break;
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name !== undefined && !Object.hasOwn(all, name)) throw new Refusal(`unknown option --${name}${suggestion(name, Object.keys(all))}`, 'see --help');
  }
  try {
    const parsed = parseArgs({ args: [...args], options: all, allowPositionals: true });
    if ('help' in parsed.values && parsed.values.help === true) {
      process.stdout.write(help);
      process.exit(0);
    }
    return parsed;
  } catch (error) {
    throw new Refusal((error as Error).message, 'see --help');
  }
}

/** What the machine said, in the words of who must act. Undefined when it is a fault of ours. */
function systemWords(error: unknown): string | undefined {
  const { code, path } = error as { readonly code?: string; readonly path?: string };
  const where = path === undefined ? '' : ` (${path})`;
  const words: Readonly<Record<string, string>> = {
    ENOSPC: `the disk is full${where}; make room and run again, nothing half written is left`,
    EDQUOT: `the disk quota is used up${where}; make room and run again, nothing half written is left`,
    EACCES: `no permission${where}; check the owner of the files`,
    EROFS: `the disk is read-only${where}`,
    ENOTDIR: `a file stands where a folder must be${where}; move it away`,
    ELOOP: `a symbolic link stands where a folder must be${where}; put the folder itself there`,
    ESTALE: 'a file under clusters/ changed while generate was running; run it again',
    EISDIR: `a folder stands where a file must be${where}; move it away`,
    EMFILE: 'too many open files; raise the limit with ulimit -n',
  };
  return code === undefined ? undefined : words[code];
}

/** Runs a command's main function. Exit codes: 0 fine, 1 the user must act, 2 a fault of Polder (with its stack). */
export async function run(main: () => Promise<void>): Promise<void> {
  // cdk8s reads these and would make other bytes; the output must depend on the configuration alone.
  for (const name of Object.keys(process.env)) if (name.startsWith('CDK8S_')) delete process.env[name];
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
  try {
    await main();
  } catch (error) {
    const lines = error instanceof Refusal ? error.lines : [systemWords(error)];
    if (lines[0] === undefined) {
      console.error(inSources(inspect(error)));
      console.error('this is a fault of Polder, not of your configuration: please report it with the lines above');
      process.exitCode = 2;
    } else {
      for (const line of lines) console.error(line);
      process.exitCode = 1;
    }
  }
}
