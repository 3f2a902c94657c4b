import type { Cel } from './admission.ts';

/** A CEL string. */
export function literal(text: string): Cel {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
}

/** A CEL list of strings. */
export function list(texts: readonly string[]): Cel {
  return `[${texts.map(literal).join(', ')}]`;
}
