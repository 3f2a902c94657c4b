import { z } from 'zod';
import { Bytes, DnsLabel, PublicKey, Span } from './values.ts';

/**
 * The part of a tenant's file that asks for services of the platform. Types and rules stand here; what each makes follows with the
 * components that give it.
 */
export const tenantServices = {
  databases: z
    .record(
      DnsLabel,
      z.strictObject({
        namespace: DnsLabel.describe('The namespace that uses it, as named under namespaces'),
        instances: z.int().min(1).max(3).default(1).describe('How many copies'),
        volume: Bytes.default('5Gi').describe('The volume of each copy'),
      }),
    )
    .default({})
    .describe('PostgreSQL databases, by name'),
  buckets: z
    .record(
      DnsLabel,
      z.strictObject({
        namespace: DnsLabel.describe('The namespace that uses it, as named under namespaces'),
        size: Bytes.default('10Gi').describe('How much it may hold'),
      }),
    )
    .default({})
    .describe('Buckets in the object storage of the cluster, by name'),
  secrets: z.boolean().default(false).describe('True gives it a folder of its own in the secret store, that its namespaces read'),
  retention: z
    .strictObject({
      logs: Span.default('30d').describe('How long its logs are kept'),
      backups: Span.default('30d').describe('How long its backups are kept'),
    })
    .prefault({})
    .describe('How long things are kept'),
  imageKeys: z.array(PublicKey).default([]).describe('Public keys (PEM); where there are any, only images that one of them signed run in its namespaces'),
};
