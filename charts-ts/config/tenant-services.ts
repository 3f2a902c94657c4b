import { z } from 'zod';
import { leavingKeys } from './tenant-leaving.ts';
import { Bytes, DnsLabel, PublicKey, Span } from './values.ts';

const Database = z.strictObject({
  namespace: DnsLabel.describe('The namespace that it is in, as named under namespaces: it counts against its size, and all pods there reach it'),
  instances: z.int().min(1).max(3).default(1).describe('How many copies: with three, each transaction is on two'),
  volume: Bytes.default('5Gi').describe('The volume of each copy; it can grow, and never shrink'),
  ...leavingKeys,
});
export type TenantDatabase = z.output<typeof Database>;

const Bucket = z.strictObject({
  namespace: DnsLabel.describe('The namespace that uses it, as named under namespaces: all pods there reach it'),
  size: Bytes.default('10Gi').describe('How much it may hold'),
  ...leavingKeys,
});

/**
 * The part of a tenant's file that asks for services of the platform. Each is made by a component of its own, which a cluster has where a
 * tenant asks: charts-ts/tenancy/<service>-of-tenants. What a cluster cannot give is a mistake at the tenant's line.
 */
export const tenantServices = {
  databases: z
    .record(DnsLabel, Database)
    .default({})
    .describe('PostgreSQL databases by name: reached as <name>-rw on 5432 over TLS, as the Secret <name>-app says'),
  buckets: z
    .record(DnsLabel, Bucket)
    .default({})
    .describe('Buckets in the object storage of the cluster by name: the ConfigMap <name> says where each is, the Secret <name> holds its keys'),
  secrets: z
    .boolean()
    .default(false)
    .describe('True gives each of its namespaces a folder of its own in the secret store, that its ExternalSecrets read from the ClusterSecretStore tenants'),
  retention: z
    .strictObject({
      logs: Span.default('30d').describe(
        'How long its logs are kept: at least, with VictoriaLogs, which keeps all as long as the cluster says; exactly, with Loki',
      ),
      backups: Span.default('30d').describe('How long its backups are kept, of which each night makes one'),
      archive: Span.default('365d').describe('How long the backups are kept that are made once it has left'),
    })
    .prefault({})
    .describe('How long things are kept'),
  imageKeys: z
    .array(PublicKey)
    .default([])
    .describe(
      'Public keys (PEM); where there are any, only images that one of them signed with cosign run in its namespaces, and those that the platform starts there',
    ),
};
