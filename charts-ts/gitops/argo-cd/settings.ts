import { z } from 'zod';
import { Bytes, Cpu, DnsName } from '../../config/values.ts';
import { quoted } from '../../config/words.ts';
import { gateway, gatewayApi, identityProvider, metrics, namespaces, trustBundle } from '../../kit/capability.ts';
import type { Context } from '../../kit/component.ts';
import type { Size } from '../../kit/workload.ts';

const program = (what: string, { cpu, memory, cpuLimit }: Size) =>
  z
    .strictObject({
      cpu: Cpu.default(cpu).describe('CPU that is reserved'),
      memory: Bytes.default(memory).describe('Memory that is reserved, and the most that it may use'),
      cpuLimit: Cpu.default(cpuLimit).describe('The most CPU that it may use'),
    })
    .prefault({})
    .describe(what);

const Duration = z.string().regex(/^([0-9]+(h|m|s))+$/, { error: (issue) => `${quoted(issue.input)} is not a duration; write it like 3m or 180s` });

const SignatureKey = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9A-F]{16}$/, {
      error: (issue) => `${quoted(issue.input)} is not the id of a GPG key; write the last 16 digits of its fingerprint, in capitals`,
    })
    .describe('The last 16 digits of the primary key, as `gpg --list-keys --keyid-format=long` shows it'),
  publicKey: z.string().describe('The public key, as `gpg --armor --export <id>` writes it'),
});

/** The component's part of cluster.yaml. The defaults are those of the profile `small`. */
export const ArgoCdConfig = z.strictObject({
  admin: z.boolean().default(true).describe('The local account admin: the way in when single sign-on is down, and for nothing else where there is one'),
  reconciliation: Duration.default('180s').describe('How often Git is looked at; a jitter of at most a minute is added'),
  signatureKeys: z
    .array(SignatureKey)
    .default([])
    .describe('Whose signature the newest commit of this repository must bear; with none, unsigned commits are synced too'),
  privateRepository: z
    .boolean()
    .optional()
    .describe('True where git.repository is read with a password or key: the Secret platform-repository holds it. With an ssh address always; else left out'),
  sshKnownHosts: z.string().default('').describe('Host keys of a Git server that is read over SSH, as `ssh-keyscan` writes them'),
  certificateHosts: z
    .array(DnsName)
    .optional()
    .describe("Git hosts whose certificate the site's own CA (trust.certificates) signed; default the hosts of git.repository and mirrors.git"),
  tools: z
    .array(z.enum(['helm', 'kustomize', 'jsonnet']))
    .default([])
    .describe('What may make manifests beside plain YAML: the platform itself needs none'),
  notifications: z.boolean().default(false).describe('The program that tells others of syncs; its Secret argocd-notifications-secret is yours to fill'),
  notificationSettings: z
    .record(z.string(), z.string())
    .default({})
    .describe('Services, templates and triggers: https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/'),
  controller: z
    .strictObject({
      shards: z.int().min(1).max(20).default(1).describe('One cluster is one shard: more than 1 helps only an Argo CD that syncs other clusters too'),
      shardingAlgorithm: z.enum(['legacy', 'round-robin', 'consistent-hashing']).default('legacy').describe('How clusters are spread over shards'),
      statusProcessors: z.int().min(1).default(20).describe('Applications that are compared at once; 50 for 1000 Applications'),
      operationProcessors: z.int().min(1).default(10).describe('Applications that are synced at once; 25 for 1000 Applications'),
      kubectlParallelism: z.int().min(1).default(20).describe('Changes that are applied at once'),
      size: program('The application controller, which compares and syncs', { cpu: '100m', memory: '1536Mi', cpuLimit: '2' }),
    })
    .prefault({}),
  repoServer: z
    .strictObject({
      replicas: z.int().min(1).default(1).describe('How many pods'),
      parallelism: z.int().min(1).default(2).describe('Folders of manifests that one pod reads at once; each takes memory'),
      gitCache: Bytes.default('10Gi').describe('The disk that clones of Git repositories may take in one pod'),
      size: program('The repo server, which reads Git', { cpu: '100m', memory: '512Mi', cpuLimit: '2' }),
    })
    .prefault({}),
  server: z
    .strictObject({
      replicas: z.int().min(1).default(1).describe('How many pods'),
      size: program('The server of the user interface and the command line', { cpu: '50m', memory: '192Mi', cpuLimit: '1' }),
    })
    .prefault({}),
  applicationSet: z
    .strictObject({
      replicas: z.int().min(1).default(1).describe('How many pods; one leads'),
      size: program('The ApplicationSet controller', { cpu: '20m', memory: '128Mi', cpuLimit: '500m' }),
    })
    .prefault({}),
  valkey: z.strictObject({ size: program('Valkey, the cache', { cpu: '50m', memory: '128Mi', cpuLimit: '500m' }) }).prefault({}),
});
export type ArgoCdConfig = z.output<typeof ArgoCdConfig>;

/** Lab: one Application at a time on a node of 4 CPU. Production: survives the loss of a node or zone. */
export const profiles = {
  lab: {
    controller: { statusProcessors: 4, operationProcessors: 2, kubectlParallelism: 4, size: { cpu: '50m', memory: '1Gi', cpuLimit: '1' } },
    repoServer: { parallelism: 1, gitCache: '5Gi', size: { cpu: '20m', memory: '384Mi', cpuLimit: '1' } },
    server: { size: { cpu: '10m', memory: '128Mi', cpuLimit: '500m' } },
    applicationSet: { size: { cpu: '10m', memory: '96Mi', cpuLimit: '250m' } },
    valkey: { size: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' } },
  },
  production: {
    controller: { size: { cpu: '500m', memory: '2Gi', cpuLimit: '4' } },
    repoServer: { replicas: 2, parallelism: 4, gitCache: '20Gi', size: { cpu: '250m', memory: '1Gi', cpuLimit: '4' } },
    server: { replicas: 2, size: { cpu: '100m', memory: '256Mi', cpuLimit: '1' } },
    applicationSet: { replicas: 2, size: { cpu: '50m', memory: '256Mi', cpuLimit: '1' } },
    valkey: { size: { cpu: '100m', memory: '512Mi', cpuLimit: '1' } },
  },
} as const;

export const needs = { namespaces };
/** Without a Gateway the user interface is reached with `kubectl port-forward`. */
export const wants = { gateway, gatewayApi, metrics };

/** Not waited for: Argo CD is there before whoever offers these. */
export const knows = { identityProvider, trustBundle };

/** What each part of Argo CD is built from. */
export type ArgoCd = Context<ArgoCdConfig, typeof needs, typeof wants, 'argocd' | 'valkey', typeof knows>;

/** Names of the programs, which are the names of their workloads, Services and accounts; upstream's, so that its documentation fits. */
export const names = {
  controller: 'argocd-application-controller',
  repoServer: 'argocd-repo-server',
  server: 'argocd-server',
  applicationSet: 'argocd-applicationset-controller',
  notifications: 'argocd-notifications-controller',
  valkey: 'argocd-valkey',
} as const;

/** The Secret with the cache's password: its name stands in Argo CD's code. */
export const cacheSecret = 'argocd-redis';

export const ports = { repoServer: 8081, valkey: 6379 } as const;
