import { describe, expect, it } from 'vitest';
import type { ClusterChange, ClusterNotes } from '../../charts-ts/diff/findings.ts';
import type { FileChange } from '../../charts-ts/diff/objects.ts';
import { type Report, reportOf } from '../../charts-ts/diff/report.ts';
import { markdownOf } from '../../charts-ts/diff/write-markdown.ts';
import { coloured, textOf } from '../../charts-ts/diff/write-text.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { object, pair, workload } from './objects.ts';

const notes = (domain?: string): ClusterNotes => ({ nodes: 1, ownNames: domain === undefined ? [] : [[domain, '<domain>']] });
const none = { rights: new Map(), network: new Map(), owners: new Map() };

function cluster(id: string, files: readonly FileChange[], more: Partial<ClusterChange> = {}): ClusterChange {
  return { id, state: 'changed', files, ...none, notes: notes(), ...more };
}

function report(...clusters: readonly ClusterChange[]): Report {
  return reportOf({ name: 'main', commit: 'a'.repeat(40) }, { name: 'working tree' }, clusters, new Set(), []);
}

const map = (value: string, name = 'settings'): KubeObject => object('v1', 'ConfigMap', name, { data: { key: value } });
const changed = pair(map('a'), map('b'));

describe('a report', () => {
  it('says what is the same on several clusters once, the most clusters first', () => {
    const other = pair(map('a', 'other'), map('c', 'other'));
    const { groups } = report(cluster('x/1', [changed]), cluster('x/2', [changed, other]), cluster('x/3', [changed]));

    expect(groups.map(({ clusters, components }) => [clusters, components.flatMap(({ objects }) => objects?.map((one) => one.object.name))])).toEqual([
      [['x/1', 'x/2', 'x/3'], ['settings']],
      [['x/2'], ['other']],
    ]);
  });

  it('takes what differs by a cluster’s own name for the same, with a word for it', () => {
    const of = (domain: string) => cluster(`x/${domain}`, [pair(map('a'), map(`https://app.${domain}/`))], { notes: notes(domain) });
    const [group, ...others] = report(of('one.example.nl'), of('two.example.nl')).groups;

    expect(others).toEqual([]);
    expect(group?.components[0]?.objects?.[0]?.changes).toEqual([{ path: 'data.key', before: 'a', after: 'https://app.<domain>/' }]);
  });

  it('keeps the name where only one cluster changes', () => {
    const { groups } = report(cluster('x/1', [pair(map('a'), map('https://app.one.example.nl/'))], { notes: notes('one.example.nl') }));

    expect(groups[0]?.components[0]?.objects?.[0]?.changes).toEqual([{ path: 'data.key', before: 'a', after: 'https://app.one.example.nl/' }]);
  });

  it('of equal revisions is empty', () => {
    const { clusters, groups, summary } = report(cluster('x/1', [pair(map('a'), map('a'))]));

    expect({ clusters, groups }).toEqual({ clusters: [], groups: [] });
    expect(summary.objects).toEqual({ added: 0, removed: 0, changed: 0 });
  });

  it('tells an object that another component now makes as moved, not as removed and added', () => {
    const { groups } = report(
      cluster('x/1', [
        { component: 'old', before: map('a'), after: undefined },
        { component: 'new', before: undefined, after: map('a') },
      ]),
    );

    expect(groups[0]?.components).toEqual([
      {
        component: 'new',
        objects: [{ object: { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'settings' }, movedFrom: 'old', change: 'changed', changes: [] }],
      },
    ]);
  });

  it('takes an object in another version of its API for the same', () => {
    const of = (version: string) => object(`gateway.networking.k8s.io/${version}`, 'HTTPRoute', 'web', { spec: { hostnames: ['a.example.nl'] } });
    const { groups, summary } = report(cluster('x/1', [pair(of('v1beta1'), of('v1'))]));

    expect(summary.exposure).toEqual({ opened: 0, closed: 0 });
    expect(groups[0]?.components[0]?.objects?.[0]?.changes).toEqual([
      { path: 'apiVersion', before: 'gateway.networking.k8s.io/v1beta1', after: 'gateway.networking.k8s.io/v1' },
    ]);
  });

  it('of a new cluster tells how much it is and its ways in, not every object', () => {
    const route = object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'web', { spec: { hostnames: ['a.example.nl'] } });
    const { clusters, groups } = report(cluster('x/1', [pair(undefined, map('a')), pair(undefined, route)], { state: 'added' }));

    expect(clusters).toEqual([{ id: 'x/1', state: 'added', objects: { added: 2, removed: 0, changed: 0 } }]);
    expect(groups.flatMap(({ components }) => components.map((one) => Object.keys(one)))).toEqual([['component', 'exposure']]);
  });

  it('adds up what all clusters request, and no cost where one of them has none', () => {
    const volume = pair(undefined, object('v1', 'PersistentVolumeClaim', 'a', { spec: { resources: { requests: { storage: '1Gi' } } } }));
    const prices = { cpu: 1, memory: 1, gpu: 0, storage: 2, storageClasses: {}, egress: 0 };
    const priced = cluster('x/1', [volume], { notes: { ...notes(), prices } });

    expect(report(priced).summary.requests).toEqual({ cpu: 0, memory: 0, storage: 2 ** 30, cost: 2 });
    expect(report(priced, cluster('x/2', [volume])).summary.requests).toEqual({ cpu: 0, memory: 0, storage: 2 ** 31 });
  });
});

