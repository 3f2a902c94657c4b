import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { clusterFolder, fileName, fileText, headerStart, objectFiles } from '../../charts-ts/emit/files.ts';
import { built, object } from '../support/fakes.ts';
import { exampleCluster } from '../support/render.ts';

describe('the name of a file', () => {
  it('tells kind, namespace and name', () => {
    expect(fileName(object('apps/v1', 'Deployment', 'web', {}, 'apps'))).toBe('deployment.apps.web.yaml');
    expect(fileName(object('v1', 'Namespace', 'apps'))).toBe('namespace.apps.yaml');
  });

  it('has no character that a file system may refuse', () => {
    expect(fileName(object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:web/a_B'))).toBe('clusterrole.system_3aweb_2fa_5f_42.yaml');
  });

  it('is of one object only, whatever the names', () => {
    const name = fc.string({ minLength: 1, unit: fc.constantFrom(...'abAB01:_-./%é\u0009\u103ab'.split('')) });

    fc.assert(
      fc.property(name, name, (a, b) => {
        fc.pre(a !== b);

        const [one, other] = [a, b].map((text) => fileName(object('rbac.authorization.k8s.io/v1', 'ClusterRole', text)));

        expect(one).not.toBe(other);
        expect(one).toMatch(/^[a-z0-9._-]+$/);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['two namespaces', object('v1', 'ConfigMap', 'same', {}, 'a'), object('v1', 'ConfigMap', 'same', {}, 'b')],
    ['a colon and none', object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:x'), object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'systemx')],
    ['a name with a dot', object('v1', 'ConfigMap', 'b.c', {}, 'a'), object('v1', 'ConfigMap', 'c', {}, 'a')],
  ])('differs with %s', (_, one, other) => {
    expect(fileName(one)).not.toBe(fileName(other));
  });
});

describe('the text of a file', () => {
  const text = fileText(object('v1', 'ConfigMap', 'x'), 'clusters/odc/prod-1/cluster.yaml', 'charts-ts/base/base');

  it('begins with who made it, from what, and how to change it', () => {
    expect(text.split('\n')[0]).toBe(
      '# Made by Polder from clusters/odc/prod-1/cluster.yaml by charts-ts/base/base. Do not edit: change those and run `npm run generate`.',
    );
    expect(text.startsWith(headerStart)).toBe(true);
  });

  it('ends with one line end, and has no trailing spaces', () => {
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toMatch(/[ \t]\n/);
  });

  it.each([
    'yes',
    'no',
    'on',
    'off',
    'y',
    'n',
    'null',
    '~',
    'true',
    '0o14',
    '0775',
    '012',
    '12:30:45',
    '1e3',
    '.inf',
    '=',
    '<<',
    '2027-06-30',
    '',
    ' a ',
    '# a',
    'a: b',
    '- a',
    '*a',
    '&a',
    '!a',
    '@a',
    '%a',
    'é',
    '\t',
    'a\nb\n',
    'a\n\n',
    '\u2028',
  ])('gives the text %j back as it was, also to a reader of YAML 1.1', (value) => {
    const written = fileText(object('v1', 'ConfigMap', 'x', { data: { value, [value]: 'key' } }), 'a', 'b');

    expect(load(written)).toMatchObject({ data: { value, [value]: 'key' } });
    if (/^[\w.:=~<-]*$/.test(value) && value !== '2027-06-30') expect(written).toMatch(new RegExp(`value: ['"]${value}['"]`));
  });

  it('gives any object back as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const made = object('v1', 'ConfigMap', 'x', { data: JSON.parse(JSON.stringify(data)) });

        expect(load(fileText(made, 'a', 'b'))).toEqual(made);
      }),
      { numRuns: 100 },
    );
  });

  it('writes what is used twice out twice, without anchors', () => {
    const labels = { app: 'web' };

    expect(fileText(object('v1', 'ConfigMap', 'x', { one: labels, two: labels }), 'a', 'b')).not.toMatch(/[&*]ref/);
  });

  it('never breaks a long line: a review shows what changed', () => {
    const long = 'word '.repeat(100).trim();

    expect(fileText(object('v1', 'ConfigMap', 'x', { data: { long } }), 'a', 'b')).toContain(`long: ${long}\n`);
  });
});

describe("a component's files", () => {
  it("stand in its folder below the cluster's, one for each object", () => {
    const cluster = exampleCluster();

    expect(clusterFolder(cluster)).toBe('platform/site/example');
    expect(objectFiles(built('web', [object('v1', 'ConfigMap', 'a'), object('v1', 'ConfigMap', 'b')]), cluster).map(([path]) => path)).toEqual([
      'platform/site/example/web/configmap.a.yaml',
      'platform/site/example/web/configmap.b.yaml',
    ]);
  });
});
