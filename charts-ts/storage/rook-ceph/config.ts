import { z } from 'zod';
import type { ClusterContext } from '../../kit/component.ts';
import { SizeSetting } from '../../kit/size.ts';

const Size = SizeSetting;

function size(cpu: string, memory: string, cpuLimit: string, description: string) {
  return Size.default({ cpu, memory, cpuLimit }).describe(description);
}

/** A Go regular expression that JavaScript understands too: enough for the names of devices. */
const Filter = z.string().refine(isExpression, { error: ({ input }) => `${JSON.stringify(input)} is not a regular expression; write it like ^sd[b-e]$` });

const Device = z.string().regex(/^[\w./:@+-]+$/, {
  error: ({ input }) => `${JSON.stringify(input)} is not a device; write its whole path like /dev/disk/by-id/nvme-eui.0025385b21404de2, or its name like sdb`,
});

const StorageNode = z.strictObject({
  name: z.string().min(1).describe("The node's label kubernetes.io/hostname"),
  devices: z.array(Device).min(1).describe('Its empty disks, best by /dev/disk/by-id/…, which stays the same after a restart'),
});

export const RookCephConfig = z.strictObject({
  devices: Filter.optional().describe(
    'Which disks of every node Ceph takes: a regular expression on their names, such as ^sd[b-e]$. They are wiped of nothing: only empty disks are taken',
  ),
  devicePaths: Filter.optional().describe('The same by path, such as ^/dev/disk/by-path/pci-0000:3b:00.0-.*'),
  nodes: z.array(StorageNode).default([]).describe('Instead: each node with its disks'),
  osds: z.int().min(1).optional().describe('How many disks there are in all, for devices and devicePaths: what Ceph requests is counted from it'),
  encryptDisks: z
    .boolean()
    .default(true)
    .describe('Disks are encrypted (dm-crypt); the keys stand with the monitors. Holds for disks that are taken from then on. Whole disks only, no partitions'),
  failureDomain: z
    .enum(['zone', 'host'])
    .optional()
    .describe('What no two of the three copies share; zone where nodes stand in three zones or more, else host. Changing it moves all data'),
  clientKeys: z
    .enum(['aes', 'aes256k', 'aes256k-only'])
    .default('aes')
    .describe(
      'Type of the keys of volumes. aes256k once every node runs Linux 7.0 or newer; aes256k-only when no key of the old type is left (CVE-2025-30156)',
    ),
  keyGeneration: z.int().min(1).optional().describe('Raised by one: new keys for the volumes; the previous ones stay valid until the next time'),
  defaultClass: z.boolean().default(true).describe('Claims that name no StorageClass get block storage'),
  filesystem: z.boolean().default(true).describe('Shared volumes (CephFS)'),
  objects: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Buckets by the S3 API (RGW), asked for by ObjectBucketClaim'),
      gateways: z.int().min(1).max(20).default(1).describe('How many gateways'),
    })
    .prefault({})
    .describe('The object store'),
  kubelet: z.string().regex(/^\//).default('/var/lib/kubelet').describe("The kubelet's folder on the nodes"),
  csiControllers: z.int().min(1).max(3).default(1).describe('How many controllers of each driver; one works and the others wait'),
  sizes: z
    .strictObject({
      operator: size('50m', '512Mi', '1', 'The Rook operator, and the commands of Ceph that it runs'),
      csiOperator: size('10m', '96Mi', '500m', 'The operator of the drivers'),
      mon: size('100m', '1Gi', '1', 'Each of the three monitors'),
      mgr: size('100m', '1Gi', '1', 'Each of the two managers'),
      osd: size('250m', '3Gi', '4', 'Each disk; most of the memory is its cache. Ceph advises 4Gi or more'),
      mds: size('100m', '1Gi', '2', "Each of the two servers of the filesystem's names"),
      rgw: size('100m', '512Mi', '2', 'Each gateway of the object store'),
      node: size('10m', '128Mi', '250m', "Each of two helpers on nodes with Ceph's pods: metrics, and reports of crashes"),
      csiPlugin: size('25m', '256Mi', '1', 'Each driver, on every node and in each controller'),
      csiSidecar: size('10m', '64Mi', '250m', 'Each container beside a driver'),
    })
    .prefault({})
    .describe('CPU that each pod requests, memory that it requests and gets at most, CPU that it gets at most'),
});
export type RookCephConfig = z.output<typeof RookCephConfig>;

export const productionSettings = {
  csiControllers: 2,
  objects: { gateways: 2 },
  sizes: {
    operator: { cpu: '200m', memory: '512Mi', cpuLimit: '2' },
    csiOperator: { cpu: '20m', memory: '128Mi', cpuLimit: '500m' },
    mon: { cpu: '500m', memory: '2Gi', cpuLimit: '2' },
    mgr: { cpu: '500m', memory: '2Gi', cpuLimit: '2' },
    osd: { cpu: '1', memory: '6Gi', cpuLimit: '6' },
    mds: { cpu: '500m', memory: '4Gi', cpuLimit: '4' },
    rgw: { cpu: '250m', memory: '1Gi', cpuLimit: '4' },
    node: { cpu: '20m', memory: '128Mi', cpuLimit: '500m' },
    csiPlugin: { cpu: '50m', memory: '512Mi', cpuLimit: '2' },
    csiSidecar: { cpu: '10m', memory: '128Mi', cpuLimit: '500m' },
  },
} as const;

/** How many disks, and so daemons for them. */
export function osdCount({ nodes, osds }: RookCephConfig): number {
  return nodes.length === 0 ? (osds ?? 0) : nodes.reduce((sum, { devices }) => sum + devices.length, 0);
}

/** Zones of the nodes that run pods. */
export function zonesOf(cluster: ClusterContext): string[] {
  return [...new Set(workers(cluster).map(({ zone }) => zone))].sort();
}

export function failureDomain(cluster: ClusterContext, config: RookCephConfig): 'zone' | 'host' {
  return config.failureDomain ?? (zonesOf(cluster).length >= 3 ? 'zone' : 'host');
}

/** Groups of nodes that run pods. */
export function workers({ nodes }: ClusterContext): ClusterContext['nodes'] {
  return nodes.filter(({ role }) => role !== 'control-plane');
}

function isExpression(text: string): boolean {
  try {
    return text !== '' && new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
