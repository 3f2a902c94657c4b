import { describe, expect, it } from 'vitest';
import { type Layer, merge } from '../../charts-ts/config/merge.ts';
import { pathText } from '../../charts-ts/config/problem.ts';

/** A layer whose places are `<file>:<line>` with the path's depth as the line. */
function layer(file: string, value: unknown): Layer {
  return { value, at: (path) => ({ file: `${file}#${pathText(path)}`, line: path.length, column: 1 }) };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

describe('merging layers', () => {
  it('merges maps deep, and the last layer wins', () => {
    const merged = merge([layer('fleet', { a: 1, in: { b: 1, c: 1 } }), layer('site', { in: { c: 2, d: 2 } }), layer('cluster', { in: { d: 3 } })]);

    expect(merged.value).toEqual({ a: 1, in: { b: 1, c: 2, d: 3 } });
  });

  it('replaces lists as a whole', () => {
    expect(merge([layer('fleet', { nodes: [1, 2, 3] }), layer('cluster', { nodes: [4] })]).value).toEqual({ nodes: [4] });
  });

  it.each([
    ['a map by a text', { a: { b: 1 } }, { a: 'x' }],
    ['a text by a map', { a: 'x' }, { a: { b: 1 } }],
    ['a map by a list', { a: { b: 1 } }, { a: [] }],
    ['a map by nothing', { a: { b: 1 } }, { a: null }],
    ['true by false', { a: true }, { a: false }],
  ])('replaces %s', (_, below, above) => {
    expect(merge([layer('fleet', below), layer('cluster', above)]).value).toEqual(above);
  });

  it('never changes its input', () => {
    const below = deepFreeze({ in: { list: [{ a: 1 }], map: { b: 1 } } });
    const above = deepFreeze({ in: { map: { b: 2 } } });

    const { value } = merge([layer('fleet', below), layer('cluster', above)]);

    expect(value).toEqual({ in: { list: [{ a: 1 }], map: { b: 2 } } });
    expect(below.in.map.b).toBe(1);
  });

  it('lets a key named __proto__ change no prototype', () => {
    const evil = JSON.parse('{ "__proto__": { "polluted": true }, "in": { "__proto__": { "polluted": true }, "constructor": 1 } }') as object;

    const value = merge([layer('fleet', { in: { a: 1 } }), layer('cluster', evil)]).value as Record<string, Record<string, unknown>>;

    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(value['in']?.['polluted']).toBeUndefined();
    expect(Object.keys(value['in'] ?? {})).toEqual(['a', '__proto__', 'constructor']);
  });

  it('takes no layers, and layers that say nothing', () => {
    expect(merge([]).value).toEqual({});
    expect(merge([layer('fleet', {}), layer('cluster', {})]).value).toEqual({});
  });
});

describe('where a value comes from', () => {
  const merged = merge([
    { ...layer('code', { components: { base: { pods: 50 } } }), isCode: true },
    layer('fleet', { contact: 'a', network: { pods: ['x'] }, nodes: [{ zone: 'a', count: 1 }, { zone: 'b' }] }),
    layer('site', { contact: 'b' }),
    layer('cluster', { contact: 'c', nodes: [{ zone: 'c' }], network: { services: ['y'] } }),
  ]);

  it('tells the winner first, then what it overrode', () => {
    expect(merged.origins(['contact']).map(({ file, value }) => [file, value])).toEqual([
      ['cluster#contact', 'c'],
      ['site#contact', 'b'],
      ['fleet#contact', 'a'],
    ]);
  });

  it('tells nothing for what no layer sets', () => {
    expect(merged.origins(['profile'])).toEqual([]);
  });

  it('tells the default of a profile by its place in the code', () => {
    expect(merged.origins(['components', 'base', 'pods']).map(({ file }) => file)).toEqual(['code#components.base.pods']);
  });

  it('tells of an item only who set the list that counts', () => {
    expect(merged.origins(['nodes', 0, 'zone']).map(({ file }) => file)).toEqual(['cluster#nodes[0].zone']);
    expect(merged.origins(['nodes', 0, 'count'])).toEqual([]);
  });
});

describe('where a mistake is mended', () => {
  const merged = merge([
    { ...layer('code', { components: { base: { pods: 50 } } }), isCode: true },
    layer('fleet', { network: { pods: ['x'] }, nodes: [{ zone: 'a', count: 1 }] }),
    layer('cluster', { network: { services: ['y'] }, nodes: [{ zone: 'c' }] }),
  ]);

  it('is where the value was set last', () => {
    expect(merged.place(['network', 'pods', 0]).file).toBe('fleet#network.pods[0]');
    expect(merged.place(['network', 'services']).file).toBe('cluster#network.services');
  });

  it('of a missing key is the nearest parent that was set last', () => {
    expect(merged.place(['network', 'nodes']).file).toBe('cluster#network');
    expect(merged.place(['ingress', 'domain']).file).toBe('cluster#');
  });

  it('of a key that is missing in an item is the list that counts, not one that it replaced', () => {
    expect(merged.place(['nodes', 0, 'count']).file).toBe('cluster#nodes[0]');
  });

  it('is never in the code', () => {
    expect(merged.place(['components', 'base', 'pods']).file).toBe('cluster#');
  });
});
