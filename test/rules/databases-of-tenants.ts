import type { RuleCase } from './rule-case.ts';

// Made by the same code as those of `databases`, which are tried in full there: here, that each speaks of the tenant's namespace.
const up = (namespace: string) => `cnpg_collector_up{namespace="${namespace}",cluster="orders",pod="orders-1"}`;
const last = (namespace: string) => `barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{namespace="${namespace}",pod="orders-1"}`;
const own = 'winkel-productie';
const other = 'bakker-productie';
const where = { namespace: own, cluster: 'orders' };
/** 2027-01-01, in seconds since 1970. */
const from = '2027-01-01T00:00:00Z';
const now = 1798761600;
const day = 24 * 60 * 60;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when it does not answer, whatever one of the same name does in another namespace',
    rule: 'PostgresDown',
    series: { [up(own)]: '0x20', [up(other)]: '1x20' },
    at: '10m',
    fires: [where],
  },
  { name: 'is quiet while it answers', rule: 'PostgresDown', series: { [up(own)]: '1x20', [up(other)]: '0x20' }, at: '10m' },
  {
    name: 'tells when its last whole backup is old, whatever that of another is',
    rule: 'PostgresBackupMissed',
    from,
    series: { [last(own)]: `${now - 2 * day - 60}x90`, [last(other)]: `${now}x90` },
    at: '80m',
    fires: [where],
  },
  { name: 'is quiet after a backup of last night', rule: 'PostgresBackupMissed', from, series: { [last(own)]: `${now - day}x90` }, at: '80m' },
];
