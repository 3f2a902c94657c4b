import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { scheduleOf } from '../../charts-ts/backup/velero/tenants.ts';
import { configSchema, type PolderCluster } from '../../charts-ts/catalogue.ts';
import { loadClusters } from '../../charts-ts/config/load.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import { hostnamesOverlap, longestTenant } from '../../charts-ts/config/tenants.ts';
import { loadFleet } from '../../scripts/lib/fleet.ts';
import { clusterFile, exampleFleet, problemsOf } from '../support/fleet.ts';
import { folder, put } from '../support/folder.ts';
import { exampleTenants, leastTenant } from '../support/tenants.ts';

/** The text of a tenant's file: the least, and what is different. */
function file(changes: Readonly<Record<string, unknown>> = {}): string {
  return dump({ ...leastTenant, ...changes }, { noRefs: true });
}

const fleet = { ...exampleFleet, 'clusters/odc/prod-2/cluster.yaml': clusterFile('prod-2.example.nl') };

function clusters(files: Readonly<Record<string, string>>): ReadonlyMap<string, PolderCluster> {
  const loaded = loadFleet(folder({ ...fleet, ...files }));
  if (!loaded.ok) throw new Error(loaded.problems.map(problemText).join('\n'));
  return new Map(loaded.value.map((cluster) => [cluster.id, cluster]));
}

const tenantsOn = (all: ReadonlyMap<string, PolderCluster>, id: string) => all.get(id)?.tenants.map(({ name, file }) => `${name} by ${file}`);

describe('files of tenants', () => {
  it('go to the clusters that they name, or to the one whose folder they stand in', () => {
    const all = clusters({
      'clusters/tenants/winkel.yaml': file({ clusters: ['odc/prod-1', 'odc/prod-2'] }),
      'clusters/odc/prod-2/tenants/bakker.yaml': file(),
    });

    expect(tenantsOn(all, 'odc/prod-1')).toEqual(['winkel by clusters/tenants/winkel.yaml']);
    expect(tenantsOn(all, 'odc/prod-2')).toEqual(['bakker by clusters/odc/prod-2/tenants/bakker.yaml', 'winkel by clusters/tenants/winkel.yaml']);
  });

  it('may name clusters that a worker leaves to others', () => {
    const files = { 'clusters/tenants/winkel.yaml': file({ clusters: ['odc/prod-2', 'odd/prod-1'] }), 'clusters/odd/site.yaml': '' };
    const root = folder({ ...fleet, ...files, 'clusters/odd/prod-1/cluster.yaml': clusterFile('prod-1.odd.example.nl') });

    const { clusters: read, problems } = loadClusters(root, configSchema, new Set(['odd/prod-1']));

    expect(problems).toEqual([]);
    expect(read.map(({ id, tenants }) => [id, tenants.map(({ name }) => name)])).toEqual([['odd/prod-1', ['winkel']]]);
  });

  it('need not be there', () => {
    expect(tenantsOn(clusters({}), 'odc/prod-1')).toEqual([]);
  });

  it('may have one name on clusters of their own', () => {
    const all = clusters({
      'clusters/odc/prod-1/tenants/winkel.yaml': file({ costCentre: 'een' }),
      'clusters/odc/prod-2/tenants/winkel.yaml': file({ costCentre: 'twee' }),
    });

    expect([...all.values()].map(({ tenants }) => tenants[0]?.config.costCentre)).toEqual(['een', 'twee']);
  });

  it('tell a mistake once, however many clusters they go to', () => {
    const root = folder({ ...fleet, 'clusters/tenants/winkel.yaml': file({ clusters: ['odc/prod-1', 'odc/prod-2'], classification: 'BBN4' }) });

    expect(problemsOf(root).map(problemText)).toEqual([
      'clusters/tenants/winkel.yaml:3:1 classification: "BBN4" is not one of "BBN1", "BBN2", "BBN3"; did you mean "BBN1"?',
    ]);
  });

  it('of a cluster that has a mistake of its own are judged too', () => {
    const root = folder({ ...fleet, 'clusters/odc/prod-2/cluster.yaml': 'profile: labb\n', 'clusters/odc/prod-2/tenants/bakker.yaml': file({ body: '-' }) });

    expect(problemsOf(root).map(problemText)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/cluster\.yaml:1:1 profile: /),
        expect.stringMatching(/bakker\.yaml:\d+:1 body: "-" is not the value of a label/),
      ]),
    );
  });
});

