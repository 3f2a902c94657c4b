import { z } from 'zod';
import { DnsLabel, Span } from '../../config/values.ts';
import { sized } from '../../kit/size.ts';

const Replicas = z.int().min(1).max(9);

const Port = z.int().min(1).max(65535);

/** What a filter says of kind, namespace or name: `*` and `?` stand for anything. */
const Pattern = z
  .string({ error: 'is no pattern; write a kind, a namespace or a name, in which * stands for anything' })
  .regex(/^[^\s,[\]]+$/, { error: 'is no pattern; write a kind, a namespace or a name, in which * stands for anything' });

const Filter = z.strictObject({
  kind: Pattern.default('*/*').describe('The kind, or `*/*` for every kind with its subresources'),
  namespace: Pattern.default('*').describe('The namespace'),
  name: Pattern.default('*').describe('The name'),
});

/** The component's part of cluster.yaml. */
export const KyvernoConfig = z.strictObject({
  replicas: z
    .strictObject({
      admission: Replicas.default(2).describe('Pods that answer the API server: with one, its node takes the policies that refuse down with it'),
      background: Replicas.default(1).describe('Pods that make what policies generate; one works and the others wait'),
      cleanup: Replicas.default(1).describe('Pods that delete what policies clean up; one works and the others wait'),
      reports: Replicas.default(1).describe('Pods that write policy reports; one works and the others wait'),
    })
    .prefault({})
    .describe('How many pods each program has'),
  sizes: z
    .strictObject({
      admission: sized({ cpu: '50m', memory: '320Mi', cpuLimit: '1' }),
      background: sized({ cpu: '20m', memory: '128Mi', cpuLimit: '500m' }),
      cleanup: sized({ cpu: '20m', memory: '128Mi', cpuLimit: '500m' }),
      reports: sized({ cpu: '20m', memory: '160Mi', cpuLimit: '500m' }),
    })
    .prefault({})
    .describe('What each pod of each program gets'),
  unguardedNamespaces: z
    .array(DnsLabel)
    .default([])
    .describe(
      "More namespaces where nothing ever waits for Kyverno, such as the network plugin's: beside its own, the cluster provider's, those that it stands on and those of the layer system",
    ),
  filters: z.array(Filter).default([]).describe('Objects that no policy looks at'),
  registryCredentials: z
    .array(DnsLabel)
    .default([])
    .describe('Secrets of the type kubernetes.io/dockerconfigjson with which Kyverno reads signatures at registries; a person supplies them'),
  registryPorts: z
    .array(Port)
    .default([])
    .describe('More ports of registries outside the cluster, beside 443, that of mirrors.registry and those that policies of images name'),
  webhookTimeoutSeconds: z.int().min(1).max(30).default(10).describe('How long the API server waits for an answer; a registry must have answered within it'),
  reportInterval: Span.default('1h').describe('How often everything that runs is looked at again, for the policy reports'),
});
export type KyvernoConfig = z.output<typeof KyvernoConfig>;
