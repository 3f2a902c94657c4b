import { describe, expect, it } from 'vitest';
import type { Built } from '../../charts-ts/built.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { claimed } from '../../scripts/lib/storage.ts';

const claim = { spec: { resources: { requests: { storage: '10Gi' } } } };

function gib(...objects: readonly { readonly kind: string; readonly spec: unknown }[]): number {
  const made = objects.map(({ kind, spec }) => ({ apiVersion: 'v1', kind, metadata: { name: 'x' }, spec }) as KubeObject);
  return claimed([{ objects: made } as unknown as Built]) / 2 ** 30;
}

describe('the volumes of a cluster', () => {
  it('are one for each claim of each pod of a StatefulSet', () => {
    expect(gib({ kind: 'StatefulSet', spec: { replicas: 3, volumeClaimTemplates: [claim, claim] } })).toBe(60);
    expect(gib({ kind: 'StatefulSet', spec: { replicas: 3 } })).toBe(0);
  });

  it('are those of claims that stand alone', () => {
    expect(gib({ kind: 'PersistentVolumeClaim', spec: claim.spec })).toBe(10);
  });

  it('are those that an operator claims: of Prometheus, and of each instance of PostgreSQL', () => {
    expect(gib({ kind: 'Prometheus', spec: { replicas: 2, storage: { volumeClaimTemplate: claim } } })).toBe(20);
    expect(gib({ kind: 'Cluster', spec: { instances: 3, storage: { size: '5Gi' }, walStorage: { size: '1Gi' } } })).toBe(18);
  });

  it('are none of a Deployment', () => {
    expect(gib({ kind: 'Deployment', spec: { replicas: 3 } })).toBe(0);
  });
});
