import type { Case } from '../case.ts';
import { container, job, pod } from '../objects.ts';
import { digest, mirror, other } from '../setting.ts';

const moves = 'whose tag may mean another image tomorrow; write the whole version, such as :1.29.3, or add the digest, @sha256:…';

export const pinnedImages: readonly Case[] = [
  ...['1.29.3', 'v3.7.13', '18.4-trixie', '2026-11-24', 'bookworm-20261117', 'sha-1a2b3c4', `stable${digest}`].map(
    (tag): Case => ({
      policy: 'pinned-images',
      it: `lets the tag ${tag.slice(0, 20)} pass`,
      request: { create: pod(other, 'web', { containers: [container({ image: `${mirror}/web:${tag}` })] }) },
    }),
  ),
  ...['stable', '3', 'v1', '3-alpine'].map(
    (tag): Case => ({
      policy: 'pinned-images',
      it: `refuses the tag ${tag}, which moves`,
      request: {
        create: job(other, 'web', { containers: [container({ image: `${mirror}/web:${tag}`, readinessProbe: undefined, livenessProbe: undefined })] }),
      },
      refused: `container "web" has image "${mirror}/web:${tag}", ${moves}`,
    }),
  ),
];
