import type { Construct } from 'constructs';
import { keepAnnotations, resource } from '../../kit/resource.ts';
import type { Size } from '../../kit/workload.ts';
import type { RookCephConfig } from './config.ts';
import { classes, filesystemPool, objectStore } from './names.ts';
import { resourcesOf } from './sizes.ts';
import type { CephBlockPool, CephFilesystem, CephObjectStore, Pool } from './types.ts';

const gatewayPriority = 'system-cluster-critical';

/** Where data goes: three copies each, of which no two share the failure domain. Never pruned. */
export function pools(scope: Construct, config: RookCephConfig, domain: Pool['failureDomain']): void {
  const pool: Pool = { failureDomain: domain, replicated: { size: 3, requireSafeReplicaSize: true } };
  blockPool(scope, classes.block, pool);
  // Ceph's own records, which would else be spread over hosts only.
  blockPool(scope, 'builtin-mgr', { ...pool, name: '.mgr' });
  if (config.filesystem) filesystem(scope, pool, config.sizes.mds);
  if (config.objects.enabled) objects(scope, pool, config.objects.gateways, config.sizes.rgw);
}

function blockPool(scope: Construct, name: string, spec: CephBlockPool['spec']): void {
  resource<CephBlockPool>(scope, { apiVersion: 'ceph.rook.io/v1', kind: 'CephBlockPool', metadata: { name, annotations: keepAnnotations }, spec });
}

function filesystem(scope: Construct, pool: Pool, size: Size): void {
  resource<CephFilesystem>(scope, {
    apiVersion: 'ceph.rook.io/v1',
    kind: 'CephFilesystem',
    metadata: { name: classes.filesystem, annotations: keepAnnotations },
    spec: {
      metadataPool: pool,
      dataPools: [{ name: filesystemPool, ...pool }],
      preserveFilesystemOnDelete: true,
      metadataServer: {
        activeCount: 1,
        activeStandby: true,
        placement: { podAntiAffinity: notTogether('rook-ceph-mds') },
        priorityClassName: gatewayPriority,
        resources: resourcesOf(size),
      },
    },
  });
}

function objects(scope: Construct, pool: Pool, instances: number, size: Size): void {
  resource<CephObjectStore>(scope, {
    apiVersion: 'ceph.rook.io/v1',
    kind: 'CephObjectStore',
    metadata: { name: objectStore, annotations: keepAnnotations },
    spec: {
      metadataPool: pool,
      // Expected to hold much: it gets its placement groups at once.
      dataPool: { ...pool, parameters: { bulk: 'true' } },
      preservePoolsOnDelete: true,
      gateway: {
        port: 80,
        instances,
        dashboardEnabled: false,
        placement: { topologySpreadConstraints: [spreadOver('topology.kubernetes.io/zone', 'rook-ceph-rgw')] },
        priorityClassName: gatewayPriority,
        resources: resourcesOf(size),
      },
    },
  });
}

/** On two nodes for sure, in two zones where that can be. */
function notTogether(app: string): unknown {
  const labelSelector = { matchLabels: { app } };
  return {
    requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey: 'kubernetes.io/hostname' }],
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { labelSelector, topologyKey: 'topology.kubernetes.io/zone' } }],
  };
}

function spreadOver(topologyKey: string, app: string): unknown {
  return { maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app } } };
}
