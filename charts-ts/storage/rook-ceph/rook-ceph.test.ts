import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import type { KubeObject } from '../../kit/object.ts';
import { rookCeph } from './index.ts';

type Settings = Readonly<Record<string, unknown>>;

const disks = { devices: '^sd[b-e]$', osds: 6 };
const zones = { nodes: ['a', 'b', 'c'].map((zone) => ({ zone, count: 2, cpu: '15', memory: '60Gi' })) };
const metrics = { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } };

function rendered(settings: Settings = disks, changes: Settings = {}, provides: Settings = {}) {
  return renderComponent(rookCeph, { ...changes, provides: { snapshots: {}, ...provides }, components: { 'rook-ceph': settings } });
}

function spec(object: KubeObject): Readonly<Record<string, unknown>> {
  return object['spec'] as Readonly<Record<string, unknown>>;
}

function cluster(settings: Settings = disks, changes: Settings = {}): Readonly<Record<string, unknown>> {
  return spec(rendered(settings, changes).object('CephCluster', 'rook-ceph'));
}

describe('disks', () => {
  it('are only those that were told', () => {
    expect(cluster()['storage']).toMatchObject({ useAllNodes: true, useAllDevices: false, deviceFilter: '^sd[b-e]$' });
  });

  it('may be told by node, and then no other node is touched', () => {
    const nodes = ['n1', 'n2', 'n3'].map((name) => ({ name, devices: ['/dev/disk/by-id/nvme-1', 'sdb'] }));

    expect(cluster({ nodes })['storage']).toMatchObject({
      useAllNodes: false,
      useAllDevices: false,
      nodes: [{ name: 'n1', devices: [{ name: '/dev/disk/by-id/nvme-1' }, { name: 'sdb' }] }, { name: 'n2' }, { name: 'n3' }],
    });
  });

  it('are encrypted unless that is left out', () => {
    expect(cluster()['storage']).toMatchObject({ config: { encryptedDevice: 'true' } });
    expect(cluster({ ...disks, encryptDisks: false })['storage']).toMatchObject({ config: { encryptedDevice: 'false' } });
  });

  it('count in what the platform requests', () => {
    const few = { nodes: [{ zone: 'a', count: 3, cpu: '16', memory: '16Gi' }] };

    expect(() => rendered({ ...disks, osds: 12 }, few)).toThrow(/the platform requests .* GiB of memory/);
  });
});

describe('what is refused', () => {
  it.each([
    [{}, /rook-ceph: tells no disks, and Ceph takes none by itself; write devices: \^sd\[b-e\]\$/],
    [{ devices: '^sd[b-e]$' }, /osds: devices does not say how many disks there are in all; write osds: and their number/],
    [{ devices: '^sd[b-e]$', osds: 2 }, /osds: three copies need three disks on three nodes, got 2; add disks/],
    [{ devices: '.*', osds: 6 }, /devices: ".\*" takes every disk that is ever put in/],
    [{ ...disks, devicePaths: '^/dev/disk/by-path/pci-0' }, /devicePaths: devices and devicePaths both tell which disks Ceph takes; keep one/],
    [{ nodes: [{ name: 'n1', devices: ['sdb'] }] }, /nodes: three copies need three nodes with disks, got 1; add nodes/],
    [{ nodes: ['n1', 'n1', 'n2', 'n3'].map((name) => ({ name, devices: ['sdb'] })) }, /nodes.+name: "n1" has its disks named already/],
    [{ nodes: ['n1', 'n2', 'n3'].map((name) => ({ name, devices: ['sdb'] })), osds: 3 }, /osds: nodes tells how many disks there are; remove osds/],
    [{ ...disks, failureDomain: 'zone' }, /failureDomain: three copies in three zones, and nodes stand in zone-a and zone-b only; write host/],
    [{ devices: '[', osds: 3 }, /is not a regular expression; write it like \^sd/],
  ])('%j', (settings, message) => {
    expect(() => rendered(settings as Settings)).toThrow(message);
  });

  it('is a cluster of fewer than three nodes', () => {
    expect(() => rendered(disks, { nodes: [{ zone: 'a', count: 2, cpu: '16', memory: '64Gi' }] })).toThrow(
      /rook-ceph.enabled: Ceph keeps three copies on three nodes, and 2 nodes run pods; add nodes, or set enabled: false/,
    );
  });

  it('is Ceph without a controller for snapshots', () => {
    expect(() => renderComponent(rookCeph, { components: { 'rook-ceph': disks } })).toThrow(/set components.snapshot-controller.enabled: true/);
  });
});

