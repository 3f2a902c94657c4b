import { describe, expect, it } from 'vitest';
import { exampleCluster, type RenderedComponent, renderComponent } from '../../../test/support/render.ts';
import { within } from '../../checks/pods.ts';
import { PostgresConfig } from '../../kit/postgres-config.ts';
import { databases } from './index.ts';

const backups = { backups: { endpoint: 'https://s3.backup.example.nl:9000', bucket: 'polder-backups', region: 'nl' } };
const metrics = { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } };
const postgres = { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' }, imageCatalog: 'platform', backups: true };

/** A cluster with these PostgreSQL clusters, and CloudNativePG from elsewhere. */
function having(clusters: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const provides = { 'block-storage': { storageClass: 'fast' }, postgres, ...(changes['provides'] as object | undefined) };
  return { ...backups, ...changes, provides, components: { databases: { clusters } } };
}

function rendered(clusters: Readonly<Record<string, unknown>>, changes?: Readonly<Record<string, unknown>>): RenderedComponent {
  return renderComponent(databases, having(clusters, changes));
}

function spec({ object }: RenderedComponent, name: string, kind = 'Cluster'): Readonly<Record<string, unknown>> {
  return object(kind, name)['spec'] as Readonly<Record<string, unknown>>;
}

describe('a declared cluster', () => {
  it('is a PostgreSQL on the site’s volumes, without a superuser’s password', () => {
    expect(spec(rendered({ orders: { disk: '50Gi', database: 'orders', owner: 'shop' } }), 'orders')).toMatchObject({
      instances: 1,
      storage: { size: '50Gi', storageClass: 'fast' },
      enableSuperuserAccess: false,
      imageCatalogRef: { name: 'platform', major: 18 },
      bootstrap: { initdb: { database: 'orders', owner: 'shop', dataChecksums: true } },
    });
  });

  it('is never removed by Argo CD, and its archive neither', () => {
    const objects = rendered({ orders: {} });

    for (const kind of ['Cluster', 'ObjectStore'])
      expect(objects.object(kind, 'orders').metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  });

  it('lets its node be drained when it has one copy only', () => {
    expect(spec(rendered({ orders: { instances: 1 } }), 'orders')).toMatchObject({ enablePDB: false, primaryUpdateMethod: 'restart' });
    expect(spec(rendered({ orders: { instances: 2 } }), 'orders')).toMatchObject({ enablePDB: true, primaryUpdateMethod: 'switchover' });
  });

  it('has each transaction on two copies where there are three, and never on one that may be behind', () => {
    expect(within(spec(rendered({ orders: { instances: 3 } }), 'orders'), 'postgresql', 'synchronous')).toEqual({
      method: 'any',
      number: 1,
      dataDurability: 'required',
      failoverQuorum: true,
    });
    expect(within(spec(rendered({ orders: { instances: 2 } }), 'orders'), 'postgresql', 'synchronous')).toBeUndefined();
  });

  it('has its copies on nodes of their own, where there are so many', () => {
    expect(within(spec(rendered({ orders: { instances: 3 } }), 'orders'), 'affinity', 'podAntiAffinityType')).toBe('required');
    expect(within(spec(rendered({ orders: { instances: 4 } }), 'orders'), 'affinity', 'podAntiAffinityType')).toBe('preferred');
  });

  it('gives PostgreSQL a quarter of its memory for what it shares', () => {
    const objects = rendered({ orders: { size: { cpu: '1', memory: '4Gi', cpuLimit: '2' } } });

    expect(within(spec(objects, 'orders'), 'postgresql', 'parameters')).toEqual({ shared_buffers: '1024MB' });
  });
});

describe('backups', () => {
  it('go below the name of Kubernetes cluster and namespace, at the schedule in six fields, the first at once', () => {
    const objects = rendered({ orders: { schedule: '0 3 * * *', retention: '8w' } });

    expect(spec(objects, 'orders', 'ObjectStore')).toMatchObject({
      retentionPolicy: '8w',
      configuration: { destinationPath: 's3://polder-backups/site/example/postgres/databases/', endpointURL: 'https://s3.backup.example.nl:9000' },
    });
    expect(spec(objects, 'orders', 'ScheduledBackup')).toMatchObject({
      schedule: '0 0 3 * * *',
      immediate: true,
      method: 'plugin',
      cluster: { name: 'orders' },
    });
    expect(spec(objects, 'orders')).toMatchObject({ plugins: [{ isWALArchiver: true, parameters: { barmanObjectName: 'orders', serverName: 'orders' } }] });
  });

  it('know the object store by the site’s CAs too', () => {
    const objects = rendered({ orders: {} });

    expect(JSON.stringify(spec(objects, 'orders')['projectedVolumeTemplate'])).toContain('"platform-trust"');
    expect(within(spec(objects, 'orders', 'ObjectStore'), 'instanceSidecarConfiguration', 'env')).toContainEqual({
      name: 'AWS_CA_BUNDLE',
      value: '/projected/ca-certificates.crt',
    });
  });

  it('are not made by Velero as well: an old volume would write another history into the archive', () => {
    expect(spec(rendered({ orders: {} }), 'orders')['inheritedMetadata']).toEqual({ labels: { 'velero.io/exclude-from-backup': 'true' } });
    expect(spec(rendered({ orders: {} }, { backups: undefined }), 'orders')).not.toHaveProperty('inheritedMetadata');
  });

  it('are left out where they have no place, and the Secret with them', () => {
    const { config } = exampleCluster(having({ orders: {} }, { backups: undefined }));
    const objects = rendered({ orders: {} }, { backups: undefined });

    expect(objects.objects.map(({ kind }) => kind).sort()).toEqual(['Cluster', 'NetworkPolicy']);
    expect(
      databases.supplies?.({
        cluster: { ...config, id: 'site/example', site: 'site', name: 'example', tenants: [] },
        config: config.components['databases'] as never,
      }),
    ).toEqual([]);
  });
});

describe('a restore', () => {
  const restored = (restore: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) => rendered({ again: { restore, ...more } });

  it('makes the cluster from another’s archive, at a moment, and archives below its own name', () => {
    const objects = restored({ from: 'orders', at: '2026-11-20T03:00:00Z' });

    expect(spec(objects, 'again')).toMatchObject({
      bootstrap: { recovery: { source: 'archive', database: 'app', owner: 'app', recoveryTarget: { targetTime: '2026-11-20T03:00:00Z' } } },
      externalClusters: [{ name: 'archive', plugin: { parameters: { barmanObjectName: 'again-archive', serverName: 'orders' } } }],
      plugins: [{ parameters: { barmanObjectName: 'again', serverName: 'again' } }],
    });
    expect(spec(objects, 'again')['bootstrap']).not.toHaveProperty('initdb');
  });

  it('never tidies up the archive that it reads', () => {
    expect(spec(restored({ from: 'orders' }), 'again-archive', 'ObjectStore')).not.toHaveProperty('retentionPolicy');
  });

  it('reads the archive of another Kubernetes cluster and namespace', () => {
    expect(
      within(spec(restored({ from: 'orders', cluster: 'odc-west/prod-1', namespace: 'keycloak' }), 'again-archive', 'ObjectStore'), 'configuration'),
    ).toMatchObject({ destinationPath: 's3://polder-backups/odc-west/prod-1/postgres/keycloak/' });
  });

  it('under the same name needs a new name to archive below', () => {
    expect(() => restored({ from: 'again' })).toThrow(
      /clusters\.again\.restore: "again" is what it archives to itself, which must be empty at the start; write archive: again-2 beside restore/,
    );
    expect(spec(restored({ from: 'again' }, { archive: 'again-2' }), 'again')).toMatchObject({ plugins: [{ parameters: { serverName: 'again-2' } }] });
    expect(() => restored({ from: 'again', cluster: 'odc-west/prod-1' })).not.toThrow();
  });

  it('needs a place to restore from', () => {
    expect(() => rendered({ again: { restore: { from: 'orders' } } }, { backups: undefined })).toThrow(
      /clusters\.again\.restore: there is no place to restore from; write backups: \{ endpoint, bucket \} in site\.yaml, or remove restore/,
    );
  });

  it('is never made empty because the plugin is missing', () => {
    const objects = rendered({ again: { restore: { from: 'orders' } } }, { provides: { postgres: { ...postgres, backups: false } } });

    expect(spec(objects, 'again')['bootstrap']).toHaveProperty('recovery');
  });
});

describe('the network policy', () => {
  it('lets in the operator, the other copies and the clients that are named', () => {
    expect(within(rendered({ orders: { clients: ['shop'] } }).object('NetworkPolicy', 'orders'), 'spec')).toMatchObject({
      podSelector: { matchLabels: { 'cnpg.io/cluster': 'orders' } },
      ingress: [
        { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'cnpg-system' } } }], ports: [{ port: 8000 }, { port: 5432 }] },
        { from: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': 'orders' } } }], ports: [{ port: 5432 }, { port: 8000 }] },
        { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }], ports: [{ port: 5432 }] },
      ],
    });
  });

  it('opens the way to the object store at its port, outside the cluster, and not without backups', () => {
    const egress = (objects: RenderedComponent) => JSON.stringify(within(objects.object('NetworkPolicy', 'orders'), 'spec', 'egress'));

    expect(egress(rendered({ orders: {} }))).toMatch(/"port":9000.*"except":\["10\.42\.0\.0\/16","10\.43\.0\.0\/16"\]/);
    expect(egress(rendered({ orders: {} }, { backups: undefined }))).not.toContain('"except"');
  });
});

