import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { command, type Done, tree } from '../support/command.ts';
import { clusterFile, exampleFleet } from '../support/fleet.ts';
import { folder, put } from '../support/folder.ts';
import { leastTenant } from '../support/tenants.ts';

const own = 'clusters/tenants/winkel.yaml';
const archived = 'clusters/tenants/archived/winkel.yaml';
const settings = dump({ clusters: ['odc/prod-1'], ...leastTenant });
const winkel = `# yaml-language-server: $schema=../schema/tenant.json\n# The shop.\n${settings}`;

const offboard = (root: string, ...args: readonly string[]): Promise<Done> => command('offboard', ['--root', root, ...args]);
const generate = (root: string, ...args: readonly string[]): Promise<Done> => command('generate', ['--root', root, ...args]);

describe('offboard', () => {
  it('moves the file of a tenant to those that have left, as it is, where editors still find its schema', async () => {
    const root = folder({ ...exampleFleet, [own]: winkel });

    expect(await offboard(root, 'winkel')).toEqual({ code: 0, stdout: `moved to ${archived}; next: npm run generate\n`, stderr: '' });
    expect(existsSync(join(root, own))).toBe(false);
    expect(readFileSync(join(root, archived), 'utf8')).toBe(`# yaml-language-server: $schema=../../schema/tenant.json\n# The shop.\n${settings}`);
  });

  it('of one cluster moves the file in its folder', async () => {
    const root = folder({ ...exampleFleet, 'clusters/odc/prod-1/tenants/winkel.yaml': dump(leastTenant) });

    expect(await offboard(root, 'odc/prod-1/winkel')).toMatchObject({ code: 0 });
    expect(existsSync(join(root, 'clusters/odc/prod-1/tenants/archived/winkel.yaml'))).toBe(true);
  });

  it.each([
    [
      'a tenant that is not there',
      ['winkl'],
      'there is no clusters/tenants/winkl.yaml\nname a tenant as its file is called: <name>, or <site>/<cluster>/<name> for one in the folder of a cluster\n',
    ],
    [
      'a name of two parts',
      ['odc/winkel'],
      '"odc/winkel" is neither <name> nor <site>/<cluster>/<name>; write it like zaakloket, or odc-west/prod-1/zaakloket\n',
    ],
    [
      'a way out of the folder',
      ['../prod-1/winkel'],
      '"../prod-1/winkel" is neither <name> nor <site>/<cluster>/<name>; write it like zaakloket, or odc-west/prod-1/zaakloket\n',
    ],
    ['no name', [], 'name one tenant: npm run offboard -- <name>\nsee --help\n'],
    [
      'a tenant that another calls',
      ['winkel'],
      `clusters/tenants/bakker.yaml:15:13 namespaces.productie.connections.to[0]: winkel has left odc/prod-1 (${archived}), and nothing in it answers; remove this\n1 problem; nothing was written\n`,
    ],
  ])('refuses %s, and moves nothing', async (_, args, told) => {
    const calls = { productie: { size: 'small', connections: { to: [{ tenant: 'winkel', namespace: 'productie', ports: [80] }] } } };
    const called = { productie: { size: 'small', connections: { from: [{ tenant: 'bakker', namespace: 'productie', ports: [80] }] } } };
    const file = (namespaces: object) => dump({ clusters: ['odc/prod-1'], ...leastTenant, namespaces });
    const root = folder({ ...exampleFleet, [own]: file(called), 'clusters/tenants/bakker.yaml': file(calls) });
    const before = tree(root);

    const { code, stdout, stderr } = await offboard(root, ...args);

    expect({ code, stdout, stderr: stderr.replace(/bakker\.yaml:\d+:\d+/, 'bakker.yaml:15:13') }).toEqual({ code: 1, stdout: '', stderr: told });
    expect(tree(root)).toEqual(before);
  });
});

