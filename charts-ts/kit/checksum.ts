import { createHash } from 'node:crypto';

/** What changes when a text does: as an annotation of pods it rolls them when their configuration changes. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
