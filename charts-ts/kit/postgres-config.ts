import { z } from 'zod';
import { Bytes, DnsLabel } from '../config/values.ts';
import { quoted } from '../config/words.ts';
import { backupStoreSecret } from './backup-store.ts';
import type { ClusterContext, Mistake, OperatedPods, SuppliedSecret } from './component.ts';
import { Cron } from './cron.ts';
import { SizeSetting } from './size.ts';

const Size = SizeSetting;

/** An identifier of PostgreSQL that never needs quotes. */
const Identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, {
  error: (issue) => `${quoted(issue.input)} is not a name that PostgreSQL takes without quotes; use lower-case letters, digits and "_", like app`,
});

/** As the Barman Cloud plugin writes it: https://cloudnative-pg.io/plugin-barman-cloud/docs/retention/ */
const Retention = z.string().regex(/^([1-9][0-9]{0,4}d|[1-9][0-9]{0,3}[wm])$/, {
  error: (issue) => `${quoted(issue.input)} is not a time to keep backups; write days, weeks or months, like 30d, 4w or 3m, at most 99999d`,
});

const Moment = z.iso.datetime({
  offset: true,
  error: (issue) => `${quoted(issue.input)} is not a moment; write it with its time zone, like 2026-11-20T03:00:00Z`,
});

const ClusterId = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, {
  error: (issue) => `${quoted(issue.input)} is not a cluster; write its folders below clusters/, like odc-west/prod-1`,
});

/** One PostgreSQL cluster, as a component's part of cluster.yaml tells it. */
export const PostgresConfig = z.strictObject({
  // A newer default would raise every cluster that says nothing, at once and without a way back.
  major: z.int().min(14).default(18).describe('The major version of PostgreSQL; raising it stops the cluster for the upgrade'),
  instances: z.int().min(1).max(9).default(1).describe('How many copies: one is written to, the others follow; with three, each transaction is on two'),
  disk: Bytes.default('10Gi').describe('The volume of each copy; it can grow, and never shrink'),
  size: Size.default({ cpu: '100m', memory: '512Mi', cpuLimit: '1' }).describe(
    'CPU that each copy requests, memory that it requests and gets at most, CPU that it gets at most',
  ),
  sidecar: Size.default({ cpu: '25m', memory: '256Mi', cpuLimit: '1' }).describe('The same for the program beside each copy that makes backups'),
  database: Identifier.default('app').describe('The database that is made'),
  owner: Identifier.default('app').describe('The user that owns it'),
  schedule: Cron.default('30 1 * * *').describe('When a whole backup is made, in UTC; what changes in between is archived at once'),
  retention: Retention.default('30d').describe('How far one can go back'),
  archive: DnsLabel.optional().describe(
    'The name below which it is archived, its own when left out; a new one after a restore under the same name, such as orders-2',
  ),
  restore: z
    .strictObject({
      from: DnsLabel.describe('The archive to restore: the name of the cluster that wrote it, or its archive'),
      at: Moment.optional().describe('The moment to go back to; the last one that was archived when left out'),
      cluster: ClusterId.optional().describe('The Kubernetes cluster that wrote it, such as odc-west/prod-1; this one when left out'),
      namespace: DnsLabel.optional().describe('The namespace that it ran in; the own one when left out'),
    })
    .optional()
    .describe('Makes it from a backup instead of empty. Counts only when it is made: it may stay here afterwards'),
});
export type PostgresConfig = z.output<typeof PostgresConfig>;

/** What names a PostgreSQL cluster. */
export interface PostgresName {
  readonly name: string;
  readonly namespace: string;
}

/** The label of all pods of a database: https://cloudnative-pg.io/documentation/current/labels_annotations/ */
export const databaseLabel = 'cnpg.io/cluster';

/** The labels that CloudNativePG gives all pods of a cluster, those of its jobs included. */
export function postgresLabels(name: string): Readonly<Record<string, string>> {
  return { [databaseLabel]: name };
}

/** The pods that CloudNativePG starts, for a component's `operated`. */
export function postgresPods({ name }: Pick<PostgresName, 'name'>, config: PostgresConfig, cluster: ClusterContext): OperatedPods[] {
  const pods = { count: config.instances, labels: postgresLabels(name) };
  return [
    { ...pods, name: `${name} (PostgreSQL)`, size: config.size },
    ...(cluster.backups === undefined ? [] : [{ ...pods, name: `${name} (its backups)`, size: config.sidecar }]),
  ];
}

/** The Secret with the keys of the object store, for a component's `supplies`; none where nothing is backed up. */
export function postgresSecrets(cluster: ClusterContext): SuppliedSecret[] {
  return cluster.backups === undefined ? [] : [backupStoreSecret(cluster.backups)];
}

/** What the schema alone cannot see, for a component's `mistakes`; `path` is where the configuration stands in it. */
export function postgresMistakes({ name, namespace }: PostgresName, config: PostgresConfig, cluster: ClusterContext, path: readonly string[]): Mistake[] {
  const { restore, archive = name } = config;
  if (restore === undefined) return [];
  const at = [...path, 'restore'];
  if (cluster.backups === undefined)
    return [{ path: at, message: `there is no place to restore from; write backups: { endpoint, bucket } in site.yaml, or remove restore` }];
  const own = (restore.cluster ?? cluster.id) === cluster.id && (restore.namespace ?? namespace) === namespace;
  return own && restore.from === archive
    ? [{ path: at, message: `"${archive}" is what it archives to itself, which must be empty at the start; write archive: ${archive}-2 beside restore` }]
    : [];
}
