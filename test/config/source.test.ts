import { describe, expect, it } from 'vitest';
import type { Path } from '../../charts-ts/config/problem.ts';
import { parseSource, type Source } from '../../charts-ts/config/source.ts';

function read(text: string): Source {
  const source = parseSource('cluster.yaml', text);
  if (!source.ok) throw new Error(JSON.stringify(source.problems));
  return source.value;
}

/** `line:column` of a path in a text. */
function place(text: string, ...path: Path): string {
  const { line, column } = read(text).at(path);
  return `${line}:${column}`;
}

/** `line:column message` of the refusal of a text. */
function refusal(text: string): string {
  const source = parseSource('cluster.yaml', text);
  if (source.ok) throw new Error('was accepted');
  return source.problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n');
}

describe('the place of a value', () => {
  const text = ['# first', 'ingress:', '  domain: apps.example.nl', 'nodes:', '  - zone: a', '    count: 1', '  - { zone: b, count: 2 }', ''].join('\n');

  it('is its key in a map', () => {
    expect(place(text, 'ingress')).toBe('2:1');
    expect(place(text, 'ingress', 'domain')).toBe('3:3');
  });

  it('is the item in a list', () => {
    expect(place(text, 'nodes', 0)).toBe('5:5');
    expect(place(text, 'nodes', 1)).toBe('7:5');
  });

  it('is the key inside an item, in both styles', () => {
    expect(place(text, 'nodes', 0, 'count')).toBe('6:5');
    expect(place(text, 'nodes', 1, 'count')).toBe('7:16');
  });

  it('of a key that is missing is its nearest parent', () => {
    expect(place(text, 'nodes', 1, 'memory')).toBe('7:5');
    expect(place(text, 'ingress', 'class', 'name')).toBe('2:1');
    expect(place(text, 'profile')).toBe('2:1');
  });

  it('counts lists in lists, and values that are lists or maps in a list', () => {
    const nested = 'a:\n  - [x, [y, z]]\n  - b: {c: [d, e]}\n';

    expect(place(nested, 'a', 0, 1, 1)).toBe('2:13');
    expect(place(nested, 'a', 1, 'b', 'c', 1)).toBe('3:16');
  });

  it('counts columns as editors do, with letters beyond ASCII before it', () => {
    expect(place('{ gebied: Súdwest-Fryslân, zone: a }\n', 'zone')).toBe('1:28');
    expect(place('{ 名前: 市, zone: a }\n', 'zone')).toBe('1:10');
  });

  it.each([
    ['\n', 'Unix'],
    ['\r\n', 'Windows'],
    ['\r', 'old Mac'],
  ])('counts lines with %j ends, as %s has them', (end) => {
    expect(place(text.replaceAll('\n', end), 'nodes', 1, 'count')).toBe('7:16');
  });

  it('finds quoted keys, keys that are numbers and keys of several lines', () => {
    expect(place('a: 1\n"b c": 2\n', 'b c')).toBe('2:2');
    expect(place('a: 1\n80: web\n', '80')).toBe('2:1');
    expect(place('? a\n: 1\n? b\n: 2\n', 'b')).toBe('3:3');
  });

  it('is after a block of text that holds what looks like keys', () => {
    expect(place('a: |\n  b: 1\n  ---\nb: 2\n', 'b')).toBe('4:1');
  });

  it('is right for an item that is empty', () => {
    expect(place('a:\n  -\n  - x\nb: 1\n', 'a', 1)).toBe('3:5');
  });
});

describe('what a text means', () => {
  it('is YAML 1.2: no yes for true, no octal by a leading zero, no clock as a number', () => {
    expect(read('a: yes\nb: on\nc: 012\nd: 12:30:45\ne: 2027-06-30\n').value).toEqual({ a: 'yes', b: 'on', c: 12, d: '12:30:45', e: '2027-06-30' });
  });

  it('may be nothing only where the file may be empty', () => {
    expect(parseSource('site.yaml', '# Nothing yet.\n', true)).toMatchObject({ ok: true, value: { value: {} } });
    expect(refusal('# Nothing yet.\n')).toBe('1:1 the file is empty; see docs/configuration.md for what it holds');
  });
});

const anchors = 'YAML anchors and aliases are not used here, since a reader must see a value where it is set; write the value out';

const proto = '"__proto__" is a name that JavaScript keeps for itself, so it would be lost; choose another';

describe('a text that would be read otherwise than it looks is refused', () => {
  it.each([
    ['an anchor', 'a: &x 1\n', `1:4 ${anchors}`],
    ['an anchor on a key', '&x a: 1\n', `1:1 ${anchors}`],
    ['an anchor on a map', 'a: &x\n  b: 1\n', `1:4 ${anchors}`],
    ['an alias', 'a: 1\nb: *x\n', `2:4 ${anchors}`],
    ['a billion laughs', billionLaughs(), `1:5 ${anchors}`],
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', '3:1 "a" stands twice in the same map; keep one'],
    ['a duplicate key in a flow map', 'a: {b: 1, b: 2}\n', '1:11 "b" stands twice in the same map; keep one'],
    ['a duplicate key in other quotes', 'a: 1\n"a": 2\n', '2:2 "a" stands twice in the same map; keep one'],
    ['a tab before the first key', '\ta: 1\n', '1:1 a tab in the indentation; YAML takes spaces only'],
    ['a tab in the indentation', 'a:\n\tb: 1\n', '2:1 a tab in the indentation; YAML takes spaces only'],
    ['a tab after spaces', 'a:\n  b: 1\n  \tc: 1\n', '3:3 a tab in the indentation; YAML takes spaces only'],
    ['a second document', 'a: 1\n---\nb: 2\n', '2:1 a second YAML document; keep one document per file'],
    ['an end of document without a second', 'a: 1\n---\n', '2:1 a second YAML document; keep one document per file'],
    ['a key named __proto__', '__proto__: { polluted: true }\n', `1:1 ${proto}`],
    ['a key named __proto__ in other spelling, deep inside', 'a: [b, { c: { "_\\x5fproto__": d } }]\n', `1:16 ${proto}`],
    ['a list', '- a\n', '1:1 expected a map; write lines like `key: value`, with a space after the colon'],
    ['a sentence', 'just words\n', '1:1 expected a map; write lines like `key: value`, with a space after the colon'],
    ['a very deep nesting', '['.repeat(100_000), '1:100 maps and lists inside each other deeper than 100 levels; nothing here goes so deep'],
    [
      'a tag',
      'a: !!js/function x\n',
      '1:4 not valid here: unknown scalar tag !<tag:yaml.org,2002:js/function>; YAML tags are not used, so write the plain value',
    ],
  ])('%s', (_, text, told) => {
    expect(refusal(text)).toBe(told);
  });

  it('names the file', () => {
    expect(parseSource('clusters/odc/site.yaml', '[')).toMatchObject({ ok: false, problems: [{ file: 'clusters/odc/site.yaml', path: '' }] });
  });
});

/** Ten levels, each ten times the one above: 10^10 values when expanded. */
function billionLaughs(): string {
  const levels = Array.from({ length: 10 }, (_, level) => `a${level}: &a${level} [${Array(10).fill(level === 0 ? 'ha' : `*a${level - 1}`)}]`);
  return `${levels.join('\n')}\n`;
}
