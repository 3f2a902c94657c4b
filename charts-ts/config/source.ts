import { constructFromEvents, EVENT_ID, type Event, getScalarValue, parseEvents, YAMLException } from 'js-yaml';
import type { Loaded, Path, Problem } from './problem.ts';
import { quoted } from './words.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One YAML file: its value, and where each path of it stands. */
export interface Source {
  readonly file: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** The place of a path's key, or of its nearest parent that the file has. */
  at(path: Path): Position & { readonly file: string };
}

/**
 * Reads one YAML document whose root is a map. Refuses what would be read otherwise than it looks: duplicate keys,
 * anchors, aliases, merge keys, tabs, a second document, a key that JavaScript keeps for itself. A file of comments alone is an empty map when `mayBeEmpty`.
 */
export function parseSource(file: string, text: string, mayBeEmpty = false): Loaded<Source> {
  let events: Event[];
  let values: unknown[];
  try {
    events = parseEvents(text, { filename: file });
    const anchor = events.find((event) => 'anchorStart' in event && event.anchorStart >= 0);
    if (anchor !== undefined && 'anchorStart' in anchor) {
      const message = 'YAML anchors and aliases are not used here, since a reader must see a value where it is set; write the value out';
      return refuse(file, positionAt(text, anchor.anchorStart - 1), message);
    }
    values = constructFromEvents(events, { source: text, filename: file, maxAliases: 0 });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const [line, column] = [(error.mark?.line ?? 0) + 1, (error.mark?.column ?? 0) + 1];
    const written = text.split(lineEnd)[line - 1] ?? '';
    const tab = /^ *\t/.exec(written)?.[0].length;
    return refuse(file, { line, column: tab ?? column }, tab === undefined ? yamlWords(error.reason, written.slice(column - 1)) : tabWords);
  }
  if (values.length > 1) return refuse(file, positionAt(text, text.lastIndexOf('\n---') + 1), 'a second YAML document; keep one document per file');
  const value = values[0] ?? (mayBeEmpty ? {} : undefined);
  if (value === undefined || value === null) return refuse(file, { line: 1, column: 1 }, 'the file is empty; see docs/configuration.md for what it holds');
  if (typeof value !== 'object' || Array.isArray(value))
    return refuse(file, { line: 1, column: 1 }, 'expected a map; write lines like `key: value`, with a space after the colon');
  const at = positions(file, text, events);
  const proto = prototypeKey(value, []);
  if (proto !== undefined) {
    const { line, column } = at(proto);
    return refuse(file, { line, column }, '"__proto__" is a name that JavaScript keeps for itself, so it would be lost; choose another');
  }
  return { ok: true, value: { file, value: value as Record<string, unknown>, at } };
}

/** The path of a key named __proto__: schemas drop it from maps whose keys are free, and say nothing. */
function prototypeKey(value: unknown, path: Path): Path | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(name) : name];
    const found = name === '__proto__' ? here : prototypeKey(inner, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

function refuse(file: string, position: Position, message: string): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [{ file, ...position, path: '', message }] };
}

const tabWords = 'a tab in the indentation; YAML takes spaces only';

/** js-yaml's reasons that users meet most, with the way out; its other reasons stand as they are. */
function yamlWords(reason: string, rest: string): string {
  if (/duplicated mapping key/.test(reason)) return `${quoted(/^[^"':\s]+/.exec(rest)?.[0] ?? '')} stands twice in the same map; keep one`;
  if (/maxDepth/.test(reason)) return 'maps and lists inside each other deeper than 100 levels; nothing here goes so deep';
  if (/unknown \w+ tag/.test(reason)) return `not valid here: ${reason}; YAML tags are not used, so write the plain value`;
  return `not valid YAML: ${reason}; look for a missing colon, quote or bracket, or an indentation that differs, here or on the line above`;
}

/** Offsets are kept per path, and turned into lines only when a problem or `explain` asks for one. */
function positions(file: string, text: string, events: readonly Event[]): Source['at'] {
  let offsets: Map<string, number> | undefined;
  return (path) => {
    offsets ??= offsetsOf(text, events);
    for (let length = path.length; length >= 0; length--) {
      const offset = offsets.get(key(path.slice(0, length)));
      if (offset !== undefined) return { file, ...positionAt(text, offset) };
    }
    return { file, line: 1, column: 1 };
  };
}

function key(path: Path): string {
  return path.join('\0');
}

/** As YAML counts lines: https://yaml.org/spec/1.2.2/#54-line-break-characters */
const lineEnd = /\r\n?|\n/;

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(lineEnd);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

interface Open {
  readonly path: Path;
  readonly map: boolean;
  name: string | undefined;
  index: number;
}

/** Walks the parser's events: a map's entry stands at its key, a list's at the item. */
function offsetsOf(text: string, events: readonly Event[]): Map<string, number> {
  const offsets = new Map<string, number>();
  const stack: Open[] = [];
  function enter(offset: number): Path {
    const top = stack.at(-1);
    const path: Path = top === undefined ? [] : [...top.path, top.map ? (top.name ?? '') : top.index++];
    if (!offsets.has(key(path))) offsets.set(key(path), offset);
    if (top?.map) top.name = undefined;
    return path;
  }
  for (const event of events) {
    const top = stack.at(-1);
    if (event.type === EVENT_ID.DOCUMENT) continue;
    if (event.type === EVENT_ID.SCALAR && top?.map && top.name === undefined) {
      top.name = getScalarValue(text, event);
      offsets.set(key([...top.path, top.name]), event.valueStart);
    } else if (event.type === EVENT_ID.SCALAR) enter(event.valueStart);
    else if (event.type === EVENT_ID.MAPPING) stack.push({ path: enter(event.start), map: true, name: undefined, index: 0 });
    else if (event.type === EVENT_ID.SEQUENCE) stack.push({ path: enter(event.start), map: false, name: undefined, index: 0 });
    else if (event.type === EVENT_ID.POP) stack.pop();
  }
  return offsets;
}
