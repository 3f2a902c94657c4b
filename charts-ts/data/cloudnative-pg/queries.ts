import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { dump } from 'js-yaml';

/** https://cloudnative-pg.io/documentation/1.30/monitoring/#user-defined-metrics */
interface Query {
  readonly query: string;
  readonly metrics: readonly Readonly<Record<string, { readonly usage: 'GAUGE' | 'COUNTER' | 'LABEL'; readonly description: string }>>[];
}

const gauge = (name: string, description: string) => ({ [name]: { usage: 'GAUGE', description } as const });
const counter = (name: string, description: string) => ({ [name]: { usage: 'COUNTER', description } as const });
const label = (name: string, description: string) => ({ [name]: { usage: 'LABEL', description } as const });

/**
 * What is asked of each PostgreSQL beside what its instance manager tells by itself; a metric is `cnpg_<query>_<column>`.
 * Names and meanings are those of upstream's own queries where both have one, so that others' dashboards work.
 */
const asked: Readonly<Record<string, Query>> = {
  backends: {
    query: "SELECT coalesce(datname, '') AS datname, coalesce(state, '') AS state, count(*) AS total FROM pg_catalog.pg_stat_activity GROUP BY 1, 2",
    metrics: [label('datname', 'Database'), label('state', 'What the connection does'), gauge('total', 'Connections')],
  },
  pg_settings_connections: {
    query: "SELECT setting::integer AS maximum FROM pg_catalog.pg_settings WHERE name = 'max_connections'",
    metrics: [gauge('maximum', 'Connections that there may be')],
  },
  pg_database: {
    query:
      'SELECT datname, pg_catalog.pg_database_size(oid) AS size_bytes, pg_catalog.age(datfrozenxid) AS xid_age FROM pg_catalog.pg_database WHERE datallowconn',
    metrics: [label('datname', 'Database'), gauge('size_bytes', 'Bytes on disk'), gauge('xid_age', 'Transactions since the oldest that is not frozen')],
  },
  pg_replication: {
    // A standby that has replayed all it received lags by nothing, however long ago that was.
    query:
      'SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery() OR pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn() THEN 0 ' +
      'ELSE coalesce(greatest(0, extract(epoch FROM pg_catalog.now() - pg_catalog.pg_last_xact_replay_timestamp())), 0) END AS lag, ' +
      'pg_catalog.pg_is_in_recovery()::integer AS in_recovery, ' +
      '(SELECT count(*) FROM pg_catalog.pg_stat_wal_receiver) AS is_wal_receiver_up, ' +
      '(SELECT count(*) FROM pg_catalog.pg_stat_replication) AS streaming_replicas',
    metrics: [
      gauge('lag', 'Seconds that a standby is behind'),
      gauge('in_recovery', '1 for a standby'),
      gauge('is_wal_receiver_up', '1 where a standby receives'),
      gauge('streaming_replicas', 'Standbys that receive from here'),
    ],
  },
  pg_stat_archiver: {
    query:
      'SELECT archived_count, failed_count, coalesce(extract(epoch FROM last_archived_time), -1) AS last_archived_time, ' +
      'coalesce(extract(epoch FROM last_failed_time), -1) AS last_failed_time FROM pg_catalog.pg_stat_archiver',
    metrics: [
      counter('archived_count', 'Files of the write-ahead log that were archived'),
      counter('failed_count', 'Tries that failed'),
      gauge('last_archived_time', 'When the last was archived, in seconds since 1970'),
      gauge('last_failed_time', 'When a try last failed'),
    ],
  },
  pg_stat_database: {
    query:
      "SELECT datname, xact_commit, xact_rollback, deadlocks, blks_read, blks_hit, temp_bytes FROM pg_catalog.pg_stat_database WHERE datname IS NOT NULL AND datname NOT LIKE 'template_'",
    metrics: [
      label('datname', 'Database'),
      counter('xact_commit', 'Transactions that were committed'),
      counter('xact_rollback', 'Transactions that were rolled back'),
      counter('deadlocks', 'Deadlocks'),
      counter('blks_read', 'Blocks that were read from disk'),
      counter('blks_hit', 'Blocks that were in memory'),
      counter('temp_bytes', 'Bytes of temporary files'),
    ],
  },
};

/** The queries, where the operator reads them; it copies them to each cluster. Returns the ConfigMap's name. */
export function queries(scope: Construct, name: string): string {
  new k8s.KubeConfigMap(scope, `ConfigMap-${name}`, {
    // The operator reads it again when it changes.
    metadata: { name, labels: { 'cnpg.io/reload': '' } },
    data: { queries: dump(asked, { lineWidth: -1 }) },
  });
  return name;
}