describe('metrics', () => {
  it('are read from the pods, and tell of copies and backups that are missing', () => {
    const objects = rendered({ orders: { instances: 3 } }, { provides: { metrics } });
    const rules = JSON.stringify(objects.object('PrometheusRule', 'orders-postgres'));

    expect(objects.object('PodMonitor', 'orders')['spec']).toMatchObject({ selector: { matchLabels: { 'cnpg.io/cluster': 'orders' } } });
    for (const alert of ['PostgresDown', 'PostgresCopyMissing', 'PostgresBackupMissed']) expect(rules).toContain(alert);
    // Two days for a backup each night.
    expect(rules).toContain('> 172800');
  });
});

describe('what it says of itself', () => {
  it('counts the pods that the operator starts', () => {
    const { config } = exampleCluster(having({ orders: { instances: 3 } }));
    const pods = databases.operated?.({
      cluster: { ...config, id: 'site/example', site: 'site', name: 'example', tenants: [] },
      config: config.components['databases'] as never,
    });

    expect(pods).toMatchObject([
      { count: 3, size: { memory: '512Mi' } },
      { count: 3, size: { memory: '256Mi' } },
    ]);
  });

  it.each([
    ['a schedule that is none', { schedule: 'daily' }, /"daily" is not a schedule/],
    ['a retention that is none', { retention: '30' }, /"30" is not a time to keep backups/],
    ['a moment without a time zone', { restore: { from: 'orders', at: '2026-11-20 03:00' } }, /is not a moment; write it with its time zone/],
    ['a name that PostgreSQL would need quotes for', { database: 'my-db' }, /"my-db" is not a name that PostgreSQL takes without quotes/],
  ])('refuses %s', (_, cluster, message) => {
    expect(PostgresConfig.safeParse(cluster).error?.issues[0]?.message).toMatch(message);
  });
});
