import type { Case } from '../case.ts';
import { container, deployment, pod, workload } from '../objects.ts';
import { other } from '../setting.ts';

export const requiredResources: readonly Case[] = [
  {
    policy: 'required-resources',
    it: 'lets a container with requests and limits pass',
    request: { create: workload('apps/v1', 'ReplicaSet', other, 'web') },
  },
  {
    policy: 'required-resources',
    it: 'refuses a container without any',
    request: { create: deployment(other, 'web', { containers: [container({ resources: undefined })] }) },
    refused: 'container "web" has no requests.cpu, requests.memory, limits.cpu, limits.memory; write what it needs under resources',
  },
  {
    policy: 'required-resources',
    it: 'refuses an init container without one of them',
    request: {
      create: pod(other, 'web', {
        initContainers: [
          container({
            name: 'init',
            resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } },
            readinessProbe: undefined,
            livenessProbe: undefined,
          }),
        ],
      }),
    },
    refused: 'container "init" has no limits.cpu; write what it needs under resources',
  },
];
