import type { Case } from '../case.ts';
import { cronJob, deployment, pod, workload } from '../objects.ts';
import { other, ownPod, team } from '../setting.ts';

const controlPlane = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' };
const kept = (key: string) => `the pod tolerates ${key}, by which nodes are kept for the cluster itself; remove that toleration`;
const every = 'the pod tolerates every taint, also of nodes that are kept for the cluster itself; write the key of one taint, or remove that toleration';
const named = (node: string) => `the pod names its node, "${node}", past the scheduler; remove nodeName, and write nodeSelector or affinity where it matters`;

export const noForeignNodes: readonly Case[] = [
  { policy: 'no-foreign-nodes', it: "lets a tenant's pod without tolerations pass", request: { create: pod(team, 'web') } },
  {
    policy: 'no-foreign-nodes',
    it: 'lets tolerations of other taints pass: nodes that go, and nodes with what the site has for tenants',
    request: {
      create: deployment(team, 'web', {
        tolerations: [
          { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
          { key: 'nvidia.com/gpu', operator: 'Equal', value: 'true', effect: 'NoSchedule' },
        ],
      }),
    },
  },
  ...(
    [
      ['of the control plane', 'node-role.kubernetes.io/control-plane'],
      ['of the control plane by its old name', 'node-role.kubernetes.io/master'],
      ['of the servers of K3s and RKE2', 'CriticalAddonsOnly'],
    ] as const
  ).map(
    ([what, key]): Case => ({
      policy: 'no-foreign-nodes',
      it: `refuses a toleration of the taint ${what}`,
      request: { create: deployment(team, 'web', { tolerations: [{ key, operator: 'Exists' }] }) },
      refused: kept(key),
    }),
  ),
  {
    policy: 'no-foreign-nodes',
    it: 'refuses a toleration of every taint',
    request: { create: pod(team, 'web', { tolerations: [{ operator: 'Exists' }] }) },
    refused: every,
  },
  {
    policy: 'no-foreign-nodes',
    it: 'refuses a toleration of every taint of one effect, in a CronJob',
    request: { create: cronJob(team, 'nightly', { tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] }) },
    refused: every,
  },
  {
    policy: 'no-foreign-nodes',
    it: 'refuses a toleration that a pod gets later',
    request: { update: ownPod, to: { spec: { tolerations: [controlPlane] } } },
    refused: kept(controlPlane.key),
  },
  {
    policy: 'no-foreign-nodes',
    it: 'refuses a pod that names its node, past the scheduler and the taints',
    request: { create: pod(team, 'web', { nodeName: 'control-1' }) },
    refused: named('control-1'),
  },
  {
    policy: 'no-foreign-nodes',
    it: 'refuses a StatefulSet whose pods name their node, and tells each mistake',
    request: { create: workload('apps/v1', 'StatefulSet', team, 'web', { nodeName: 'control-1', tolerations: [controlPlane] }) },
    refused: `${kept(controlPlane.key)}; ${named('control-1')}`,
  },
  {
    policy: 'no-foreign-nodes',
    it: 'lets a pod change that the scheduler has put on its node',
    request: { update: ownPod, to: { spec: { activeDeadlineSeconds: 600 } } },
  },
  {
    policy: 'no-foreign-nodes',
    it: 'lets others than tenants be on every node',
    request: { create: workload('apps/v1', 'DaemonSet', other, 'agent', { tolerations: [{ operator: 'Exists' }] }) },
  },
];
