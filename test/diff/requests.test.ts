import { describe, expect, it } from 'vitest';
import { type Requests, requestsChange } from '../../charts-ts/diff/requests.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { object, pair, workload } from './objects.ts';

const prices = { cpu: 10, memory: 2, gpu: 0, storage: 0.1, storageClasses: { fast: 0.5 }, egress: 0 };
const asking = (cpu: string, memory: string) => ({ container: { resources: { requests: { cpu, memory } } } });
const gib = 2 ** 30;
const claim = (storage: string, storageClassName?: string) =>
  object('v1', 'PersistentVolumeClaim', 'a', {
    spec: { ...(storageClassName === undefined ? {} : { storageClassName }), resources: { requests: { storage } } },
  });

const cases: readonly (readonly [string, KubeObject | undefined, KubeObject | undefined, Requests | undefined])[] = [
  [
    'more of a container, for each pod',
    workload('Deployment', { replicas: 2, ...asking('100m', '1Gi') }),
    workload('Deployment', { replicas: 2, ...asking('200m', '1Gi') }),
    { cpu: 0.2, memory: 0, storage: 0, cost: 2 },
  ],
  [
    'another pod',
    workload('Deployment', { replicas: 1, ...asking('100m', '1Gi') }),
    workload('Deployment', { replicas: 2, ...asking('100m', '1Gi') }),
    { cpu: 0.1, memory: gib, storage: 0, cost: 3 },
  ],
  ['a pod for each node', undefined, workload('DaemonSet', asking('1', '1Gi')), { cpu: 3, memory: 3 * gib, storage: 0, cost: 36 }],
  ['less, as less', claim('10Gi'), undefined, { cpu: 0, memory: 0, storage: -10 * gib, cost: -1 }],
  ['volumes at the price of their class', claim('10Gi', 'fast'), claim('20Gi', 'fast'), { cpu: 0, memory: 0, storage: 10 * gib, cost: 5 }],
  [
    'volumes of each pod of a StatefulSet',
    undefined,
    workload('StatefulSet', { replicas: 3, spec: { volumeClaimTemplates: [{ spec: { resources: { requests: { storage: '1Gi' } } } }] } }),
    { cpu: 0, memory: 0, storage: 3 * gib, cost: 0.3 },
  ],
  [
    'pods of an operator, where the resource tells',
    object('postgresql.cnpg.io/v1', 'Cluster', 'db', { spec: { instances: 1, storage: { size: '1Gi' }, resources: { requests: { cpu: '1' } } } }),
    object('postgresql.cnpg.io/v1', 'Cluster', 'db', { spec: { instances: 3, storage: { size: '1Gi' }, resources: { requests: { cpu: '1' } } } }),
    { cpu: 2, memory: 0, storage: 2 * gib, cost: 20.2 },
  ],
  [
    'nothing where only the image changes',
    workload('Deployment', asking('1', '1Gi')),
    workload('Deployment', { image: 'b:2', ...asking('1', '1Gi') }),
    undefined,
  ],
  [
    'nothing for a Job, whose pods go',
    undefined,
    object('batch/v1', 'Job', 'a', { spec: { template: { spec: { containers: [{ name: 'a', ...asking('1', '1Gi').container }] } } } }),
    undefined,
  ],
];

describe('requests', () => {
  it.each(cases)('count %s', (_, before, after, expected) => {
    expect(requestsChange([pair(before, after)], 3, prices)).toEqual(expected);
  });

  it('cost nothing that is told where the site has no prices', () => {
    expect(requestsChange([pair(undefined, claim('1Gi'))], 3, undefined)).toEqual({ cpu: 0, memory: 0, storage: gib });
  });

  it.each(cases)('take away on the way back: %s', (_, before, after, expected) => {
    const back = requestsChange([pair(after, before)], 3, prices);

    expect(back).toEqual(expected === undefined ? undefined : Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, 0 - value])));
  });
});