const many = Array.from({ length: 300 }, (_, index) => pair(map('a', `settings-${index}`), map('b\n```\n@everyone <b>x</b>', `settings-${index}`)));

describe('text', () => {
  const rolled = report(cluster('x/1', [pair(workload('StatefulSet'), workload('StatefulSet', { image: 'registry.example.nl/web:2' }))]));

  it('has the first sentences, then what is disrupted, then what changed', () => {
    expect(textOf(rolled).split('\n')).toEqual([
      'platform/ from main (aaaaaaaaaa) to working tree',
      '1 cluster changes: 1 object changed',
      '1 with downtime',
      '1 image in another version',
      '',
      'on x/1',
      '  shop',
      '    downtime   StatefulSet/shop/web: its only pod stops before the new one starts',
      '    image      registry.example.nl/web: 1.0.0 → 2',
      '    changed StatefulSet/shop/web',
      '        spec.template.spec.containers[web].image: registry.example.nl/web:1.0.0 → registry.example.nl/web:2',
      '',
    ]);
  });

  it('has colours where it is asked for them', () => {
    expect(textOf(rolled, { paint: coloured })).toContain('\x1b[31mdowntime');
    expect(textOf(rolled)).not.toContain('\x1b');
  });

  it('lets no value speak to the terminal', () => {
    for (const value of ['\x1b[2Jgone', 'two\nlines\x1b[2Jgone', 'left\u202eright']) {
      const text = textOf(report(cluster('x/1', [pair(map('a'), map(value))])));
      expect(text).toMatch(/\\u001b\[2Jgone|left\\u202eright/);
      expect(['\x1b', '\u202e'].filter((character) => text.includes(character))).toEqual([]);
    }
  });

  it('cuts long lists, and shows them whole when asked', () => {
    const long = report(cluster('x/1', [pair(map('a'), map(Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n')))]));

    expect(textOf(long)).toContain('… 28 more');
    expect(textOf(long, { all: true })).toContain('line 39');
  });
});

describe('Markdown', () => {
  it('keeps to the limit, and says that it was cut', () => {
    const all = report(cluster('x/1', many), ...Array.from({ length: 50 }, (_, index) => cluster(`y/${index}`, [pair(map('a'), map(`own ${index}`))])));
    const whole = markdownOf(all);

    for (const limit of [whole.length, 5000, 2000, 400]) {
      const cut = markdownOf(all, { limit, more: 'All of it: LINK' });
      expect(cut.length).toBeLessThanOrEqual(limit);
      if (limit < whole.length) expect(cut).toContain('All of it: LINK');
    }
  });

  it('keeps what asks for most attention when it is cut, wherever it stands', () => {
    const downtime = cluster('z/1', [pair(workload('StatefulSet'), workload('StatefulSet', { image: 'registry.example.nl/web:2' }))]);
    const all = report(...Array.from({ length: 50 }, (_, index) => cluster(`y/${index}`, [pair(map('a'), map(`own ${index}`))])), downtime);

    expect(markdownOf(all, { limit: 900 })).toContain('**downtime**: `StatefulSet/shop/web`');
  });

  it('lets no value out of its fence', () => {
    const text = markdownOf(report(cluster('x/1', many.slice(0, 1))));
    const [fence = ''] = /^`{3,}(?=diff$)/m.exec(text) ?? [];

    expect(fence.length).toBeGreaterThan(3);
    expect(text.split('\n').filter((line) => line === fence)).toHaveLength(1);
  });

  it('sets names apart as code, backticks in them too', () => {
    const route = object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'web', { spec: { hostnames: ['a`@team'] } });

    expect(markdownOf(report(cluster('x/1', [pair(undefined, route)])))).toContain('opened: ``a`@team``');
  });
});
