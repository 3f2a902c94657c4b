import { z } from 'zod';
import { Bytes, Cpu, Day, DnsLabel } from '../../config/values.ts';
import { Signer } from './signers.ts';

const Glob = z
  .string({ error: 'is no image; write it like registry.example.nl/team/*' })
  .regex(/^[a-z0-9*?][-a-z0-9.:/_@*?]*$/, { error: 'is no image; write it like registry.example.nl/team/*, in which * stands for anything' });

const Attestation = z.strictObject({
  predicateType: z.string().min(1).optional().describe('in-toto: its predicate type, such as https://slsa.dev/provenance/v1'),
  artifactType: z.string().min(1).optional().describe('OCI referrer: its media type, such as application/vnd.cyclonedx+json'),
  conditions: z
    .array(
      z.strictObject({
        expression: z.string().min(1).describe("CEL over `payload`, the attestation's content, such as payload.bomFormat == 'CycloneDX'"),
        message: z.string().min(1).describe('What people are told when it does not hold'),
      }),
    )
    .default([])
    .describe('What it must say; none: that it is there and signed is enough'),
});

const ImagePolicy = z.strictObject({
  references: z
    .array(Glob)
    .min(1, { error: 'names no image; write at least one, like registry.example.nl/team/*' })
    .describe('The images that must be signed; * stands for anything'),
  where: z
    .enum(['tenants', 'platform', 'everywhere'])
    .default('tenants')
    .describe('tenants: namespaces of tenants; platform: those of the platform that Kyverno does not stand on; everywhere: both and what has no label'),
  action: z.enum(['deny', 'warn', 'audit']).default('deny').describe('deny: refuse the pod; warn: tell who asked; audit: policy reports alone'),
  whenUnsure: z
    .enum(['refuse', 'admit'])
    .optional()
    .describe('What happens to pods when Kyverno does not answer. Left out: refuse for tenants that are denied, admit otherwise'),
  signers: z.record(DnsLabel, Signer).describe('Who may have signed, by a name of your choice: one of them suffices'),
  attestations: z.record(DnsLabel, Attestation).default({}).describe('Signed statements that each image must have, by a name of your choice, such as sbom'),
  pinDigests: z.boolean().default(true).describe('Put the digest that was judged into the pod, so that nothing else runs when the tag moves'),
});
export type ImagePolicy = z.output<typeof ImagePolicy>;

const Limits = z.strictObject({
  request: z.strictObject({ cpu: Cpu, memory: Bytes }).describe('What a container requests that says nothing'),
  limit: z.strictObject({ cpu: Cpu, memory: Bytes }).describe('What it gets at most'),
});

const Defaults = z
  .strictObject({
    podSecurity: z.enum(['restricted', 'baseline', 'off']).default('restricted').describe('Pod Security level of a namespace of a tenant that names none'),
    networkPolicies: z.boolean().default(true).describe('Nothing in and nothing out but DNS, until the tenant opens what it needs'),
    limits: Limits.nullable()
      .default({ request: { cpu: '50m', memory: '128Mi' }, limit: { cpu: '500m', memory: '256Mi' } })
      .describe('A LimitRange; null: none'),
    quota: z
      .strictObject({ pods: z.int().min(1), cpu: Cpu, memory: Bytes })
      .nullable()
      .default({ pods: 20, cpu: '4', memory: '8Gi' })
      .describe('A ResourceQuota: how many pods, and what they may request together; null: none'),
  })
  .prefault({})
  .describe('What a namespace of a tenant gets that somebody makes at run time; one that Argo CD syncs from Git has its own');
export type Defaults = z.output<typeof Defaults>;

const days = z.int().min(1).max(3650);

const CleanUp = z
  .strictObject({
    schedule: z
      .string()
      .regex(/^(\S+ ){4}\S+$/, { error: 'is no schedule; write it like 17 3 * * *' })
      .default('17 3 * * *')
      .describe('When, as cron writes it, in UTC'),
    finishedJobs: days
      .nullable()
      .default(7)
      .describe('Days after which a Job that has ended goes, which says nothing itself (ttlSecondsAfterFinished); null: never'),
    endedPods: days.nullable().default(7).describe('Days after which a pod that has ended, or was evicted, goes; null: never'),
    handedOverRoutes: z
      .boolean()
      .default(true)
      .describe('Within ten minutes, routes for a hostname that their tenant has no more and another has; false: its people must remove them'),
  })
  .prefault({})
  .describe('What is deleted in namespaces of tenants');
export type CleanUp = z.output<typeof CleanUp>;

const Exemption = z.strictObject({
  policy: DnsLabel.describe(
    'The policy that does not hold: one of images, or tenant-network, tenant-limits, tenant-quota, tenant-pod-security, finished-jobs, ended-pods, handed-over-routes',
  ),
  namespaces: z.array(DnsLabel).min(1, { error: 'names no namespace; write where it does not hold' }).describe('Where it does not hold'),
  images: z.array(Glob).min(1).optional().describe('For a policy of images: only pods whose unsigned images are all among these'),
  owner: z.string().min(1).describe('Who answers for it'),
  until: Day.describe('The day on which it ends by itself, at 0:00 UTC'),
  reason: z.string().min(1).describe('Why it cannot be done otherwise'),
});
export type Exemption = z.output<typeof Exemption>;

/** The component's part of cluster.yaml. */
export const Settings = z.strictObject({
  images: z.record(DnsLabel, ImagePolicy).default({}).describe('Images whose signatures are checked, by a name of your choice'),
  timeoutSeconds: z.int().min(1).max(30).default(15).describe('How long the API server waits while signatures are read at a registry'),
  defaults: Defaults,
  cleanUp: CleanUp,
  exemptions: z.array(Exemption).default([]).describe('Where a policy does not hold yet: dated, with an owner'),
});
export type Settings = z.output<typeof Settings>;