describe('copies', () => {
  it('stand in three zones where there are three, with a monitor in each', () => {
    expect(spec(rendered(disks, zones).object('CephBlockPool', 'ceph-block'))).toMatchObject({ failureDomain: 'zone', replicated: { size: 3 } });
    expect(cluster(disks, zones)['mon']).toEqual({
      count: 3,
      failureDomainLabel: 'topology.kubernetes.io/zone',
      zones: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    });
  });

  it('stand on three nodes where there are not', () => {
    expect(spec(rendered().object('CephBlockPool', 'ceph-block'))).toMatchObject({ failureDomain: 'host' });
    expect(cluster()['mon']).toEqual({ count: 3 });
  });

  it('are spread the same way by every pool, Ceph’s own records too', () => {
    const of = rendered(disks, zones);
    const pool = { failureDomain: 'zone', replicated: { size: 3, requireSafeReplicaSize: true } };

    expect(spec(of.object('CephBlockPool', 'builtin-mgr'))).toEqual({ ...pool, name: '.mgr' });
    expect(spec(of.object('CephFilesystem', 'ceph-filesystem'))).toMatchObject({ metadataPool: pool, dataPools: [pool] });
    expect(spec(of.object('CephObjectStore', 'objects'))).toMatchObject({ metadataPool: pool, dataPool: pool });
  });
});

