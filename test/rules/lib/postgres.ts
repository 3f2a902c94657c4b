import type { RuleCase } from '../rule-case.ts';

/** 2027-01-01, in seconds since 1970. */
const from = '2027-01-01T00:00:00Z';
const now = 1798761600;
const day = 24 * 60 * 60;

/** The cases of the alerts that kit/postgres.ts makes for a component's database of three copies. */
export function postgresCases(own: { readonly namespace: string; readonly cluster: string }): RuleCase[] {
  const copy = (number: number) => `cnpg_collector_up{namespace="${own.namespace}",cluster="${own.cluster}",pod="${own.cluster}-${number}"}`;
  const last = `barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{namespace="${own.namespace}",pod="${own.cluster}-1"}`;
  return [
    { name: 'tells when no copy of its database answers', rule: 'PostgresDown', series: { [copy(1)]: '0x20' }, at: '10m', fires: [own] },
    { name: 'stays quiet while one answers', rule: 'PostgresDown', series: { [copy(1)]: '1x20' }, at: '10m' },
    {
      name: 'tells when one of three copies is missing',
      rule: 'PostgresCopyMissing',
      series: { [copy(1)]: '1x30', [copy(2)]: '1x30' },
      at: '20m',
      fires: [own],
    },
    { name: 'stays quiet with three', rule: 'PostgresCopyMissing', series: { [copy(1)]: '1x30', [copy(2)]: '1x30', [copy(3)]: '1x30' }, at: '20m' },
    {
      name: 'tells when its database has no backup of two days',
      rule: 'PostgresBackupMissed',
      from,
      series: { [last]: `${now - 2 * day - 60}x90` },
      at: '80m',
      fires: [own],
    },
    { name: 'stays quiet after a backup of last night', rule: 'PostgresBackupMissed', from, series: { [last]: `${now - day}x90` }, at: '80m' },
  ];
}
