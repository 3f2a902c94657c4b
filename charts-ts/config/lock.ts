import { z } from 'zod';

/**
 * What a site's mirrors really serve: `clusters/<site>/lock.yaml`, written by the tool that fills them.
 * A digest pins an image; a commit stands in for upstream's where the mirror holds an imported snapshot.
 */
export const Lock = z.strictObject({
  images: z
    .record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/, { error: 'is not a digest; write it like sha256:<64 hexadecimal digits>' }))
    .default({})
    .describe('Digest of each image, by its upstream reference such as quay.io/argoproj/argocd:v3.6.1'),
  repositories: z
    .record(z.string(), z.string().regex(/^[0-9a-f]{40}$/, { error: 'is not a commit; write its 40 hexadecimal digits' }))
    .default({})
    .describe('Commit of each mirrored repository, by its upstream address and tag such as https://github.com/kubernetes-sigs/gateway-api.git@v1.6.3'),
});
export type Lock = z.output<typeof Lock>;
