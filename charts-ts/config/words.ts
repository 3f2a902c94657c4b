import { z } from 'zod';
import type { Path } from './problem.ts';

/** A problem's path and words, without its place. */
interface Words {
  readonly path: Path;
  readonly message: string;
}

/** One of zod's issues in our words: what was written, what is expected, the way out. Lower case, no full stop. */
export function issueWords(issue: z.core.$ZodIssue, schema: z.ZodType): Words[] {
  const path = issue.path as Path;
  const say = (message: string) => [{ path, message }];
  if (issue.code !== 'unrecognized_keys' && issue.input === undefined) return say(missingWords(issue, schema, path));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, keysAt(schema, path)) }));
    case 'invalid_type':
      return say(isZods(issue) ? wrongType(issue.expected, issue.input, keysAt(schema, path)) : issue.message);
    case 'invalid_value':
      return say(isZods(issue) ? notOneOf(issue.input, issue.values) : issue.message);
    case 'too_small':
      return say(`${amount(issue.input, issue.origin)}; at least ${limit(issue.minimum, issue.origin)}`);
    case 'too_big':
      return say(`${amount(issue.input, issue.origin, true)}; at most ${limit(issue.maximum, issue.origin)}`);
    case 'invalid_union':
      return isZods(issue) ? unionWords(issue, path, schema) : say(issue.message);
    case 'invalid_key':
      return say(keyWords(quoted(path.at(-1)), issue.issues.map(({ message }) => message).join('; ')));
    default:
      return say(issue.message);
  }
}

/** What is wrong with a key; some kinds of value begin their words with what was written. */
function keyWords(key: string, words: string): string {
  return words.startsWith(`${key} `) ? `the key ${words}` : `the key ${key} ${words}`;
}

/** Whether the words are zod's own: where a schema brings better ones, these stand. */
function isZods({ message }: z.core.$ZodIssue): boolean {
  return /^Invalid (input|option)/.test(message);
}

function wrongType(expected: string, input: unknown, keys: readonly string[]): string {
  const isPlain = typeof input === 'number' || typeof input === 'boolean';
  const way = input === null ? '; write a value, or leave the key out' : expected === 'string' && isPlain ? `; write "${input}", in quotes` : '';
  return `expected ${withKeys(expected, keys)}, got ${kindOf(input)}${way}`;
}

function withKeys(expected: string, keys: readonly string[]): string {
  return `${wanted(expected)}${keys.length === 0 ? '' : ` with the key${keys.length === 1 ? '' : 's'} ${keys.join(', ')}`}`;
}

/** How the words of a missing value begin: a file may leave out what another file says. */
export const missing = 'is missing';

function missingWords(issue: z.core.$ZodIssue, schema: z.ZodType, path: Path): string {
  const keys = keysAt(schema, path);
  const description = descriptionAt(schema, path);
  const what =
    issue.code === 'invalid_value'
      ? `one of ${issue.values.map(quoted).join(', ')}`
      : issue.code === 'invalid_type'
        ? withKeys(issue.expected, keys)
        : 'a value';
  return `${missing}${description === undefined ? '' : ` (${description})`}; write ${what}`;
}

function notOneOf(input: unknown, values: readonly unknown[]): string {
  if (typeof input !== 'string' && values.includes(String(input))) return `${quoted(input)} stands without quotes, and is no text; write "${input}"`;
  return `${quoted(input)} is not one of ${values.map(quoted).join(', ')}${suggestion(String(input), values.map(String))}`;
}

/** Of a union's branches, the one that fits the value best tells what is wrong. */
function unionWords(issue: z.core.$ZodIssueInvalidUnion, path: Path, schema: z.ZodType): Words[] {
  const best = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0];
  if (best === undefined || best.length === 0) return [{ path, message: issue.message }];
  return best.flatMap((inner) => issueWords({ ...inner, path: [...path, ...inner.path] } as z.core.$ZodIssue, schema));
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

function amount(value: unknown, origin: string, large = false): string {
  if (Array.isArray(value)) return value.length === 0 ? 'the list is empty' : `a list of ${value.length} is too ${large ? 'long' : 'short'}`;
  if (origin === 'string') return value === '' ? 'the text is empty' : `${quoted(value)} is too ${large ? 'long' : 'short'}`;
  return `${quoted(value)} is too ${large ? 'large' : 'small'}`;
}

function limit(count: number | bigint, origin: string): string {
  const unit = { string: 'character', array: 'item' }[origin];
  return unit === undefined ? String(count) : `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Text as it was written, cut where it is too long to help; a password in an address is not repeated. */
export function quoted(value: unknown): string {
  const text = (JSON.stringify(value) ?? String(value)).replace(/(:\/\/[^\s:/@]*):[^\s/@]+@/g, '$1:…@');
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** What to say of a key that nothing reads. */
export function unknownKey(key: string, known: readonly string[]): string {
  if (key === '<<') return 'YAML merge keys are not used here, since a reader must see a value where it is set; write the values out';
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

/** The schema of the value at a path; undefined where anything goes. */
function schemaAt(schema: z.ZodType, path: Path): unknown {
  let here: unknown = schema;
  for (const part of path) {
    const bare = unwrap(here);
    if (bare instanceof z.ZodObject) here = bare.shape[String(part)];
    else if (bare instanceof z.ZodArray) here = bare.element;
    else if (bare instanceof z.ZodRecord) here = bare.valueType;
    else if (bare instanceof z.ZodUnion) here = bare.options.map(unwrap).find((option) => option instanceof z.ZodObject && String(part) in option.shape);
    else return undefined;
  }
  return here;
}

function descriptionAt(schema: z.ZodType, path: Path): string | undefined {
  const here = schemaAt(schema, path);
  return here instanceof z.ZodType ? here.description : undefined;
}

/** The keys that a schema knows at a path: for suggestions. Empty where anything goes. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const bare = unwrap(schemaAt(schema, path));
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
