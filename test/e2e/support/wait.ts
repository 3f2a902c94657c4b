import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until `check` returns something other than undefined or false, and returns that. An error that `check` throws means "not yet".
 * Throws when the time is up, with `what` and the last error or answer of `explain`.
 */
export async function waitFor<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
  { seconds = 60, everyMilliseconds = 500, explain }: { seconds?: number; everyMilliseconds?: number; explain?: () => Promise<string> | string } = {},
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value !== undefined && value !== false) return value;
      last = undefined;
    } catch (error) {
      if (error instanceof Error && 'hopeless' in error) throw error;
      last = error;
    }
    if (Date.now() >= end) break;
    await sleep(everyMilliseconds);
  }
  const reason = explain === undefined ? (last === undefined ? '' : String(last)) : await explain();
  throw new Error(`after ${seconds} s still waiting for ${what}${reason === '' ? '' : `\n${reason}`}`);
}

/** Marks an error that waiting longer cannot mend: waitFor passes it on at once. */
export function hopeless(message: string): Error {
  return Object.assign(new Error(message), { hopeless: true });
}

/** Whether something accepts connections on this port, of the loopback address unless another is given. */
export function isListening(port: number, address = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
