import type { Built } from '../../charts-ts/built.ts';
import { within } from '../../charts-ts/checks/pods.ts';
import { quantity } from '../../charts-ts/config/values.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';

/** Bytes of all volumes that the objects claim, those that operators claim for a custom resource included. */
export function claimed(built: readonly Built[]): number {
  return built.flatMap(({ objects }) => objects).reduce((sum, object) => sum + (byKind[object.kind]?.(object) ?? 0), 0);
}

const byKind: Readonly<Record<string, (object: KubeObject) => number>> = {
  PersistentVolumeClaim: (object) => requested(object),
  StatefulSet: (object) =>
    count(object, 'replicas') *
    ((within(object, 'spec', 'volumeClaimTemplates') ?? []) as readonly unknown[]).reduce<number>((sum, claim) => sum + requested(claim), 0),
  // https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.StorageSpec
  Prometheus: operatedStore,
  Alertmanager: operatedStore,
  // https://cloudnative-pg.io/documentation/current/storage/
  Cluster: (object) => count(object, 'instances') * (bytes(within(object, 'spec', 'storage', 'size')) + bytes(within(object, 'spec', 'walStorage', 'size'))),
};

function operatedStore(object: KubeObject): number {
  return count(object, 'replicas') * requested(within(object, 'spec', 'storage', 'volumeClaimTemplate'));
}

function requested(claim: unknown): number {
  return bytes(within(claim, 'spec', 'resources', 'requests', 'storage'));
}

function count(object: KubeObject, field: string): number {
  const value = within(object, 'spec', field);
  return typeof value === 'number' ? value : 1;
}

function bytes(value: unknown): number {
  return typeof value === 'string' ? quantity(value) : 0;
}
