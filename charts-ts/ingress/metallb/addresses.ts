import { isIP } from 'node:net';
import { z } from 'zod';
import { type Network, parseNetwork } from '../../config/values.ts';
import { quoted } from '../../config/words.ts';

/** Addresses in a row: of one version, the first and the last as numbers. */
export type Range = Omit<Network, 'prefix'>;

/** One address as a range of one; undefined when it is none. */
export function parseAddress(address: string): Range | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : parseNetwork(`${address}/${version === 4 ? 32 : 128}`);
}

/** Reads `192.0.2.0/28` or `192.0.2.10-192.0.2.20`; undefined when it is neither. */
export function parseRange(text: string): Range | undefined {
  const [first = '', last, ...more] = text.split('-');
  if (last === undefined) return parseNetwork(text);
  const [from, to] = [parseAddress(first), parseAddress(last)];
  if (from === undefined || to === undefined || more.length > 0 || from.version !== to.version || from.first > to.first) return undefined;
  return { version: from.version, first: from.first, last: to.first };
}

export function holds(outer: Range, inner: Range): boolean {
  return outer.version === inner.version && outer.first <= inner.first && inner.last <= outer.last;
}

function text(test: (value: string) => boolean, words: string): z.ZodString {
  const error = (issue: { readonly input?: unknown }) => `${quoted(issue.input)} is not ${words}`;
  return z.string({ error }).refine(test, { error });
}

/** A network, or its first and last address. */
export const AddressRange = text(
  (value) => parseRange(value) !== undefined,
  'a range of addresses; write it like 192.0.2.0/28 or 192.0.2.10-192.0.2.20, the lower address first',
);

export const Address = text((value) => isIP(value) !== 0, 'an address; write it like 192.0.2.10 or 2001:db8::10');
