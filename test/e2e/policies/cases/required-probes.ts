import type { Case } from '../case.ts';
import { container, deployment, job, pod, workload } from '../objects.ts';
import { other } from '../setting.ts';

export const requiredProbes: readonly Case[] = [
  { policy: 'required-probes', it: 'lets a container with both probes pass', request: { create: workload('apps/v1', 'DaemonSet', other, 'web') } },
  { policy: 'required-probes', it: 'asks none of a Job', request: { create: job(other, 'web') } },
  {
    policy: 'required-probes',
    it: 'asks none of a pod alone, such as the solver of an ACME challenge',
    request: { create: pod(other, 'web', { containers: [container({ readinessProbe: undefined, livenessProbe: undefined })] }) },
  },
  {
    policy: 'required-probes',
    it: 'refuses a Deployment without probes',
    request: { create: deployment(other, 'web', { containers: [container({ readinessProbe: undefined, livenessProbe: undefined })] }) },
    refused:
      'container "web" has no readinessProbe; add one, so that it gets no requests before it can answer them; container "web" has no livenessProbe; add one, so that it is restarted when it hangs',
  },
];