describe('what is no file of a tenant is named', () => {
  const told = (spoil: (root: string) => void) => {
    const root = folder(fleet);
    spoil(root);
    return problemsOf(root).map(problemText);
  };

  it.each([
    [
      'a folder of tenants in that of a site',
      (root: string) => put(root, { 'clusters/odc/tenants/winkel.yaml': file() }),
      'clusters/odc/tenants:1:1 nothing reads this folder; tenants stand in clusters/tenants/, or in the folder of one cluster',
    ],
    [
      'a folder among them',
      (root: string) => put(root, { 'clusters/tenants/winkel/winkel.yaml': file() }),
      'clusters/tenants/winkel:1:1 a folder among files of tenants, which nothing reads; put the files themselves here',
    ],
    [
      'another end',
      (root: string) => put(root, { 'clusters/tenants/winkel.yml': file() }),
      'clusters/tenants/winkel.yml:1:1 the file of a tenant ends in .yaml; rename it',
    ],
    [
      'a name with capitals',
      (root: string) => put(root, { 'clusters/odc/prod-1/tenants/Winkel.yaml': file() }),
      'clusters/odc/prod-1/tenants/Winkel.yaml:1:1 "Winkel" is not a DNS label, and becomes a name in Kubernetes; call the file after the team in lower-case letters, digits and hyphens',
    ],
    [
      'a name that the label of its backups does not hold',
      (root: string) => put(root, { [`clusters/odc/prod-1/tenants/${'w'.repeat(56)}.yaml`]: file({ namespaces: { p: { size: 'small' } } }) }),
      `clusters/odc/prod-1/tenants/${'w'.repeat(56)}.yaml:1:1 "${'w'.repeat(56)}" has 56 characters, and the name of a tenant has at most 55: Velero would make no backups of it, since their label does not hold more; shorten it`,
    ],
    [
      'a link that leads out of clusters/',
      (root: string) => {
        put(root, { 'winkel.yaml': file() });
        mkdirSync(join(root, 'clusters/tenants'));
        symlinkSync('../../winkel.yaml', join(root, 'clusters/tenants/winkel.yaml'));
      },
      'clusters/tenants/winkel.yaml:1:1 a symbolic link that leads out of clusters/; put the file itself here',
    ],
    [
      'an empty file',
      (root: string) => put(root, { 'clusters/tenants/winkel.yaml': '' }),
      'clusters/tenants/winkel.yaml:1:1 the file is empty; see docs/configuration.md for what it holds',
    ],
  ])('%s', (_, spoil, words) => {
    expect(told(spoil)).toEqual([words]);
  });

  it('but a README is none', () => {
    expect(told((root) => put(root, { 'clusters/tenants/README.md': '# Tenants\n' }))).toEqual([]);
  });
});

describe('the longest name of a tenant', () => {
  it.each([undefined, { confirmed: false }])('makes a schedule that fits a label, also once it has left (%j)', (archived) => {
    const [example] = exampleTenants({ ['w'.repeat(longestTenant)]: {} });
    if (example === undefined) throw new Error('no tenant');

    expect(scheduleOf({ ...example, ...(archived === undefined ? {} : { archived }) }).name.length).toBeLessThanOrEqual(63);
  });
});

describe('hostnames', () => {
  it.each([
    ['a.nl', 'a.nl', true],
    ['*.a.nl', 'b.a.nl', true],
    ['*.a.nl', 'c.b.a.nl', true],
    ['*.a.nl', '*.b.a.nl', true],
    ['*.a.nl', 'a.nl', false],
    ['*.a.nl', 'ba.nl', false],
    ['a.nl', 'b.nl', false],
  ])('%s and %s have a name in common: %s', (a, b, overlap) => {
    expect(hostnamesOverlap(a, b)).toBe(overlap);
    expect(hostnamesOverlap(b, a)).toBe(overlap);
  });
});
