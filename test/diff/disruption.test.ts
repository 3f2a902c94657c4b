import { describe, expect, it } from 'vitest';
import { disruptionsOf, type Effect } from '../../charts-ts/diff/disruption.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { object, workload } from './objects.ts';

const restarted = { image: 'registry.example.nl/web:1.0.1' };
const claim = (spec: Readonly<Record<string, unknown>>) => object('v1', 'PersistentVolumeClaim', 'data', { spec });
const sized = (storage: string) => claim({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } });
const template = (storage: string) => [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage } } } }];
const job = (image: string, annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate', namespace: 'shop', annotations },
  spec: { template: { spec: { containers: [{ name: 'migrate', image }] } } },
});
const kept = (kind: KubeObject): KubeObject => ({
  ...kind,
  metadata: { ...kind.metadata, annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } },
});
const service = (spec: Readonly<Record<string, unknown>>) => object('v1', 'Service', 'web', { spec });

const cases: readonly (readonly [rule: string, before: KubeObject, after: KubeObject | undefined, effects: readonly Effect[]])[] = [
  ['a Deployment rolls when its template changes', workload('Deployment', { replicas: 2 }), workload('Deployment', { replicas: 2, ...restarted }), ['restart']],
  ['one pod that may be added first rolls without downtime', workload('Deployment'), workload('Deployment', restarted), ['restart']],
  [
    'Recreate stops all pods first',
    workload('Deployment'),
    workload('Deployment', { ...restarted, replicas: 3, spec: { strategy: { type: 'Recreate' } } }),
    ['downtime', 'scaled'],
  ],
  [
    'without a surge the only pod stops first',
    workload('Deployment'),
    workload('Deployment', { ...restarted, spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } }),
    ['downtime'],
  ],
  [
    'a share of two that rounds down to none keeps both',
    workload('Deployment', { replicas: 2 }),
    workload('Deployment', { ...restarted, replicas: 2, spec: { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: '40%' } } } }),
    ['restart'],
  ],
  ['a Deployment of no pods disrupts nobody', workload('Deployment', { replicas: 0 }), workload('Deployment', { replicas: 0, ...restarted }), []],
  [
    'a label of the Deployment itself restarts nothing',
    workload('Deployment'),
    { ...workload('Deployment'), metadata: { name: 'web', namespace: 'shop', labels: { a: 'b' } } },
    [],
  ],
  ['a selector cannot change', workload('Deployment'), workload('Deployment', { spec: { selector: { matchLabels: { app: 'shop' } } } }), ['refused']],
  ['fewer pods are told', workload('Deployment', { replicas: 3 }), workload('Deployment', { replicas: 2 }), ['scaled']],
  ['scaling to none is an end', workload('Deployment', { replicas: 3 }), workload('Deployment', { replicas: 0 }), ['gone']],
  ['the only pod of a StatefulSet stops first', workload('StatefulSet'), workload('StatefulSet', restarted), ['downtime']],
  [
    'several pods of a StatefulSet go one after another',
    workload('StatefulSet', { replicas: 3 }),
    workload('StatefulSet', { replicas: 3, ...restarted }),
    ['restart'],
  ],
  [
    'a template for volumes cannot change',
    workload('StatefulSet', { spec: { volumeClaimTemplates: template('1Gi') } }),
    workload('StatefulSet', { spec: { volumeClaimTemplates: template('2Gi') } }),
    ['refused'],
  ],
  [
    'the Service of a StatefulSet cannot change',
    workload('StatefulSet', { spec: { serviceName: 'a' } }),
    workload('StatefulSet', { spec: { serviceName: 'b' } }),
    ['refused'],
  ],
  ['a DaemonSet goes node after node', workload('DaemonSet'), workload('DaemonSet', restarted), ['restart']],
  ['a Job cannot change its template', job('a:1'), job('a:2'), ['refused']],
  ['a Job that is a hook runs again', job('a:1', { 'argocd.argoproj.io/hook': 'Sync' }), job('a:2', { 'argocd.argoproj.io/hook': 'Sync' }), ['runs']],
  ['with Replace and Force Argo CD makes it anew', job('a:1'), job('a:2', { 'argocd.argoproj.io/sync-options': 'Replace=true,Force=true' }), ['replaced']],
  ['a Service keeps its address', service({ clusterIP: 'None' }), service({}), ['refused']],
  ['a Service that becomes an external name may', service({ clusterIP: '10.0.0.1' }), service({ type: 'ExternalName', externalName: 'a.example.nl' }), []],
  ['ports of a Service may change', service({ ports: [{ port: 80 }] }), service({ ports: [{ port: 81 }] }), []],
  ['a claim may grow', sized('1Gi'), sized('2Gi'), []],
  ['a claim may not shrink', sized('2Gi'), sized('1024Mi'), ['refused']],
  ['a claim keeps its class', claim({ storageClassName: 'a' }), claim({ storageClassName: 'b' }), ['refused']],
  [
    'a StorageClass keeps its parameters',
    object('storage.k8s.io/v1', 'StorageClass', 'fast', { parameters: { pool: 'a' } }, null),
    object('storage.k8s.io/v1', 'StorageClass', 'fast', { parameters: { pool: 'b' } }, null),
    ['refused'],
  ],
  [
    'a binding keeps its role',
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'web', { roleRef: { kind: 'Role', name: 'a' } }),
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'web', { roleRef: { kind: 'Role', name: 'b' } }),
    ['refused'],
  ],
  ['a ConfigMap may change', object('v1', 'ConfigMap', 'a', { data: { a: 'b' } }), object('v1', 'ConfigMap', 'a', { data: { a: 'c' } }), []],
  [
    'an immutable ConfigMap may not',
    object('v1', 'ConfigMap', 'a', { immutable: true, data: { a: 'b' } }),
    object('v1', 'ConfigMap', 'a', { immutable: true, data: { a: 'c' } }),
    ['refused'],
  ],
  [
    'what an operator does is its own to say',
    object('postgresql.cnpg.io/v1', 'Cluster', 'db', { spec: { instances: 2 } }),
    object('postgresql.cnpg.io/v1', 'Cluster', 'db', { spec: { instances: 3 } }),
    ['operator'],
  ],
  ['a workload that is removed is gone', workload('Deployment'), undefined, ['gone']],
  ['a claim that is removed takes its data along', sized('1Gi'), undefined, ['data']],
  ['what Argo CD does not prune stays', kept(sized('1Gi')), undefined, ['kept']],
  ['a ConfigMap that is removed disrupts nobody by itself', object('v1', 'ConfigMap', 'a'), undefined, []],
];

describe('who is disrupted', () => {
  it.each(cases)('%s', (_, before, after, effects) => {
    expect(disruptionsOf({ before, after }).map(({ effect }) => effect)).toEqual(effects);
  });

  it('is nobody by what is new', () => {
    expect(disruptionsOf({ before: undefined, after: workload('StatefulSet') })).toEqual([]);
  });

  it('is said with where it is written', () => {
    const sources = cases.flatMap(([, before, after]) => disruptionsOf({ before, after })).map(({ source }) => source);

    expect(sources.filter((source) => !source.startsWith('https://'))).toEqual([]);
  });
});
