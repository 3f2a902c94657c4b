import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { catalogue } from '../../catalogue.ts';
import { requests } from '../../checks/nodes-hold-the-requests.ts';
import { within } from '../../checks/pods.ts';
import { problemText } from '../../config/problem.ts';
import type { AnyComponent } from '../../kit/component.ts';
import { clusterContext } from '../../order.ts';
import { render } from '../../render.ts';
import { suppliedSecrets } from '../../supplied.ts';
import { databasesOfTenants } from './index.ts';

type Fields = Readonly<Record<string, unknown>>;

const postgres = { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' }, imageCatalog: 'platform', backups: true };
const metrics = { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } };
const having = {
  provides: { postgres, metrics, 'block-storage': { storageClass: 'fast' } },
  backups: { endpoint: 'https://s3.elsewhere.example.nl', bucket: 'polder-backups' },
};
const orders = { orders: { namespace: 'productie', instances: 2, volume: '4Gi' } };

function rendered(tenant: Fields = { databases: orders }, changes: Fields = having) {
  return renderComponent(databasesOfTenants, changes, {}, exampleTenants({ winkel: tenant }));
}

function spec(kind: string, name: string, tenant?: Fields): Fields {
  return rendered(tenant).object(kind, name)['spec'] as Fields;
}

/** The words of what is wrong with a tenant on a cluster. */
function problems(tenant: Fields, changes: Fields = having): string[] {
  const done = render(catalogue as readonly AnyComponent[], exampleCluster(changes, {}, exampleTenants({ winkel: tenant })));
  return done.ok ? [] : done.problems.map(problemText);
}

describe('a database of a tenant', () => {
  it('is a PostgreSQL in the namespace that it is for, without the priority of the platform', () => {
    const cluster = rendered().object('Cluster', 'orders');

    expect(cluster.metadata.namespace).toBe('winkel-productie');
    expect(cluster['spec']).toMatchObject({ instances: 2, storage: { size: '4Gi', storageClass: 'fast' }, imageCatalogRef: { name: 'platform' } });
    expect(cluster['spec']).not.toHaveProperty('priorityClassName');
  });

  it('is neither pruned nor deleted without a named confirmation', () => {
    expect(rendered().object('Cluster', 'orders').metadata).toMatchObject({
      labels: { 'polder.internal/protected': 'true' },
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
    });
  });

  it.each([
    ['30d', '30d'],
    ['36h', '2d'],
    ['90m', '1d'],
  ])('keeps backups for %s as whole days, where m would be months: %s', (asked, kept) => {
    expect(spec('ObjectStore', 'orders', { databases: orders, retention: { backups: asked } })['retentionPolicy']).toBe(kept);
  });

  it('is backed up below the name of its namespace, with keys for that alone', () => {
    expect(within(spec('ObjectStore', 'orders'), 'configuration', 'destinationPath')).toBe('s3://polder-backups/site/example/postgres/winkel-productie/');
    const supplied = suppliedSecrets(catalogue as readonly AnyComponent[], exampleCluster(having, {}, exampleTenants({ winkel: { databases: orders } })));

    expect(supplied.ok && supplied.value.find(({ namespace }) => namespace === 'winkel-productie')).toMatchObject({
      name: 'backup-store',
      purpose: expect.stringContaining('below site/example/postgres/winkel-productie/ and nowhere else'),
    });
  });

  it('has what guards it under names that tenants cannot take', () => {
    const others = rendered().objects.filter(({ kind }) => ['NetworkPolicy', 'PodMonitor', 'PrometheusRule'].includes(kind));

    expect(others.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort()).toEqual([
      'winkel-productie/polder-database-orders',
      'winkel-productie/polder-database-orders',
      'winkel-productie/polder-database-orders-postgres',
      'winkel-productie/polder-to-databases',
    ]);
  });

  it('is named in its alerts by its namespace, by which they find the tenant', () => {
    const rules = JSON.stringify(rendered().object('PrometheusRule', 'polder-database-orders-postgres'));

    expect(rules).toContain('"labels":{"cluster":"orders","namespace":"winkel-productie","severity":"critical"}');
    expect(rules).toContain('PostgresBackupMissed');
  });

  it('can be looked at by all of the tenant, and changed by nobody', () => {
    const roles = rendered().objects.filter(({ kind }) => kind === 'ClusterRole');

    expect(roles.flatMap((role) => role['rules'] as Fields[]).flatMap(({ verbs }) => verbs)).not.toContain('create');
    expect(roles.map(({ metadata }) => metadata.name)).toEqual(['polder-tenant-viewer-postgres']);
  });

  it('sleeps when the tenant leaves: its data stay, nothing runs, and no pod of the namespace reaches it', () => {
    const left = exampleTenants({ winkel: { databases: orders } }).map((tenant) => ({ ...tenant, archived: { confirmed: false } }));
    const { objects } = renderComponent(databasesOfTenants, having, {}, left);
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');

    expect(objects.find(({ kind }) => kind === 'Cluster')?.metadata.annotations).toMatchObject({ 'cnpg.io/hibernation': 'on' });
    expect(rendered().object('Cluster', 'orders').metadata.annotations).not.toHaveProperty(['cnpg.io/hibernation']);
    expect(objects.filter(({ kind }) => ['ScheduledBackup', 'PrometheusRule', 'PodMonitor'].includes(kind))).toEqual([]);
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(['polder-database-orders']);
    expect(JSON.stringify(policies)).not.toContain('"podSelector":{}');
  });

  it('is left alone by Velero while it runs, and kept by it while it sleeps: its volume is whole then', () => {
    const sleeping = { orders: { ...orders.orders, leaving: true } };

    expect(spec('Cluster', 'orders')['inheritedMetadata']).toEqual({ labels: { 'velero.io/exclude-from-backup': 'true' } });
    expect(spec('Cluster', 'orders', { databases: sleeping })['inheritedMetadata']).toEqual({ labels: { 'velero.io/exclude-from-backup': 'false' } });
  });

  it('sleeps alone when it is leaving, and may be deleted once its name says so', () => {
    const others = { ...orders, archief: { namespace: 'productie', leaving: true }, oud: { namespace: 'productie', leaving: true, confirm: 'oud' } };
    const { objects, object } = rendered({ databases: others });

    expect(object('Cluster', 'archief').metadata.annotations).toMatchObject({ 'cnpg.io/hibernation': 'on' });
    expect(object('Cluster', 'archief').metadata.annotations).not.toHaveProperty(['polder.internal/allow-deletion']);
    expect(object('Cluster', 'oud').metadata.annotations).toMatchObject({ 'cnpg.io/hibernation': 'on', 'polder.internal/allow-deletion': 'oud' });
    expect(objects.filter(({ kind }) => kind === 'ScheduledBackup').map(({ metadata }) => metadata.name)).toEqual(['orders']);
    expect(JSON.stringify(object('NetworkPolicy', 'polder-to-databases'))).not.toMatch(/archief|oud/);
    for (const name of ['archief', 'oud']) expect(JSON.stringify(object('NetworkPolicy', `polder-database-${name}`))).not.toContain('"podSelector":{}');
  });
});

