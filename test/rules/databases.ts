import type { RuleCase } from './rule-case.ts';

const up = (copy: number) => `cnpg_collector_up{namespace="databases",cluster="shop",pod="shop-${copy}"}`;
const last = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{namespace="databases",pod="shop-1"}';
/** 2027-01-01, in seconds since 1970. */
const from = '2027-01-01T00:00:00Z';
const now = 1798761600;
const day = 24 * 60 * 60;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when no copy answers',
    rule: 'PostgresDown',
    series: { [up(1)]: '0x20' },
    at: '10m',
    fires: [{ namespace: 'databases', cluster: 'shop' }],
  },
  { name: 'is quiet while one copy answers', rule: 'PostgresDown', series: { [up(1)]: '1x20', [up(2)]: '0x20' }, at: '10m' },
  {
    name: 'tells when one of three copies is missing',
    rule: 'PostgresCopyMissing',
    series: { [up(1)]: '1x30', [up(2)]: '1x30' },
    at: '20m',
    fires: [{ namespace: 'databases', cluster: 'shop' }],
  },
  { name: 'is quiet with three copies', rule: 'PostgresCopyMissing', series: { [up(1)]: '1x30', [up(2)]: '1x30', [up(3)]: '1x30' }, at: '20m' },
  {
    name: 'tells when the last whole backup is older than two days',
    rule: 'PostgresBackupMissed',
    from,
    series: { [last]: `${now - 2 * day - 60}x90` },
    at: '80m',
    fires: [{ namespace: 'databases', cluster: 'shop' }],
  },
  {
    name: 'tells when there never was a whole backup',
    rule: 'PostgresBackupMissed',
    from,
    series: { [last]: '0x90' },
    at: '80m',
    fires: [{ namespace: 'databases', cluster: 'shop' }],
  },
  { name: 'is quiet after a backup of last night', rule: 'PostgresBackupMissed', from, series: { [last]: `${now - day}x90` }, at: '80m' },
];
