import { isWhole, type NamedFault, ServerFault } from './registry-fault.ts';
import { progress, progressDone } from './terminal.ts';

/** How many programs run at once: enough to keep a line busy, few enough for a small registry. */
const atOnce = 4;

export type Result<T, R> = { readonly item: T; readonly value: R } | { readonly item: T; readonly error: unknown };

export interface Work<T> {
  /** What is counted, such as `carried`. */
  readonly word: string;
  readonly name: (item: T) => string;
  readonly signal: AbortSignal;
  /** Whether each item is a line of its own where there is no terminal: for what takes long. */
  readonly logged?: boolean;
}

/** Works on many items, four at once; all are tried, and errors are results. Counts on stderr, such as `carried 12/87`. */
export async function each<T, R>(items: readonly T[], { word, name, signal, logged = false }: Work<T>, work: (item: T) => Promise<R>): Promise<Result<T, R>[]> {
  const waiting = [...items.entries()];
  const results: Result<T, R>[] = [];
  let done = 0;
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      const [index, item] = next;
      const result = await work(item).then(
        (value) => ({ item, value }),
        (error: unknown) => ({ item, error }),
      );
      results[index] = result;
      done += 1;
      if (signal.aborted) return;
      if (process.stderr.isTTY) progress(`${word} ${done}/${items.length} ${name(item)}`);
      else if (logged && 'value' in result) console.error(`${word} ${done}/${items.length} ${name(item)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  progressDone();
  signal.throwIfAborted();
  return results;
}

/** Remembers a server that is down as a whole, so that the rest of what it serves fails at once, with the same fault. */
export function notTwice(): <R>(servers: readonly string[], work: () => Promise<R>) => Promise<R> {
  const faults = new Map<string, ServerFault>();
  return async (servers, work) => {
    const known = servers.map((server) => faults.get(server)).find((fault) => fault !== undefined);
    if (known !== undefined) throw known;
    try {
      return await work();
    } catch (error) {
      if (error instanceof ServerFault && isWhole(error.kind)) faults.set(error.server, error);
      throw error;
    }
  };
}

/** What went wrong at a server, by name. Throws what is no fault of a server: a full disk, a missing program. */
export function faultsOf<T, R>(results: readonly Result<T, R>[], name: (item: T) => string): NamedFault[] {
  return results.flatMap((result) => {
    if (!('error' in result)) return [];
    if (!(result.error instanceof ServerFault)) throw result.error;
    return [{ name: name(result.item), fault: result.error }];
  });
}
