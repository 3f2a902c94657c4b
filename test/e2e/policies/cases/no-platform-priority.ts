import type { Case } from '../case.ts';
import { deployment, pod } from '../objects.ts';
import { important, other, team } from '../setting.ts';

export const noPlatformPriority: readonly Case[] = [
  { policy: 'no-platform-priority', it: "lets a tenant's pod without a class pass", request: { create: pod(team, 'web') } },
  {
    policy: 'no-platform-priority',
    it: "refuses the cluster's own class in a Deployment",
    request: { create: deployment(team, 'web', { priorityClassName: 'system-cluster-critical' }) },
    refused: `the pod has the priority class "system-cluster-critical", before which other tenants' pods would have to go; remove priorityClassName`,
  },
  {
    policy: 'no-platform-priority',
    it: "refuses the platform's class before there is one",
    request: { create: deployment(team, 'web', { priorityClassName: 'polder-platform' }) },
    refused: `the pod has the priority class "polder-platform", before which other tenants' pods would have to go; remove priorityClassName`,
  },
  {
    policy: 'no-platform-priority',
    it: 'refuses a pod of any class that comes before others',
    request: { create: pod(team, 'web', { priorityClassName: important.metadata.name }) },
    refused: `the pod has the priority class "cases-important", before which other tenants' pods would have to go; remove priorityClassName`,
  },
  {
    policy: 'no-platform-priority',
    it: 'lets others than tenants choose',
    request: { create: pod(other, 'web', { priorityClassName: 'system-cluster-critical' }) },
  },
];