describe('a tenant that asks for a database', () => {
  it('is told at its own line what the cluster lacks, and who could bring it', () => {
    expect(problems({ databases: orders }, {}).sort()).toEqual([
      'clusters/tenants/winkel.yaml:1:1 databases: site/example has no "block-storage" (Volumes for one node at a time (ReadWriteOnce)); set components.rook-ceph.enabled: true, or set components.local-path.enabled: true, or set components.storage-classes.enabled: true, or tell under provides.block-storage what the cluster has, or remove this',
      'clusters/tenants/winkel.yaml:1:1 databases: site/example has no "postgres" (CloudNativePG, which runs PostgreSQL); set components.cloudnative-pg.enabled: true, or tell under provides.postgres what the cluster has, or remove this',
    ]);
  });

  it('is told when its databases do not fit the size of their namespace', () => {
    expect(problems({ databases: { orders: { namespace: 'productie', instances: 3, volume: '8Gi' } } })).toEqual([
      'clusters/tenants/winkel.yaml:1:1 databases.orders: the databases of productie ask for 24.0 GiB of volumes, and small has 20.0 GiB; write fewer instances, smaller volumes or a larger size',
    ]);
  });

  it('pays with its own quota: the platform requests no more for it', () => {
    const requested = (tenant: Fields) => {
      const cluster = exampleCluster(having, {}, exampleTenants({ winkel: tenant }));
      const done = render(catalogue as readonly AnyComponent[], cluster);
      return done.ok ? requests(done.value.built, clusterContext(cluster)) : undefined;
    };

    expect(requested({})).toBeDefined();
    expect(requested({ databases: orders })).toEqual(requested({}));
  });
});

describe('a cluster where nobody asks', () => {
  it('has nothing of it', () => {
    expect(() => rendered({})).toThrow(/databases-of-tenants is not in this cluster/);
  });
});
