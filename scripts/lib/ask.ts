import { createInterface } from 'node:readline/promises';
import { Refusal } from './command.ts';

/** What a command asks on a terminal, where no option says it. */
export interface Question {
  readonly option: string;
  readonly asks: string;
  readonly suggested: string;
  /** True when no answer is an answer. */
  readonly optional?: boolean;
}

/** The answers by option: as given, else as typed, else as suggested. Refuses where there is no terminal to ask on. */
export async function ask(all: readonly Question[], given: (option: string) => string | undefined): Promise<Readonly<Record<string, string>>> {
  const open = all.filter(({ option }) => given(option) === undefined);
  const answers: Record<string, string> = Object.fromEntries(all.map(({ option }) => [option, given(option) ?? '']));
  const needed = open.filter(({ optional }) => !optional);
  if (needed.length === 0) return answers;
  if (!process.stdin.isTTY) throw new Refusal(`no terminal to ask on; give ${needed.map(({ option }) => `--${option}`).join(', ')}`);
  const lines = createInterface({ input: process.stdin, terminal: false });
  // The iterator keeps lines that come before they are asked for, as in a paste; `question` would lose them.
  const typed = lines[Symbol.asyncIterator]();
  for (const { option, asks, suggested } of open) {
    process.stderr.write(`${asks}${suggested === '' ? '' : ` [${suggested}]`}: `);
    const { value, done } = await typed.next();
    if (done) throw new Refusal('', 'no answer; nothing was written');
    answers[option] = value.trim() === '' ? suggested : value.trim();
  }
  lines.close();
  return answers;
}
