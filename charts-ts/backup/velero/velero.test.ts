import { describe, expect, it } from 'vitest';
import { exampleCluster, type RenderedComponent, renderComponent } from '../../../test/support/render.ts';
import { siteCertificate as certificate } from '../../../test/support/site-certificate.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { within } from '../../checks/pods.ts';
import { velero } from './index.ts';

const backups = { endpoint: 'https://s3.backup.example.nl:9000', bucket: 'polder-backups', region: 'nl' };
const site = { airGapped: true, mirrors: { registry: 'registry.example.nl', git: 'https://git.example.nl' }, trust: { certificates: certificate } };

function rendered(config: Readonly<Record<string, unknown>> = {}, changes: Readonly<Record<string, unknown>> = {}): RenderedComponent {
  return renderComponent(velero, { backups, ...changes, components: { velero: config } });
}

function pod({ object }: RenderedComponent, kind: string, name: string): Readonly<Record<string, unknown>> {
  return within(object(kind, name), 'spec', 'template', 'spec') as Readonly<Record<string, unknown>>;
}

function template({ object }: RenderedComponent, schedule: string): unknown {
  return within(object('Schedule', schedule), 'spec', 'template');
}

function settings({ object }: RenderedComponent, name: string, key: string): unknown {
  return JSON.parse((object('ConfigMap', name)['data'] as Readonly<Record<string, string>>)[key] ?? '');
}

