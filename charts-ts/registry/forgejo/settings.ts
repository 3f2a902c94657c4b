import { z } from 'zod';
import { Group } from '../../config/access.ts';
import { Bytes, DnsName, Email, GitUrl } from '../../config/values.ts';
import { PostgresConfig } from '../../kit/postgres-config.ts';
import { SecretKeyRef } from '../../kit/secret.ts';
import { sized } from '../../kit/size.ts';

export const ForgejoConfig = z.strictObject({
  disk: Bytes.default('50Gi').describe('The volume with all repositories; it can grow, and never shrink'),
  size: sized({ cpu: '100m', memory: '512Mi', cpuLimit: '2' }),
  database: PostgresConfig.prefault({ database: 'forgejo', owner: 'forgejo' }).describe('Its PostgreSQL'),
  administrators: Group.optional().describe(
    'The group whose members administer Forgejo, which knows only one; left out: the one group that is administrator in access',
  ),
  anonymous: z.boolean().default(false).describe('Whether public repositories are read without an account, as Argo CD does with the mirrors of third parties'),
  ssh: z.boolean().default(false).describe('Whether Git is also served over SSH, at git-ssh.<domain>: port 22 of a load balancer of its own'),
  sshAnnotations: z
    .record(z.string(), z.string())
    .default({})
    .describe("What the site's load balancer wants to know of the Service for SSH, such as its address"),
  actions: z.boolean().default(false).describe('Whether repositories may have Actions; the runners are not part of the platform'),
  packages: z.boolean().default(false).describe('Whether it keeps packages and images too'),
  mail: z
    .strictObject({
      host: DnsName.describe('The mail server'),
      port: z.int().min(1).max(65535).default(587).describe('Its port: 465 for TLS from the start, others for STARTTLS'),
      from: Email.describe('The sender'),
      user: z.string().min(1).optional().describe('The account there; left out: none'),
      password: SecretKeyRef.optional(),
    })
    .optional()
    .describe('Where it sends mail; left out: it sends none'),
  seed: GitUrl.optional().describe('Where Argo CD reads Git here: the clone outside the cluster that it is installed and restored from (docs/registry.md)'),
});
export type ForgejoConfig = z.output<typeof ForgejoConfig>;
