import type { Exception } from '../lib/findings.ts';
import { has } from '../lib/where.ts';

/** Where an object and a schema differ, and the schema is the one that is behind. */
export const exceptions: readonly Exception[] = [
  {
    rule: 'schema',
    objects: ['* ExternalSecret/*'],
    where: has('CreateOrMerge', 'target', 'creationPolicy'),
    reason: 'the creation policy CreateOrMerge is of External Secrets 2: the newest definitions that a module proxy serves are of 1.3.2',
  },
];

/** Kinds that nobody judges here, since no schema of theirs can be had as a Go module: `<group>/<version> <Kind>`, and why. */
export const notJudged: Readonly<Record<string, string>> = {};