describe('where backups go', () => {
  it('is below the cluster’s own name, at an object store that takes no checksums of Amazon’s', () => {
    expect(rendered().object('BackupStorageLocation', 'default')['spec']).toEqual({
      provider: 'velero.io/aws',
      default: true,
      accessMode: 'ReadWrite',
      objectStorage: { bucket: 'polder-backups', prefix: 'site/example/velero' },
      config: { region: 'nl', s3Url: 'https://s3.backup.example.nl:9000', s3ForcePathStyle: 'true', checksumAlgorithm: '' },
    });
  });

  it('is known by the site’s CA in an air-gapped cluster, and where one says so', () => {
    const caCert = (objects: RenderedComponent) =>
      Buffer.from(String(within(objects.object('BackupStorageLocation', 'default'), 'spec', 'objectStorage', 'caCert')), 'base64').toString();

    expect(caCert(rendered({}, site))).toBe(certificate);
    expect(caCert(rendered({ storeCa: 'site' }, { trust: site.trust }))).toBe(certificate);
    expect(rendered({}, { trust: site.trust }).object('BackupStorageLocation', 'default')['spec']).not.toHaveProperty('objectStorage.caCert');
  });

  it('can be another cluster’s too, which is only read', () => {
    expect(rendered({ source: 'odc-west/prod-1' }).object('BackupStorageLocation', 'source')['spec']).toMatchObject({
      default: false,
      accessMode: 'ReadOnly',
      objectStorage: { prefix: 'odc-west/prod-1/velero' },
    });
  });

  it('is never removed by Argo CD', () => {
    expect(rendered().object('BackupStorageLocation', 'default').metadata.annotations).toMatchObject({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
  });
});

describe('schedules', () => {
  it('move what is in volumes off-site each night, all namespaces but Velero’s own', () => {
    expect(rendered().object('Schedule', 'daily')['spec']).toEqual({
      schedule: '0 2 * * *',
      template: {
        storageLocation: 'default',
        ttl: '720h0m0s',
        includedNamespaces: ['*'],
        excludedNamespaces: ['velero'],
        snapshotVolumes: true,
        snapshotMoveData: true,
      },
    });
  });

  it('keep objects each hour besides, in production', () => {
    expect(template(rendered({}, { profile: 'production' }), 'hourly')).toMatchObject({ ttl: '72h0m0s', snapshotVolumes: false, snapshotMoveData: false });
  });

  it('are added to those of the profile, and take one back by null', () => {
    const objects = rendered({ schedules: { daily: null, shop: { cron: '0 4 * * 0', ttl: '90m', volumes: 'snapshots', includedNamespaces: ['shop'] } } });

    expect(objects.objects.filter(({ kind }) => kind === 'Schedule').map(({ metadata }) => metadata.name)).toEqual(['shop']);
    expect(template(objects, 'shop')).toMatchObject({ ttl: '1h30m0s', includedNamespaces: ['shop'], snapshotVolumes: true, snapshotMoveData: false });
  });
});

describe('tenants', () => {
  const made = (tenants: Parameters<typeof exampleTenants>[0], config: Readonly<Record<string, unknown>> = {}) =>
    renderComponent(velero, { backups, components: { velero: config } }, {}, exampleTenants(tenants));
  const two = { bakker: { retention: { backups: '7d' } }, winkel: { namespaces: { productie: { size: 'small' }, test: { size: 'small' } } } };

  it('are backed up each night on their own, and each as long as its file says', () => {
    expect(template(made(two), 'tenant-bakker')).toEqual({
      storageLocation: 'default',
      ttl: '168h0m0s',
      includedNamespaces: ['bakker-productie'],
      snapshotVolumes: true,
      snapshotMoveData: true,
    });
    expect(template(made(two), 'tenant-winkel')).toMatchObject({ ttl: '720h0m0s', includedNamespaces: ['winkel-productie', 'winkel-test'] });
  });

  it('are in no other backup with volumes, which would keep what they want gone', () => {
    const schedules = { hourly: { cron: '15 * * * *', ttl: '3d', volumes: 'none' }, daily: { cron: '0 2 * * *' } };

    expect(template(made(two, { schedules }), 'daily')).toMatchObject({
      excludedNamespaces: ['velero', 'bakker-productie', 'winkel-productie', 'winkel-test'],
    });
    expect(template(made(two, { schedules }), 'hourly')).toMatchObject({ excludedNamespaces: ['velero'] });
  });

  it.each([
    ['off-site', { snapshotVolumes: true, snapshotMoveData: true }],
    ['snapshots', { snapshotVolumes: true, snapshotMoveData: false }],
    ['none', { snapshotVolumes: false, snapshotMoveData: false }],
  ])('have their volumes kept as the site’s own schedules have them: %s', (volumes, expected) => {
    const schedules = { hourly: { cron: '15 * * * *', volumes: 'none' }, daily: { cron: '0 2 * * *', volumes } };

    expect(template(made(two, { schedules }), 'tenant-winkel')).toMatchObject(expected);
  });

  it('start at moments of their own, in the night', () => {
    const names = Array.from({ length: 40 }, (_, index) => `team-${index}`);
    const crons = names.map((name) => String(within(made({ [name]: {} }).object('Schedule', `tenant-${name}`), 'spec', 'schedule')));

    expect(new Set(crons).size).toBeGreaterThan(30);
    expect(crons.filter((cron) => !/^\d+ (19|2[0-3]|[0-4]) \* \* \*$/.test(cron))).toEqual([]);
  });
});

describe('secrets', () => {
  it('come from the Secret backup-store, in the environment', () => {
    const containers = pod(rendered(), 'Deployment', 'velero')['containers'] as readonly { readonly env: readonly object[] }[];

    expect(containers[0]?.env).toContainEqual({
      name: 'AWS_SECRET_ACCESS_KEY',
      valueFrom: { secretKeyRef: { name: 'backup-store', key: 'secret-access-key' } },
    });
  });

  it('must hold a key to encrypt volumes with: Velero does not start, and so makes none with the password that everybody knows', () => {
    expect(pod(rendered(), 'Deployment', 'velero')['volumes']).toContainEqual({ name: 'repository-key', secret: { secretName: 'velero-repo-credentials' } });
  });

  it('are told to the person who supplies them', () => {
    const { config } = exampleCluster({ backups });
    const supplied = velero.supplies?.({ cluster: { ...config, id: 'site/example', site: 'site', name: 'example', tenants: [] }, config: {} as never });

    expect(supplied).toMatchObject([
      { name: 'backup-store', keys: ['access-key-id', 'secret-access-key'] },
      { name: 'velero-repo-credentials', keys: ['repository-password'] },
    ]);
  });
});

describe('rights', () => {
  interface Rule {
    readonly verbs: readonly string[];
    readonly resources?: readonly string[];
    readonly apiGroups?: readonly string[];
    readonly nonResourceURLs?: readonly string[];
  }
  const rules = (objects: RenderedComponent, kind: string, name: string) => objects.object(kind, name)['rules'] as readonly Rule[];

  it('of the server are those to read and restore everything, and not to act as others', () => {
    const verbs = rules(rendered(), 'ClusterRole', 'velero').flatMap((rule) => rule.verbs);

    expect(verbs).not.toContain('*');
    expect(verbs).not.toContain('impersonate');
    expect(rules(rendered(), 'ClusterRole', 'velero').some((rule) => rule.nonResourceURLs)).toBe(false);
  });

  it('of the programs on each node are few: no Secrets of others, no pods of others, no roles', () => {
    const anywhere = rules(rendered(), 'ClusterRole', 'velero-node-agent');
    const may = anywhere.flatMap(({ verbs, resources = [] }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)));

    expect(may.filter((one) => / (secrets|configmaps|roles|clusterroles|rolebindings|serviceaccounts)$/.test(one))).toEqual([]);
    expect(may.filter((one) => one.endsWith(' pods'))).toEqual(['get pods', 'list pods', 'watch pods']);
    expect(anywhere.flatMap(({ resources = [], apiGroups = [] }) => [...resources, ...apiGroups])).not.toContain('*');
  });

  it('reach the pods that Velero starts: their account hands out its token', () => {
    for (const account of ['velero', 'node-agent']) expect(rendered().object('ServiceAccount', account)).toMatchObject({ automountServiceAccountToken: true });
  });
});

describe('programs', () => {
  it('have the names and labels that Velero looks for', () => {
    expect(within(rendered().object('DaemonSet', 'node-agent'), 'spec', 'template', 'metadata', 'labels')).toMatchObject({ role: 'node-agent' });
    expect(pod(rendered(), 'DaemonSet', 'node-agent')['containers']).toHaveLength(1);
  });

  it('see nothing of the host', () => {
    const { volumes, hostNetwork, hostPID } = pod(rendered(), 'DaemonSet', 'node-agent') as { volumes: readonly object[]; hostNetwork?: true; hostPID?: true };

    expect(volumes.filter((volume) => 'hostPath' in volume)).toEqual([]);
    expect([hostNetwork, hostPID]).toEqual([undefined, undefined]);
  });

  it('start pods of a stated size, which the network policies select', () => {
    const objects = rendered({ sizes: { dataMover: { cpu: '200m', memory: '2Gi', cpuLimit: '3' } } });

    expect(settings(objects, 'node-agent-settings', 'settings')).toMatchObject({
      podResources: { cpuRequest: '200m', cpuLimit: '3', memoryRequest: '2Gi', memoryLimit: '2Gi' },
      podLabels: { 'app.kubernetes.io/name': 'velero-data-mover' },
    });
    expect(settings(objects, 'maintenance-settings', 'global')).toMatchObject({ podLabels: { 'app.kubernetes.io/name': 'velero-maintenance' } });
    for (const workload of ['velero', 'velero-data-mover', 'velero-maintenance'])
      expect(JSON.stringify(within(objects.object('NetworkPolicy', workload), 'spec', 'egress'))).toContain('"port":9000');
  });

  it('say why those pods are root', () => {
    expect(rendered().object('ConfigMap', 'node-agent-settings').metadata.annotations?.['polder.internal/exception']).toMatch(/files of any owner/);
  });
});

describe('alerts', () => {
  it('tell of each schedule that is missed, by its own time', () => {
    const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };
    const rules = JSON.stringify(rendered({}, { profile: 'production', ...metrics }).object('PrometheusRule', 'velero'));

    expect(rules).toContain('{namespace=\\"velero\\",schedule=\\"hourly\\"}) > 7200');
    expect(rules).toContain('{namespace=\\"velero\\",schedule=\\"daily\\"}) > 172800');
  });
});

describe('mistakes', () => {
  it.each([
    [
      'no place',
      {},
      { backups: undefined },
      /there is no place for backups; write backups: \{ endpoint, bucket \} in site\.yaml, or set components\.velero\.enabled: false/,
    ],
    ['no schedule', { schedules: { daily: null } }, {}, /velero\.schedules: nothing is ever backed up/],
    [
      'a folder in the address',
      {},
      { backups: { ...backups, endpoint: 'https://s3.example.nl/store' } },
      /takes no folder in backups\.endpoint "https:\/\/s3\.example\.nl\/store"; write https:\/\/s3\.example\.nl/,
    ],
    [
      'a site CA that nobody told',
      { storeCa: 'site' },
      {},
      /velero\.storeCa: the certificate of s3\.backup\.example\.nl is checked with trust\.certificates, which holds none/,
    ],
    ['itself as the source', { source: 'site/example' }, {}, /velero\.source: "site\/example" is this cluster/],
  ])('%s', (_, config, changes, message) => {
    expect(() => rendered(config, changes)).toThrow(message);
  });
});
