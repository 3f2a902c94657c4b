import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issueWords, keysAt, quoted, suggestion, unknownKey } from '../../charts-ts/config/words.ts';

describe('a suggestion', () => {
  const known = ['ingress', 'network', 'nodes', 'kubernetes', 'argo-cd'];

  it.each([
    ['ingres', 'ingress'],
    ['Ingress', 'ingress'],
    ['netwrok', 'network'],
    ['node', 'nodes'],
    ['kubernets', 'kubernetes'],
    ['argocd', 'argo-cd'],
  ])('for %s is %s', (word, meant) => {
    expect(suggestion(word, known)).toBe(`; did you mean "${meant}"?`);
  });

  it.each(['x', 'storage', 'net', 'istio-ingress-gateway', ''])('for "%s" is none, since nothing is near', (word) => {
    expect(suggestion(word, known)).toBe('');
  });

  it('is the nearest of several', () => {
    expect(suggestion('pod', ['pads', 'pods', 'prod'])).toBe('; did you mean "pods"?');
  });

  it('takes a long word in no time', () => {
    const began = performance.now();

    suggestion('x'.repeat(100_000), known);

    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('an unknown key', () => {
  it('names what is known, sorted, where nothing is near', () => {
    expect(unknownKey('colour', ['pods', 'nodes'])).toBe('unknown key; known here: nodes, pods');
    expect(unknownKey('colour', [])).toBe('unknown key');
  });

  it('that is a YAML merge key is told as one', () => {
    expect(unknownKey('<<', ['pods'])).toContain('YAML merge keys are not used here');
  });
});

describe('a quoted value', () => {
  it('stands as it was written', () => {
    expect(quoted('a "b"')).toBe('"a \\"b\\""');
    expect(quoted(['a', 1])).toBe('["a",1]');
    expect(quoted(undefined)).toBe('undefined');
  });

  it('is cut where it is too long to help', () => {
    expect(quoted('x'.repeat(200))).toHaveLength(78);
  });

  it('never repeats a password of an address: errors are printed in public build logs', () => {
    expect(quoted('https://robot:hunter2@git.example.nl/x.git')).toBe('"https://robot:…@git.example.nl/x.git"');
  });
});

describe('the words of a schema', () => {
  const schema = z.strictObject({
    size: z.int().min(1).max(9).describe('How large'),
    list: z.array(z.string()).min(1).max(2),
    name: z.string().min(2).max(3),
    rate: z.number(),
    on: z.boolean(),
    kind: z.enum(['big', 'small']),
    level: z.literal('1.36'),
    inner: z.strictObject({ left: z.string().optional(), right: z.string().optional() }).prefault({}),
    labels: z.record(z.string(), z.string()).default({}),
  });
  const valid = { size: 1, list: ['a'], name: 'ab', rate: 1, on: true, kind: 'big', level: '1.36' };

  it.each([
    [{ size: 0 }, 'size: 0 is too small; at least 1'],
    [{ size: 10 }, 'size: 10 is too large; at most 9'],
    [{ size: 1.5 }, 'size: expected a whole number, got the number 1.5'],
    [{ size: Number.NaN }, 'size: expected a number, got the number NaN'],
    [{ size: undefined }, 'size: is missing (How large); write a number'],
    [{ list: [] }, 'list: the list is empty; at least 1 item'],
    [{ list: ['a', 'b', 'c'] }, 'list: a list of 3 is too long; at most 2 items'],
    [{ list: ['a', null] }, 'list.1: expected a text, got nothing; write a value, or leave the key out'],
    [{ name: '' }, 'name: the text is empty; at least 2 characters'],
    [{ name: 'abcd' }, 'name: "abcd" is too long; at most 3 characters'],
    [{ name: true }, 'name: expected a text, got true; write "true", in quotes'],
    [{ name: undefined }, 'name: is missing; write a text'],
    [{ rate: 'fast' }, 'rate: expected a number, got the text "fast"'],
    [{ on: 'yes' }, 'on: expected true or false, got the text "yes"'],
    [{ kind: 'smal' }, 'kind: "smal" is not one of "big", "small"; did you mean "small"?'],
    [{ kind: undefined }, 'kind: is missing; write one of "big", "small"'],
    [{ level: 1.36 }, 'level: 1.36 stands without quotes, and is no text; write "1.36"'],
    [{ inner: 'x' }, 'inner: expected a map with the keys left, right, got the text "x"'],
    [{ inner: { lefd: 'x' } }, 'inner.lefd: unknown key; did you mean "left"?'],
    [{ labels: { app: 1 } }, 'labels.app: expected a text, got the number 1; write "1", in quotes'],
    [{ labels: ['app'] }, 'labels: expected a map, got a list'],
  ])('of %j are "%s"', (change, told) => {
    const { error } = schema.safeParse({ ...valid, ...change }, { reportInput: true });

    const words = (error?.issues ?? []).flatMap((issue) => issueWords(issue, schema));

    expect(words.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([told]);
  });

  it('of a union are those of the branch that fits best', () => {
    const union = z.strictObject({ way: z.union([z.strictObject({ http: z.strictObject({ port: z.int() }) }), z.strictObject({ dns: z.string() })]) });
    const { error } = union.safeParse({ way: { http: { port: 'x' } } }, { reportInput: true });

    const words = (error?.issues ?? []).flatMap((issue) => issueWords(issue, union));

    expect(words).toEqual([{ path: ['way', 'http', 'port'], message: 'expected a number, got the text "x"' }]);
  });

  it('know the keys at a path, through defaults, lists and records', () => {
    const deep = z.strictObject({ list: z.array(z.strictObject({ a: z.string() })).default([]), by: z.record(z.string(), z.strictObject({ b: z.string() })) });

    expect(keysAt(deep, ['list', 3])).toEqual(['a']);
    expect(keysAt(deep, ['by', 'any'])).toEqual(['b']);
    expect(keysAt(deep, ['list', 0, 'a', 'x'])).toEqual([]);
    expect(keysAt(deep, ['constructor'])).toEqual([]);
  });
});
