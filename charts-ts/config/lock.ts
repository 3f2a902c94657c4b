import { z } from 'zod';
import { Commit, Digest } from './values.ts';

/**
 * What a site's mirrors really serve: `clusters/<site>/lock.yaml`, written by the tool that fills them.
 * A digest pins an image; a commit stands in for upstream's where the mirror holds an imported snapshot.
 */
export const Lock = z.strictObject({
  images: z.record(z.string(), Digest).default({}).describe('Digest of each image, by its upstream reference such as quay.io/argoproj/argocd:v3.6.1'),
  repositories: z
    .record(z.string(), Commit)
    .default({})
    .describe('Commit of each mirrored repository, by its upstream address and tag such as https://github.com/kubernetes-sigs/gateway-api.git@v1.6.3'),
});
export type Lock = z.output<typeof Lock>;
