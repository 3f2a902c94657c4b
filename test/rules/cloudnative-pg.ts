import type { RuleCase } from './rule-case.ts';

const pod = 'namespace="databases",pod="shop-1",job="postgresql"';
const where = { namespace: 'databases', pod: 'shop-1' };

function down(rule: string, job: string): readonly RuleCase[] {
  const up = (name: string) => `up{namespace="cnpg-system",job="${job}",pod="${name}"}`;
  return [
    { name: `tells when ${job} does not answer`, rule, series: { [up('a')]: '0x30' }, at: '20m', fires: [{}] },
    { name: `is quiet while one ${job} answers`, rule, series: { [up('a')]: '0x30', [up('b')]: '1x30' }, at: '20m' },
  ];
}

export const cases: readonly RuleCase[] = [
  ...down('CloudNativePgDown', 'cloudnative-pg'),
  ...down('BarmanCloudPluginDown', 'barman-cloud'),
  {
    name: 'tells of a standby that stays behind',
    rule: 'PostgresReplicaLags',
    series: { [`cnpg_pg_replication_lag{${pod}}`]: '400x30' },
    at: '20m',
    fires: [where],
  },
  {
    name: 'is quiet about a standby that is behind for a moment',
    rule: 'PostgresReplicaLags',
    series: { [`cnpg_pg_replication_lag{${pod}}`]: '0x10 400x5 0x20' },
    at: '20m',
  },
  {
    name: 'tells of a standby that receives nothing',
    rule: 'PostgresReplicationBroken',
    series: { [`cnpg_pg_replication_in_recovery{${pod}}`]: '1x30', [`cnpg_pg_replication_is_wal_receiver_up{${pod}}`]: '0x30' },
    at: '20m',
    fires: [where],
  },
  {
    name: 'is quiet about a standby that receives, and about the copy that is written to',
    rule: 'PostgresReplicationBroken',
    series: {
      [`cnpg_pg_replication_in_recovery{${pod}}`]: '1x30',
      [`cnpg_pg_replication_is_wal_receiver_up{${pod}}`]: '1x30',
      'cnpg_pg_replication_in_recovery{namespace="databases",pod="shop-2"}': '0x30',
      'cnpg_pg_replication_is_wal_receiver_up{namespace="databases",pod="shop-2"}': '0x30',
    },
    at: '20m',
  },
  {
    name: 'tells when archiving fails, also where nothing was ever archived',
    rule: 'PostgresArchivingFails',
    series: { [`cnpg_pg_stat_archiver_last_failed_time{${pod}}`]: '1000+60x40', [`cnpg_pg_stat_archiver_last_archived_time{${pod}}`]: '-1x40' },
    at: '30m',
    fires: [where],
  },
  {
    name: 'is quiet when archiving goes on after a failure, and where it never failed',
    rule: 'PostgresArchivingFails',
    series: {
      [`cnpg_pg_stat_archiver_last_failed_time{${pod}}`]: '1000x40',
      [`cnpg_pg_stat_archiver_last_archived_time{${pod}}`]: '900x5 1100+60x30',
      'cnpg_pg_stat_archiver_last_failed_time{namespace="databases",pod="new-1"}': '-1x40',
      'cnpg_pg_stat_archiver_last_archived_time{namespace="databases",pod="new-1"}': '-1x40',
    },
    at: '30m',
  },
  {
    name: 'tells when half of the transaction ids are used',
    rule: 'PostgresTransactionIdsRunOut',
    series: { [`cnpg_pg_database_xid_age{${pod},datname="app"}`]: '1100000000x120' },
    at: '100m',
    fires: [{ ...where, datname: 'app' }],
  },
  {
    name: 'is quiet below that, where autovacuum works',
    rule: 'PostgresTransactionIdsRunOut',
    series: { [`cnpg_pg_database_xid_age{${pod},datname="app"}`]: '200000000x120' },
    at: '100m',
  },
  {
    name: 'tells when nearly all connections are taken',
    rule: 'PostgresConnectionsRunOut',
    series: {
      [`cnpg_backends_total{${pod},datname="app",state="active"}`]: '50x30',
      [`cnpg_backends_total{${pod},datname="app",state="idle"}`]: '45x30',
      [`cnpg_pg_settings_connections_maximum{${pod}}`]: '100x30',
    },
    at: '20m',
    fires: [where],
  },
  {
    name: 'is quiet while there are some left',
    rule: 'PostgresConnectionsRunOut',
    series: { [`cnpg_backends_total{${pod},datname="app",state="idle"}`]: '45x30', [`cnpg_pg_settings_connections_maximum{${pod}}`]: '100x30' },
    at: '20m',
  },
];
