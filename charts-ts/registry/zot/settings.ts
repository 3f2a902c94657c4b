import { z } from 'zod';
import { Group } from '../../config/access.ts';
import { Bytes, RegistryPrefix, Span } from '../../config/values.ts';
import { quoted } from '../../config/words.ts';
import { sized } from '../../kit/size.ts';

/** A repository, or a pattern of them: https://zotregistry.dev/latest/articles/authn-authz/ */
const Pattern = z.string().regex(/^[a-z0-9*]([a-z0-9._*/-]*[a-z0-9*])?$/, {
  error: (issue) => `${quoted(issue.input)} is not a repository; use lower-case letters, digits, ".", "_", "-", "/" and "*", like team-a/**`,
});

/** Whole names, or all below a folder: zot cuts names at such places only. */
const Upstream = z.string().regex(/^(\*\*|[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*(\/\*\*)?)$/, {
  error: (issue) => `${quoted(issue.input)} is not a repository, nor all below a folder; write it like library/nginx, library/** or **`,
});

/** It becomes a part of names here, which take no port. */
const Host = z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, {
  error: (issue) => `${quoted(issue.input)} is not the host of a registry; write it without https:// and port, like quay.io`,
});

const groups = (what: string) => z.array(Group).default([]).describe(`Groups whose members may ${what}`);

export const ZotConfig = z.strictObject({
  disk: Bytes.default('200Gi').describe('The volume with all images; it can grow, and never shrink'),
  size: sized({ cpu: '100m', memory: '512Mi', cpuLimit: '2' }),
  login: z
    .boolean()
    .default(true)
    .describe('Whether people log in at the identity provider. Then it starts only while that one answers: false where the cluster pulls its own images here'),
  anonymous: z
    .boolean()
    .default(false)
    .describe('Whether the mirrored images are pulled without an account, so that nodes need none; what tenants keep stays closed'),
  mirror: z
    .strictObject({
      onDemand: z.boolean().default(true).describe('Whether an image of the platform is fetched when it is asked for the first time'),
      every: Span.optional().describe(
        'How often the images of the platform are fetched ahead, from a registry that lists what it has: seed, or mirrors.registry',
      ),
      more: z
        .record(Host, z.array(Upstream).min(1))
        .default({})
        .describe("Repositories to fetch beside those of this cluster's components, by upstream registry, such as docker.io: [library/**]"),
    })
    .prefault({})
    .describe('What it fetches from other registries; it stands below the name of each'),
  seed: RegistryPrefix.optional().describe(
    'Where mirrors.registry is this very registry: the one outside the cluster with the same images, which nodes use while this one is down (docs/registry.md)',
  ),
  repositories: z
    .record(
      Pattern,
      z.strictObject({
        read: groups('pull'),
        write: groups('pull and push'),
      }),
    )
    .default({})
    .describe('What tenants keep: who may pull and push it, by repository or a pattern such as team-a/**; administrators may always'),
});
export type ZotConfig = z.output<typeof ZotConfig>;
