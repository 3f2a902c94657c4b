import type { Cel } from './admission.ts';
import { literal } from './cel.ts';
import { polder } from './labels.ts';

/** The hostnames that a namespace was given, in CEL: what admission lets its routes take, and what clean-up leaves them. */
export function givenHostnames(namespace: Cel): Cel {
  return `${namespace}.metadata.?annotations[?${literal(polder.hostnames)}].orValue('').split(',').map(one, one.trim()).filter(one, one != '')`;
}

/** Whether a hostname, which may be a wildcard, covers another, in CEL: put it in parentheses beside what binds more. */
export function coversHostname(wide: Cel, narrow: Cel): Cel {
  return `${narrow} == ${wide} || (${wide}.startsWith('*.') && ${narrow}.endsWith(${wide}.substring(1)))`;
}
