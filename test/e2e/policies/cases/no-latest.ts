import type { Case } from '../case.ts';
import { container, pod, workload } from '../objects.ts';
import { digest, mirror, other } from '../setting.ts';

export const noVersion = 'which has no tag or the tag latest; write the version, such as :1.29.3, or a digest';

export const noLatest: readonly Case[] = [
  {
    policy: 'no-latest',
    it: 'lets a digest without a tag pass',
    request: { create: pod(other, 'web', { containers: [container({ image: `${mirror}/web${digest}` })] }) },
  },
  {
    policy: 'no-latest',
    it: 'refuses the tag latest',
    request: { create: workload('apps/v1', 'StatefulSet', other, 'web', { containers: [container({ image: `${mirror}/web:latest` })] }) },
    refused: `container "web" has image "${mirror}/web:latest", ${noVersion}`,
  },
  {
    policy: 'no-latest',
    it: 'refuses an image without a tag',
    request: { create: workload('apps/v1', 'DaemonSet', other, 'web', { containers: [container({ image: `${mirror}/web` })] }) },
    refused: `container "web" has image "${mirror}/web", ${noVersion}`,
  },
];
