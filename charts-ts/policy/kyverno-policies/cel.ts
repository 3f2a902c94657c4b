import type { Cel } from '../../kit/admission.ts';
import { literal } from '../../kit/cel.ts';
import { startOf } from '../../kit/ending.ts';

/** True until the day begins, in UTC. The CEL of Kyverno's policies has a clock; that of the API server, and of exceptions, has none. */
export function before(day: string): Cel {
  return `time.now() < timestamp(${literal(startOf(day))})`;
}

/** Whether an image is one of these globs, in which `*` stands for anything, as Kyverno's own do. */
export function matchesAny(image: Cel, globs: readonly string[]): Cel {
  return `${image}.matches(${literal(`^(${globs.map(pattern).join('|')})$`)})`;
}

function pattern(glob: string): string {
  return glob
    .replace(/[.+^$(){}|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}