describe('data', () => {
  const holders: [string, string][] = [
    ['CephCluster', 'rook-ceph'],
    ['CephBlockPool', 'ceph-block'],
    ['CephBlockPool', 'builtin-mgr'],
    ['CephFilesystem', 'ceph-filesystem'],
    ['CephObjectStore', 'objects'],
  ];

  it.each(holders)('is kept when Git no longer names %s %s', (kind, name) => {
    expect(rendered().object(kind, name).metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  });

  it('outlives its object: no cleanup policy, and pools stay', () => {
    expect(cluster()).not.toHaveProperty('cleanupPolicy');
    expect(spec(rendered().object('CephFilesystem', 'ceph-filesystem'))).toMatchObject({ preserveFilesystemOnDelete: true });
    expect(spec(rendered().object('CephObjectStore', 'objects'))).toMatchObject({ preservePoolsOnDelete: true });
  });

  it('is encrypted on the wire, and asked for by the new protocol only', () => {
    expect(cluster()['network']).toEqual({ connections: { encryption: { enabled: true }, requireMsgr2: true } });
  });

  it('travels over IPv6 where pods have nothing else', () => {
    const network = { pods: ['fd00:42::/56'], services: ['fd00:43::/112'], nodes: ['fd00:20::/64'] };

    expect(cluster(disks, { network })['network']).toMatchObject({ ipFamily: 'IPv6' });
  });
});

describe('keys of volumes', () => {
  it('are of the type that every kernel knows, and Ceph does not warn of that for ever', () => {
    expect(cluster()['security']).toEqual({ cephx: { csi: { keyType: 'aes' } } });
    expect(cluster()['healthCheck']).toMatchObject({ muteHealthWarning: { AUTH_INSECURE_CLIENT_KEY_TYPE: { policy: 'mute' } } });
  });

  it('may be of the new type only, and then nothing is muted', () => {
    const of = cluster({ ...disks, clientKeys: 'aes256k-only' });

    expect(of['security']).toEqual({ cephx: { allowedCiphers: ['aes256k'], csi: { keyType: 'aes256k' } } });
    expect(of).not.toHaveProperty('healthCheck');
  });

  it('are replaced on request, and the old ones still serve what is mounted', () => {
    expect(cluster({ ...disks, keyGeneration: 2 })['security']).toMatchObject({
      cephx: { csi: { keyRotationPolicy: 'KeyGeneration', keyGeneration: 2, keepPriorKeyCountMax: 1 } },
    });
  });
});

describe('images', () => {
  it('of everything that the operators start come from the site’s registry', () => {
    const of = rendered(disks, { mirrors: { registry: 'registry.example.nl' } });

    expect(cluster(disks, { mirrors: { registry: 'registry.example.nl' } })['cephVersion']).toEqual({ image: 'registry.example.nl/quay.io/ceph/ceph:v20.2.4' });
    const images = of.object('ConfigMap', 'ceph-csi-images')['data'] as Readonly<Record<string, string>>;
    expect(Object.keys(images).sort()).toEqual(['attacher', 'plugin', 'provisioner', 'registrar', 'resizer', 'snapshotter']);
    expect(Object.values(images).every((image) => image.startsWith('registry.example.nl/'))).toBe(true);
    expect(spec(of.object('OperatorConfig', 'ceph-csi-operator-config'))).toMatchObject({ driverSpecDefaults: { imageSet: { name: 'ceph-csi-images' } } });
  });
});

describe('classes', () => {
  it('give block storage to claims that name none', () => {
    const annotation = 'storageclass.kubernetes.io/is-default-class';

    expect(rendered().object('StorageClass', 'ceph-block').metadata.annotations).toEqual({ [annotation]: 'true' });
    expect(rendered().object('StorageClass', 'ceph-filesystem').metadata.annotations).toBeUndefined();
    expect(rendered({ ...disks, defaultClass: false }).object('StorageClass', 'ceph-block').metadata.annotations).toBeUndefined();
  });

  it('let Velero snapshot both kinds of volumes, by the driver that makes them', () => {
    for (const name of ['ceph-block', 'ceph-filesystem']) {
      const snapshots = rendered().object('VolumeSnapshotClass', name);

      expect(snapshots.metadata.labels).toMatchObject({ 'velero.io/csi-volumesnapshot-class': 'true' });
      expect(snapshots['driver']).toBe(rendered().object('StorageClass', name)['provisioner']);
    }
  });

  it('lead a claim of a bucket to the object store', () => {
    expect(rendered().object('StorageClass', 'ceph-bucket')).toMatchObject({
      provisioner: 'ceph.rook.io/bucket',
      parameters: { objectStoreName: 'objects', objectStoreNamespace: 'rook-ceph' },
    });
  });

  it('tell others what there is', () => {
    const context = { cluster: {} as never, config: rookCeph.config.parse({ ...disks, filesystem: false }) };

    expect(rookCeph.offers(context).map(({ id }) => id)).toEqual(['block-storage', 'object-storage']);
  });

  it('are left out with what they lead to', () => {
    const kinds = rendered({ ...disks, filesystem: false, objects: { enabled: false } }).objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

    expect(kinds.filter((name) => /filesystem|cephfs|bucket|objects|gateway/i.test(name))).toEqual([]);
  });
});

describe('what the accounts may', () => {
  function rules(kind: 'Role' | 'ClusterRole', name: string, settings: Settings = disks): string {
    return JSON.stringify(rendered(settings).object(kind, name)['rules']);
  }

  it('is nothing in other namespaces but to read nodes, volumes and classes, where nobody claims buckets', () => {
    expect(rules('ClusterRole', 'rook-ceph-operator', { ...disks, objects: { enabled: false } })).not.toMatch(/secrets|configmaps|pods|deployments/);
    expect(rendered(disks).object('ConfigMap', 'rook-ceph-operator-config')['data']).toMatchObject({ ROOK_CURRENT_NAMESPACE_ONLY: 'true' });
  });

  it('is to put a bucket’s keys beside its claim, but not to list Secrets', () => {
    const secrets = (
      rendered().object('ClusterRole', 'rook-ceph-buckets')['rules'] as readonly { readonly resources: string[]; readonly verbs: string[] }[]
    ).find(({ resources }) => resources.includes('secrets'));

    expect(secrets?.verbs).toEqual(['get', 'create', 'update', 'delete']);
  });

  it.each(['ceph-csi-controller', 'ceph-csi-node'])('lets %s read no Secret of others, and make no tokens', (account) => {
    expect(rules('ClusterRole', account)).not.toMatch(/secrets|serviceaccounts|tokenreviews/);
    expect(rules('Role', account)).toContain('{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}');
  });

  it('is nothing for monitors, gateways and filesystem servers, which get no token', () => {
    for (const account of ['rook-ceph-default', 'rook-ceph-rgw'])
      expect(rendered().object('ServiceAccount', account)).toMatchObject({ automountServiceAccountToken: false });
  });

  it('grants nothing by "*"', () => {
    const roles = rendered().objects.filter(({ kind }) => /Role$/.test(kind));

    expect(roles.length).toBeGreaterThan(10);
    expect(JSON.stringify(roles.map((one) => one['rules']))).not.toContain('"*"');
  });
});

describe('traffic', () => {
  it('reaches Ceph from its own pods, the drivers and the nodes, on its ports', () => {
    const { ingress } = spec(rendered().object('NetworkPolicy', 'ceph')) as unknown as {
      readonly ingress: readonly [{ readonly from: unknown[]; readonly ports: unknown[] }];
    };

    expect(ingress[0].ports).toEqual([
      { port: 3300, protocol: 'TCP' },
      { port: 6800, endPort: 7568, protocol: 'TCP' },
    ]);
    expect(JSON.stringify(ingress[0].from)).toContain('10.20.0.0/24');
  });

  it('reaches the gateways from everywhere in the cluster', () => {
    expect(spec(rendered().object('NetworkPolicy', 'ceph-gateways'))).toMatchObject({
      podSelector: { matchLabels: { app: 'rook-ceph-rgw' } },
      ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 8080 }] }],
    });
  });

  it('goes to the API server only from pods that we have labelled so', () => {
    expect(spec(rendered().object('NetworkPolicy', 'ceph-to-api-server'))).toMatchObject({
      podSelector: { matchLabels: { 'polder.internal/calls-api': 'true' } },
    });
    expect(Object.keys(cluster()['labels'] as object)).toEqual(['cmdreporter', 'mgr', 'prepareosd']);
  });

  it('leaves Ceph on the network of pods', () => {
    expect(JSON.stringify(cluster())).not.toMatch(/hostNetwork|"provider"/);
  });
});

describe('watching it', () => {
  it('reads the manager, the exporters and both operators where there is Prometheus', () => {
    const of = rendered(disks, {}, { metrics });

    for (const name of ['rook-ceph-mgr', 'rook-ceph-exporter', 'rook-ceph-operator', 'ceph-csi-operator'])
      expect(of.object('ServiceMonitor', name).metadata.namespace).toBe('rook-ceph');
    expect(JSON.stringify(of.object('PrometheusRule', 'rook-ceph'))).toContain('CephDataUnavailable');
    expect(JSON.stringify(spec(of.object('NetworkPolicy', 'ceph-mgr-metrics')))).toContain('"monitoring"');
  });

  it('needs no Prometheus', () => {
    expect(rendered().objects.filter(({ apiVersion }) => apiVersion.startsWith('monitoring'))).toEqual([]);
  });
});

describe('running it', () => {
  it('has one Rook operator at a time, since it elects no leader', () => {
    expect(spec(rendered().object('Deployment', 'rook-ceph-operator'))).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s', (profile) => {
    const big = { ...zones, profile, mirrors: { registry: 'registry.example.nl' } };

    expect(rendered(disks, big, { metrics }).objects.length).toBeGreaterThan(0);
  });
});
