import { spawn } from 'node:child_process';
import { Refusal } from './command.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a program to its end, and keeps what it prints. Refuses one that is not there. */
export function runQuietly(
  program: string,
  args: readonly string[],
  { cwd, env, input = '' }: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv; readonly input?: string | Buffer },
): Promise<Ran> {
  return new Promise((settle, fail) => {
    const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => {}); // It ended before it read all: its code tells.
    child.stdin.end(input);
    child.on('error', (error: NodeJS.ErrnoException) => fail(error.code === 'ENOENT' ? new Refusal(`${program} is not on the PATH; install it`) : error));
    child.on('close', (code) => settle({ code: code ?? 1, stdout: Buffer.concat(output), stderr }));
  });
}
