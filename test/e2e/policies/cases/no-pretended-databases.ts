import type { KubeObject } from '../../../../charts-ts/kit/object.ts';
import type { Case } from '../case.ts';
import { job, pod } from '../objects.ts';
import { databaseOperator, other, ownPod, team } from '../setting.ts';

const called = (object: KubeObject, more: Readonly<Record<string, unknown>> = {}): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, labels: { 'cnpg.io/cluster': 'orders' }, ...more },
});
const plainJob = job(team, 'orders-initdb') as KubeObject & { readonly spec: { readonly template: object } };
const databaseJob: KubeObject & { readonly spec: object } = {
  ...plainJob,
  spec: { ...plainJob.spec, template: { ...plainJob.spec.template, metadata: { labels: { 'cnpg.io/cluster': 'orders' } } } },
};
const ofJob = { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'orders-initdb', uid: 'cases', controller: true }] };
const isCalled = (what: string) =>
  `${what} has the label cnpg.io/cluster, by which databases are known; remove it, and ask for a database in the tenant's file`;

export const noPretendedDatabases: readonly Case[] = [
  { policy: 'no-pretended-databases', it: 'lets the operator make an instance', as: databaseOperator, request: { create: called(pod(team, 'orders-1')) } },
  { policy: 'no-pretended-databases', it: 'lets the operator have a Job make one', as: databaseOperator, request: { create: databaseJob } },
  {
    policy: 'no-pretended-databases',
    it: 'lets the pod of such a Job be made',
    as: 'system:serviceaccount:kube-system:job-controller',
    request: { create: called(pod(team, 'orders-initdb-x'), ofJob) },
  },
  { policy: 'no-pretended-databases', it: 'asks nothing outside tenants', request: { create: called(pod(other, 'orders-1')) } },
  { policy: 'no-pretended-databases', it: 'lets pods without the label pass', request: { create: pod(team, 'web') } },
  {
    policy: 'no-pretended-databases',
    it: 'refuses a pod that calls itself one',
    request: { create: called(pod(team, 'web')) },
    refused: isCalled('Pod "web"'),
  },
  {
    policy: 'no-pretended-databases',
    it: 'refuses it as well where it says that a Job made it',
    request: { create: called(pod(team, 'web'), ofJob) },
    refused: isCalled('Pod "web"'),
  },
  {
    policy: 'no-pretended-databases',
    it: 'refuses a Job of others whose pods would be called so',
    request: { create: databaseJob },
    refused: isCalled('Job "orders-initdb"'),
  },
  {
    policy: 'no-pretended-databases',
    it: 'refuses to call a pod so later',
    request: { update: ownPod, to: { metadata: { labels: { 'cnpg.io/cluster': 'orders' } } } },
    refused: isCalled('Pod "own"'),
  },
];
