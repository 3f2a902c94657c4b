import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, compareObjects, compareValues } from '../../charts-ts/diff/compare.ts';
import { object } from './objects.ts';

const cases: readonly (readonly [what: string, before: unknown, after: unknown, changes: readonly Change[]])[] = [
  ['a value by its path', { spec: { replicas: 1 } }, { spec: { replicas: 2 } }, [{ path: 'spec.replicas', before: 1, after: 2 }]],
  ['a value that came', { spec: {} }, { spec: { replicas: 2 } }, [{ path: 'spec.replicas', after: 2 }]],
  ['a value that went', { spec: { replicas: 2 } }, { spec: {} }, [{ path: 'spec.replicas', before: 2 }]],
  ['null as a value of its own', { a: null }, { a: 0 }, [{ path: 'a', before: null, after: 0 }]],
  ['no difference where only the order of keys differs', { a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }, []],
  ['a key with dots in quotes', { labels: { 'a.b/c': 'x' } }, { labels: { 'a.b/c': 'y' } }, [{ path: 'labels["a.b/c"]', before: 'x', after: 'y' }]],
  [
    'containers by name, wherever they stand',
    {
      containers: [
        { name: 'a', image: 'x:1' },
        { name: 'b', image: 'y:1' },
      ],
    },
    {
      containers: [
        { name: 'b', image: 'y:2' },
        { name: 'a', image: 'x:1' },
      ],
    },
    [{ path: 'containers[b].image', before: 'y:1', after: 'y:2' }],
  ],
  [
    'a container that came without calling the others changed',
    { containers: [{ name: 'b', image: 'y:1' }] },
    {
      containers: [
        { name: 'a', image: 'x:1' },
        { name: 'b', image: 'y:1' },
      ],
    },
    [{ path: 'containers[a]', after: { name: 'a', image: 'x:1' } }],
  ],
  [
    'ports by number and protocol, TCP where none is said',
    { ports: [{ port: 53 }, { port: 53, protocol: 'UDP' }] },
    {
      ports: [
        { port: 53, targetPort: 5353 },
        { port: 53, protocol: 'UDP' },
      ],
    },
    [{ path: 'ports[53/TCP].targetPort', after: 5353 }],
  ],
  [
    'mounts by their path where a volume has two',
    {
      volumeMounts: [
        { name: 'v', mountPath: '/a' },
        { name: 'v', mountPath: '/b' },
      ],
    },
    {
      volumeMounts: [
        { name: 'v', mountPath: '/a' },
        { name: 'v', mountPath: '/b', readOnly: true },
      ],
    },
    [{ path: 'volumeMounts[/b].readOnly', after: true }],
  ],
  ['only another order', { containers: [{ name: 'a' }, { name: 'b' }] }, { containers: [{ name: 'b' }, { name: 'a' }] }, [{ path: 'containers', of: 'order' }]],
  [
    'what came into a list and what went',
    { verbs: ['get', 'list'] },
    { verbs: ['list', 'watch'] },
    [{ path: 'verbs', of: 'items', removed: ['get'], added: ['watch'] }],
  ],
  ['settings by their name', { args: ['--a=1', '--b=2'] }, { args: ['--b=3', '--a=1'] }, [{ path: 'args[--b]', before: '2', after: '3' }]],
  [
    'a setting that stands there twice as items',
    { args: ['--a=1', '--a=2'] },
    { args: ['--a=1', '--a=3'] },
    [{ path: 'args', of: 'items', removed: ['--a=2'], added: ['--a=3'] }],
  ],
  [
    'rules without a name by their place, equal ones left aside',
    { rules: [{ verbs: ['get'] }, { verbs: ['list'] }] },
    { rules: [{ verbs: ['watch'] }, { verbs: ['get'] }] },
    [{ path: 'rules[0].verbs', of: 'items', removed: ['list'], added: ['watch'] }],
  ],
  ['lines of a text', { data: { conf: 'a\nb\nc' } }, { data: { conf: 'a\nx\nc' } }, [{ path: 'data.conf', of: 'lines', removed: ['b'], added: ['x'] }]],
  [
    'JSON in a text as values',
    { data: { 'a.json': '{"x":{"y":1}}' } },
    { data: { 'a.json': '{"x": {"y": 2}}' } },
    [{ path: 'data["a.json"] » x.y', before: 1, after: 2 }],
  ],
  ['a checksum as another one', { sum: '0123456789abcdef' }, { sum: 'fedcba9876543210' }, [{ path: 'sum', hidden: 'checksum' }]],
];

describe('the comparison of two versions', () => {
  it.each(cases)('tells %s', (_, before, after, changes) => {
    expect(compareValues(before, after)).toEqual(changes);
  });

  it('keeps the same lines both ways where two would do', () => {
    const [there] = compareValues({ data: 'a\nb' }, { data: 'b\na' });
    const [back] = compareValues({ data: 'b\na' }, { data: 'a\nb' });

    expect([back?.added, back?.removed]).toEqual([there?.removed, there?.added]);
  });

  it('never tells data of a Secret, only that a key has another value', () => {
    const secret = (value: string) =>
      object('v1', 'Secret', 'keys', { data: { token: value }, stringData: { json: `{"password":"${value}"}`, text: `a\n${value}` } });
    const changes = compareObjects(secret('first-value'), secret('other-value'));

    expect(changes).toEqual(['data.token', 'stringData.json', 'stringData.text'].map((path) => ({ path, hidden: 'secret' })));
  });

  it('tells of a ConfigMap with the same keys what they hold', () => {
    const map = (value: string) => object('v1', 'ConfigMap', 'keys', { data: { token: value } });

    expect(compareObjects(map('a'), map('b'))).toEqual([{ path: 'data.token', before: 'a', after: 'b' }]);
  });
});

const leaf = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom('a', 'b', '--a=1', '--a=2', 'a\nb', 'b\na\nb', '{"a":1}', '{"a":[2]}'),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.dictionary(fc.constantFrom('name', 'port', 'spec', 'x.y'), tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: leaf }), { maxLength: 3 }),
  ),
}));

describe('any two values', () => {
  it('do not differ from themselves', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(compareValues(one, structuredClone(one))).toEqual([]);
      }),
    );
  });

  it('differ where their JSON differs, and nowhere else', () => {
    const sorted = (one: unknown): string =>
      JSON.stringify(one, (_, inner: unknown) =>
        inner !== null && typeof inner === 'object' && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
          : inner,
      );
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(compareValues(a, b).length > 0).toBe(sorted(a) !== sorted(b));
      }),
    );
  });

  it('differ the same way back, with before and after exchanged', () => {
    const back = ({ before, after, removed, added, ...rest }: Change): Change => ({
      ...rest,
      ...(after === undefined ? {} : { before: after }),
      ...(before === undefined ? {} : { after: before }),
      ...(added === undefined ? {} : { removed: added }),
      ...(removed === undefined ? {} : { added: removed }),
    });
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(compareValues(b, a)).toEqual(compareValues(a, b).map(back));
      }),
    );
  });
});
