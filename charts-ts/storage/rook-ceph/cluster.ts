import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { keepAnnotations, resource } from '../../kit/resource.ts';
import { type RookCephConfig, zonesOf } from './config.ts';
import { callsApi, name } from './names.ts';
import { counts, resourcesOf } from './sizes.ts';
import type { CephCluster, Storage } from './types.ts';

type Spec = CephCluster['spec'];

/** Remarks of Ceph about keys of the old type, which stay as long as clients need them: Argo CD would call the cluster degraded for good. */
const oldKeys = {
  aes: ['AUTH_INSECURE_CLIENT_KEY_TYPE', 'AUTH_INSECURE_KEYS_ALLOWED', 'AUTH_INSECURE_KEYS_CREATABLE'],
  aes256k: ['AUTH_INSECURE_KEYS_ALLOWED', 'AUTH_INSECURE_KEYS_CREATABLE'],
  'aes256k-only': [],
} as const;

/** Ceph itself. No cleanup policy: whoever removes it must still wipe the disks. */
export function cephCluster(scope: Construct, cluster: ClusterContext, config: RookCephConfig, image: string, priorityClass: string): void {
  const zones = zonesOf(cluster);
  const { sizes } = config;
  resource<CephCluster>(scope, {
    apiVersion: 'ceph.rook.io/v1',
    kind: 'CephCluster',
    metadata: { name, annotations: keepAnnotations },
    spec: {
      cephVersion: { image },
      dataDirHostPath: '/var/lib/rook',
      mon: {
        count: counts.mon,
        // One in each zone, where there are zones for all.
        ...(zones.length < counts.mon ? {} : { failureDomainLabel: 'topology.kubernetes.io/zone', zones: zones.map((zone) => ({ name: zone })) }),
      },
      // Its module for Rook would need rights over all of this.
      mgr: { count: counts.mgr, modules: [{ name: 'rook', enabled: false }] },
      network: network(cluster),
      security: { cephx: keys(config) },
      ...mutes(config),
      labels: { cmdreporter: callsApi, mgr: callsApi, prepareosd: callsApi },
      priorityClassNames: { all: priorityClass, mon: 'system-node-critical', osd: 'system-node-critical', mgr: 'system-cluster-critical' },
      resources: {
        mon: resourcesOf(sizes.mon),
        mgr: resourcesOf(sizes.mgr),
        'mgr-sidecar': resourcesOf(sizes.node),
        osd: resourcesOf(sizes.osd),
        // For a moment cryptsetup takes a gibibyte for each disk, to make its passphrase slow to guess.
        prepareosd: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '2', memory: '2Gi' } },
        crashcollector: resourcesOf(sizes.node),
        exporter: resourcesOf(sizes.node),
        'cmd-reporter': resourcesOf({ cpu: '50m', memory: '256Mi', cpuLimit: '500m' }),
      },
      disruptionManagement: { managePodBudgets: true },
      storage: storage(config),
    },
  });
}

/** Ceph speaks one family; IPv4 unless pods have none. Encrypted, for which every node needs Linux 5.11. */
function network({ network: { pods } }: ClusterContext): Spec['network'] {
  return {
    ...(pods.every((cidr) => cidr.includes(':')) ? { ipFamily: 'IPv6' as const } : {}),
    connections: { encryption: { enabled: true }, requireMsgr2: true },
  };
}

function keys({ clientKeys, keyGeneration }: RookCephConfig): Spec['security']['cephx'] {
  return {
    ...(clientKeys === 'aes256k-only' ? { allowedCiphers: ['aes256k'] } : {}),
    csi: {
      keyType: clientKeys === 'aes' ? 'aes' : 'aes256k',
      ...(keyGeneration === undefined ? {} : { keyRotationPolicy: 'KeyGeneration' as const, keyGeneration, keepPriorKeyCountMax: 1 }),
    },
  };
}

function mutes({ clientKeys }: RookCephConfig): Pick<Spec, 'healthCheck'> {
  const codes = oldKeys[clientKeys];
  if (codes.length === 0) return {};
  return { healthCheck: { muteHealthWarning: Object.fromEntries(codes.map((code) => [code, { policy: 'mute' as const }])) } };
}

/** Only what was told: never each disk that happens to be empty. */
function storage({ devices, devicePaths, nodes, encryptDisks }: RookCephConfig): Storage {
  const byNode = nodes.map((node) => ({ name: node.name, devices: node.devices.map((device) => ({ name: device })) }));
  return {
    useAllNodes: nodes.length === 0,
    useAllDevices: false,
    ...(devices === undefined ? {} : { deviceFilter: devices }),
    ...(devicePaths === undefined ? {} : { devicePathFilter: devicePaths }),
    ...(nodes.length === 0 ? {} : { nodes: byNode }),
    config: { encryptedDevice: String(encryptDisks) },
  };
}