describe('a tenant’s file that is removed', () => {
  it('is refused until the tenant has left and its name was confirmed', async () => {
    const root = folder({ ...exampleFleet, [own]: winkel });
    await generate(root);
    rmSync(join(root, own));
    const before = tree(root);

    const told = `${own}:1:1 winkel is gone from odc/prod-1, and its data is still there; put it back, and let it leave: npm run offboard -- winkel; of this cluster alone: with a file for it in clusters/odc/prod-1/tenants/archived/\n1 problem; nothing was written\n`;
    expect(await generate(root)).toEqual({ code: 1, stdout: '', stderr: told });
    expect(await generate(root, '--check')).toMatchObject({ code: 1 });
    expect(tree(root)).toEqual(before);

    put(root, { [archived]: winkel });
    expect(await generate(root)).toMatchObject({ code: 0 });
    rmSync(join(root, archived));
    expect(await generate(root)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${archived}:1:1 winkel is gone, and its data is still on odc/prod-1; put the file back with confirm: winkel, and run generate, before you remove it\n1 problem; nothing was written\n`,
    });

    put(root, { [archived]: `${winkel}confirm: winkel\nwithoutBackup: [namespaces]\n` });
    expect(await generate(root)).toMatchObject({ code: 0 });
    rmSync(join(root, archived));
    expect(await generate(root)).toMatchObject({ code: 0 });
    expect(Object.keys(tree(root, 'platform')).filter((path) => path.includes('winkel'))).toEqual([]);
  }, 120_000);
});

describe('the folder of a cluster with tenants that is removed', () => {
  it('is refused until it is said that the cluster itself is gone', async () => {
    const root = folder({ ...exampleFleet, [own]: winkel, 'clusters/odc/prod-1/tenants/bakker.yaml': dump(leastTenant) });
    await generate(root);
    rmSync(join(root, 'clusters/odc/prod-1'), { recursive: true });
    rmSync(join(root, own));
    put(root, { 'clusters/odc/prod-2/cluster.yaml': clusterFile('prod-2.example.nl') });
    const before = tree(root);

    const told =
      'clusters/odc/prod-1 is gone, and bakker, winkel had namespaces on it; put the folder back, and let each leave with npm run offboard; or, where that cluster itself is gone with all data on it: npm run generate -- --prune\nnothing was written\n';
    expect(await generate(root)).toEqual({ code: 1, stdout: '', stderr: told });
    expect(await generate(root, '--check')).toEqual({ code: 1, stdout: '', stderr: told });
    expect(tree(root)).toEqual(before);

    expect(await generate(root, '--prune')).toMatchObject({ code: 0 });
    expect(existsSync(join(root, 'platform/odc/prod-1'))).toBe(false);
  }, 120_000);
});

describe('a confirmation in the step that archives', () => {
  it('is refused: no backup was made of how the tenant was at its end', async () => {
    const root = folder({ ...exampleFleet, [own]: winkel });
    await generate(root);
    rmSync(join(root, own));
    put(root, { [archived]: `${winkel}withoutBackup: [namespaces]\nconfirm: winkel\n` });

    const { code, stderr } = await generate(root);

    expect([code, stderr.replace(/:\d+:1 /, ':1:1 ')]).toEqual([
      1,
      `${archived}:1:1 confirm: winkel has not left odc/prod-1 yet, so no backup of its end is there; remove this key, run generate, let it sync, and confirm once there is a whole backup archive-winkel\n1 problem; nothing was written\n`,
    ]);
  }, 60_000);
});

describe('a part that is left out of the file of a tenant that stays', () => {
  const cluster = dump({
    ingress: { domain: 'apps.example.nl' },
    provides: {
      postgres: { namespace: 'cnpg-system', podLabels: { app: 'cnpg' }, imageCatalog: 'platform', backups: false },
      'block-storage': { storageClass: 'fast' },
      'object-storage': { url: 'http://rgw.rook-ceph.svc', namespace: 'rook-ceph', podLabels: { app: 'rgw' }, port: 8080, storageClass: 'buckets' },
    },
  });
  const database = { orders: { namespace: 'productie' } };
  const bucket = { files: { namespace: 'productie' } };
  const namespaces = { productie: { size: 'small' }, test: { size: 'small' } };
  const file = (changes: object) => ({
    [own]: dump({ clusters: ['odc/prod-1'], ...leastTenant, namespaces, databases: database, buckets: bucket, ...changes }),
  });
  const told = async (root: string, changes: object) => {
    put(root, file(changes));
    const { code, stderr } = await generate(root);
    return code === 0
      ? []
      : stderr
          .trimEnd()
          .split('\n')
          .slice(0, -1)
          .map((line) => line.replace(/:\d+:\d+ /, ' '))
          .sort();
  };
  const way = (name: string) =>
    `put it back with leaving: true, which closes it and keeps its data; once that may be deleted, add confirm: ${name}, run generate, and then leave it out`;

  it('is refused, with what to write, until its name was confirmed', async () => {
    const root = folder({ ...exampleFleet, 'clusters/odc/prod-1/cluster.yaml': cluster, ...file({}) });
    expect(await generate(root)).toMatchObject({ code: 0 });

    expect(await told(root, { databases: {} })).toEqual([
      `${own} databases: the database orders is gone, and its data is still in winkel-productie on odc/prod-1; ${way('orders')}`,
    ]);
    expect(await told(root, { buckets: {}, namespaces: { productie: { size: 'small' } } })).toEqual([
      `${own} buckets: the bucket files is gone, and its data is still in winkel-productie on odc/prod-1; ${way('files')}`,
      `${own} namespaces: the namespace test is gone, and its data is still in winkel-test on odc/prod-1; ${way('test')}`,
    ]);
    expect(await told(root, { databases: { orders: { namespace: 'test' } } })).toEqual([
      `${own} databases: the database orders cannot move, and its data is still in winkel-productie on odc/prod-1; write namespace: productie again, and give the new one another name`,
    ]);

    const leaving = { orders: { namespace: 'productie', leaving: true } };
    expect(await told(root, { databases: leaving })).toEqual([]);
    expect(await told(root, { databases: {} })).toHaveLength(1);
    expect(await told(root, { databases: { orders: { ...leaving.orders, confirm: 'orders' } }, withoutBackup: ['databases'] })).toEqual([]);
    expect(await told(root, { databases: {} })).toEqual([]);
  }, 180_000);

  it('may go with the namespace around it, once that is confirmed', async () => {
    const root = folder({ ...exampleFleet, 'clusters/odc/prod-1/cluster.yaml': cluster, ...file({}) });
    const productie = { size: 'small', leaving: true, confirm: 'productie' };
    expect(await told(root, { namespaces: { ...namespaces, productie }, withoutBackup: ['namespaces', 'databases', 'buckets'] })).toEqual([]);

    expect(await told(root, { namespaces: { test: { size: 'small' } }, databases: {}, buckets: {} })).toEqual([]);
  }, 90_000);
});
