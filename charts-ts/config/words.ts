import { z } from 'zod';
import type { Path } from './problem.ts';

/** One of zod's issues in our words: what was written, what is expected, the way out. Lower case, no full stop. */
export function issueWords(issue: z.core.$ZodIssue, known: (path: Path) => readonly string[]): { readonly path: Path; readonly message: string }[] {
  const path = issue.path as Path;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, known(path)) }));
    case 'invalid_type':
      return [
        {
          path,
          message: issue.input === undefined ? `is missing; ${wanted(issue.expected)}` : `expected ${wanted(issue.expected)}, got ${kindOf(issue.input)}`,
        },
      ];
    case 'invalid_value':
      if (issue.input === undefined) return [{ path, message: `is missing; one of ${issue.values.map(quoted).join(', ')}` }];
      return [
        {
          path,
          message: `${quoted(issue.input)} is not one of ${issue.values.map(quoted).join(', ')}${suggestion(String(issue.input), issue.values.map(String))}`,
        },
      ];
    case 'too_small':
      return [{ path, message: `${amount(issue.input, issue.origin)} is too small; at least ${issue.minimum}${unit(issue.origin)}` }];
    case 'too_big':
      return [{ path, message: `${amount(issue.input, issue.origin)} is too large; at most ${issue.maximum}${unit(issue.origin)}` }];
    case 'invalid_union':
      return unionWords(issue, path, known);
    default:
      return [{ path, message: issue.message }];
  }
}

/** Of a union's branches, the one that fits the value best tells what is wrong. */
function unionWords(
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  known: (path: Path) => readonly string[],
): { readonly path: Path; readonly message: string }[] {
  const best = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0];
  if (best === undefined || best.length === 0) return [{ path, message: issue.message }];
  return best.flatMap((inner) => issueWords({ ...inner, path: [...path, ...inner.path] } as z.core.$ZodIssue, known));
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function wanted(expected: string): string {
  const names: Record<string, string> = {
    object: 'a map',
    record: 'a map',
    array: 'a list',
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return names[expected] ?? expected;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return `the text ${quoted(value)}`;
  return `${typeof value === 'number' ? 'the number ' : ''}${String(value)}`;
}

function amount(value: unknown, origin: string): string {
  if (origin === 'array') return `a list of ${(value as readonly unknown[]).length}`;
  return quoted(value);
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' items' : '';
}

/** Text as it was written, cut where it is too long to help. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** What to say of a key that nothing reads. */
export function unknownKey(key: string, known: readonly string[]): string {
  const near = suggestion(key, known);
  return `unknown key${near === '' && known.length > 0 ? `; known here: ${[...known].sort().join(', ')}` : near}`;
}

/** `; did you mean "x"?` when a known word is within three edits, else nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits < 4 && edits < Math.max(candidate.length, word.length) / 2)
    .sort((a, b) => a.edits - b.edits)[0];
  return near === undefined ? '' : `; did you mean "${near.candidate}"?`;
}

/** Levenshtein's distance, by the usual table of one row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The keys that a schema knows at a path: for suggestions. Empty where anything goes. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  let here: unknown = schema;
  for (const part of path) {
    const bare = unwrap(here);
    if (bare instanceof z.ZodObject) here = bare.shape[String(part)];
    else if (bare instanceof z.ZodArray) here = bare.element;
    else if (bare instanceof z.ZodRecord) here = bare.valueType;
    else if (bare instanceof z.ZodUnion) here = bare.options.map(unwrap).find((option) => option instanceof z.ZodObject && String(part) in option.shape);
    else return [];
  }
  const bare = unwrap(here);
  if (bare instanceof z.ZodObject) return Object.keys(bare.shape);
  if (bare instanceof z.ZodUnion) return bare.options.map(unwrap).flatMap((option) => (option instanceof z.ZodObject ? Object.keys(option.shape) : []));
  return [];
}

function unwrap(schema: unknown): unknown {
  let here = schema;
  while (
    here instanceof z.ZodOptional ||
    here instanceof z.ZodDefault ||
    here instanceof z.ZodPrefault ||
    here instanceof z.ZodNullable ||
    here instanceof z.ZodReadonly ||
    here instanceof z.ZodPipe
  ) {
    here = here instanceof z.ZodPipe ? here.in : here.unwrap();
  }
  return here;
}
