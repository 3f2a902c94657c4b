import type { Cel } from '../../kit/admission.ts';
import { literal } from '../../kit/cel.ts';

export { list, literal } from '../../kit/cel.ts';

/** A part of a text that the API server fills in. */
export interface Filled {
  readonly cel: Cel;
}

export function cel(expression: Cel): Filled {
  return { cel: expression };
}

/** A text as a CEL expression: say`port ${cel('string(p.number)')} is taken` is `'port ' + string(p.number) + ' is taken'`. */
export function say(texts: TemplateStringsArray, ...values: readonly (string | Filled)[]): Cel {
  const parts = texts.flatMap((text, index) => [text, values[index] ?? '']);
  const joined: (string | Filled)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined.splice(-1, 1, last + part);
    else joined.push(part);
  }
  return joined
    .filter((part) => part !== '')
    .map((part) => (typeof part === 'string' ? literal(part) : part.cel))
    .join(' + ');
}

/** One complaint, when something is so. */
export function when(condition: Cel, complaint: Cel): Cel {
  return `(${condition} ? [${complaint}] : [])`;
}

/** A complaint for each item of a list for which something is so; both may use `name`. */
export function each(items: Cel, name: string, condition: Cel, complaint: Cel): Cel {
  return `${items}.filter(${name}, ${condition}).map(${name}, ${complaint})`;
}

/** All complaints of several lists. */
export function all(lists: readonly Cel[]): Cel {
  return lists.join(' + ');
}

/**
 * The object without its type: one expression for several kinds would otherwise give a warning for each kind that lacks a
 * field of another (status.typeChecking). Mistakes in field names are found by test/e2e/policies/ instead.
 */
export const untyped = 'dyn(object)';

/** True when a field of the object is new: an old object that does not comply can still get labels, finalizers and its end. */
export function isNew(field: (of: Cel) => Cel): Cel {
  return `request.operation == 'CREATE' || ${field(untyped)} != ${field('dyn(oldObject)')}`;
}
