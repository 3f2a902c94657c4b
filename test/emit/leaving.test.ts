import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { exampleFleet, problemsOf, renderedFiles } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';
import { leastTenant } from '../support/tenants.ts';

type Fields = Readonly<Record<string, unknown>>;

const backups = { endpoint: 'https://s3.elsewhere.example.nl', bucket: 'backups' };
const postgres = { namespace: 'cnpg-system', podLabels: { app: 'cnpg' }, imageCatalog: 'platform', backups: true };
const provides = {
  postgres,
  'block-storage': { storageClass: 'fast' },
  'object-storage': { url: 'http://rgw.rook-ceph.svc', namespace: 'rook-ceph', podLabels: { app: 'rgw' }, port: 8080, storageClass: 'buckets' },
};
const withBackups = { backups, provides, components: { velero: { enabled: true } } };
const own = 'clusters/odc/prod-1/tenants/winkel.yaml';
const archived = 'clusters/odc/prod-1/tenants/archived/winkel.yaml';

function tree(tenant: Fields, file = own, cluster: Fields = withBackups): string {
  const clusterFile = dump({ ingress: { domain: 'apps.example.nl' }, ...cluster });
  return folder({ ...exampleFleet, 'clusters/odc/prod-1/cluster.yaml': clusterFile, [file]: dump({ ...leastTenant, ...tenant }) });
}

function told(tenant: Fields, file = own, cluster: Fields = withBackups): string[] {
  return problemsOf(tree(tenant, file, cluster)).map(({ path, message }) => `${path}: ${message}`);
}

describe('a namespace that is leaving', () => {
  const open = { size: 'small', hostnames: ['winkel'], connections: { internet: [{ ports: [443] }] } };
  const tenant = {
    namespaces: { productie: { size: 'small' }, oud: { ...open, leaving: true } },
    repositories: { app: { url: 'https://git.example.nl/winkel.git', namespace: 'oud' } },
    databases: { orders: { namespace: 'oud' } },
  };
  const object = (path: string, made = renderedFiles(tree(tenant))): KubeObject => {
    const text = made.get(`platform/odc/prod-1/${path}`);
    if (text === undefined) throw new Error(`no ${path}`);
    return load(text) as KubeObject;
  };

  it('is closed, and nothing new starts in it; the others of its tenant go on', () => {
    const made = renderedFiles(tree(tenant));
    const policies = [...made.keys()].flatMap((path) => /\/tenants\/winkel\/networkpolicy\.(.*)\.yaml$/.exec(path)?.[1] ?? []);

    expect(policies.sort()).toEqual(['winkel-oud.polder-default-deny', 'winkel-productie.polder-allow-dns', 'winkel-productie.polder-default-deny']);
    expect(object('tenants/winkel/resourcequota.winkel-oud.polder-quota.yaml')).toMatchObject({ spec: { hard: { pods: 0 } } });
    expect(object('tenants/winkel/resourcequota.winkel-productie.polder-quota.yaml')).toMatchObject({ spec: { hard: { pods: 20 } } });
    expect(JSON.stringify(object('tenants/winkel/namespace.winkel-oud.yaml').metadata)).not.toMatch(/routes|hostnames|allow-deletion/);
  });

  it('takes along what is in it: its databases sleep, and nothing is synced there', () => {
    expect(object('databases-of-tenants/winkel/cluster.winkel-oud.orders.yaml').metadata.annotations).toMatchObject({ 'cnpg.io/hibernation': 'on' });
    expect([...renderedFiles(tree(tenant)).keys()].filter((path) => path.includes('application.argocd.winkel.app'))).toEqual([]);
  });

  it('may be deleted once its name says so', () => {
    const root = tree({ namespaces: { productie: { size: 'small' }, oud: { size: 'small', leaving: true, confirm: 'oud' } } });

    expect(object('tenants/winkel/namespace.winkel-oud.yaml', renderedFiles(root)).metadata.annotations).toMatchObject({
      'polder.internal/allow-deletion': 'winkel-oud',
    });
  });
});

describe('a confirmation', () => {
  it.each([
    [
      'of another name',
      { buckets: { files: { namespace: 'productie', leaving: true, confirm: 'fles' } } },
      'buckets.files.confirm: "fles" is not its name; write files, or remove this key as long as it may not be deleted',
    ],
    [
      'of what is not leaving',
      { databases: { orders: { namespace: 'productie', confirm: 'orders' } } },
      'databases.orders.confirm: is for what is leaving; write leaving: true beside it, or remove this key',
    ],
    ['of nothing at all', { withoutBackup: ['buckets'] }, 'withoutBackup: is for what may be deleted, and nothing in this file is confirmed; remove this key'],
  ])('%s is refused', (_, tenant, message) => {
    expect(told(tenant)).toEqual([message]);
  });
});

describe('what has no backup', () => {
  const orders = { databases: { orders: { namespace: 'productie' } } };
  const bucket = { buckets: { files: { namespace: 'productie' } } };
  const bare = { provides };
  const way = (keys: string) => `copy out what must be kept, and write withoutBackup: [${keys}] at the top level of this file`;

  it.each([
    ['a bucket, on any cluster', { ...bucket, confirm: 'winkel' }, withBackups, `odc/prod-1 keeps no backup of what is in the bucket files; ${way('buckets')}`],
    [
      'anything, on a cluster that makes none',
      { ...orders, confirm: 'winkel' },
      bare,
      `odc/prod-1 keeps no backup of the objects and volumes in winkel-productie, the database orders; ${way('namespaces, databases')}`,
    ],
    [
      'volumes, on a cluster that keeps objects only',
      { confirm: 'winkel' },
      { ...withBackups, components: { velero: { enabled: true, schedules: { daily: { cron: '0 2 * * *', volumes: 'none' } } } } },
      `odc/prod-1 keeps no backup of the volumes in winkel-productie; ${way('namespaces')}`,
    ],
  ])('is not deleted with its tenant by its name alone: %s', (_, tenant, cluster, message) => {
    expect(told(tenant, archived, cluster)).toEqual([`confirm: ${message}`]);
  });

  it('is not deleted by itself either', () => {
    const leaving = { buckets: { files: { namespace: 'productie', leaving: true, confirm: 'files' } } };

    expect(told(leaving)).toEqual([`buckets.files.confirm: odc/prod-1 keeps no backup of what is in the bucket files; ${way('buckets')}`]);
  });

  it('may be deleted where the file says that this is known, and what has one without a word', () => {
    expect(told({ ...orders, confirm: 'winkel' }, archived)).toEqual([]);
    expect(told({ ...bucket, confirm: 'winkel', withoutBackup: ['buckets'] }, archived)).toEqual([]);
    expect(told({ ...orders, ...bucket, confirm: 'winkel', withoutBackup: ['namespaces', 'databases', 'buckets'] }, archived, bare)).toEqual([]);
    expect(told({ ...orders, ...bucket }, archived, bare)).toEqual([]);
  });
});
