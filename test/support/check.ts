import type { Built } from '../../charts-ts/built.ts';
import type { Check } from '../../charts-ts/checks/checks.ts';
import { exampleCluster } from './render.ts';

/** What a check says of built components: the words after the object's name. */
export function verdict(check: Check, built: readonly Built[], ...cluster: Parameters<typeof exampleCluster>): string[] {
  return check(built, exampleCluster(...cluster)).map(({ message }) => message);
}
