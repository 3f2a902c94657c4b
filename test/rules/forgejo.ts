import type { RuleCase } from './rule-case.ts';

const up = 'up{namespace="forgejo",job="forgejo",pod="forgejo-0"}';
const restarts = 'kube_pod_container_status_restarts_total{namespace="forgejo",pod="forgejo-0",container="forgejo"}';
const failed = 'kube_job_failed{namespace="forgejo",job_name="forgejo-login",condition="true"}';
const copy = (number: number) => `cnpg_collector_up{namespace="forgejo",cluster="forgejo-db",pod="forgejo-db-${number}"}`;
const last = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{namespace="forgejo",pod="forgejo-db-1"}';
/** 2027-01-01, in seconds since 1970. */
const from = '2027-01-01T00:00:00Z';
const now = 1798761600;
const day = 24 * 60 * 60;
const own = [{ namespace: 'forgejo', cluster: 'forgejo-db' }];

export const cases: readonly RuleCase[] = [
  { name: 'tells when Forgejo does not answer', rule: 'ForgejoDown', series: { [up]: '0x20' }, at: '15m', fires: [{}] },
  { name: 'stays quiet while it answers', rule: 'ForgejoDown', series: { [up]: '1x20' }, at: '15m' },
  {
    name: 'tells when it starts again and again',
    rule: 'ForgejoRestarts',
    series: { [restarts]: '0+1x10 10x60' },
    at: '20m',
    fires: [{ namespace: 'forgejo', pod: 'forgejo-0', container: 'forgejo' }],
  },
  { name: 'stays quiet after one restart', rule: 'ForgejoRestarts', series: { [restarts]: '0x10 1x60' }, at: '40m' },
  { name: 'tells when it does not know where people log in', rule: 'ForgejoLoginNotSet', series: { [failed]: '1x30' }, at: '20m', fires: [{}] },
  { name: 'stays quiet once the job went well', rule: 'ForgejoLoginNotSet', series: { [failed]: '0x30' }, at: '20m' },
  { name: 'tells when no copy of its database answers', rule: 'PostgresDown', series: { [copy(1)]: '0x20' }, at: '10m', fires: own },
  { name: 'stays quiet while one answers', rule: 'PostgresDown', series: { [copy(1)]: '1x20' }, at: '10m' },
  { name: 'tells when one of three copies is missing', rule: 'PostgresCopyMissing', series: { [copy(1)]: '1x30', [copy(2)]: '1x30' }, at: '20m', fires: own },
  { name: 'stays quiet with three', rule: 'PostgresCopyMissing', series: { [copy(1)]: '1x30', [copy(2)]: '1x30', [copy(3)]: '1x30' }, at: '20m' },
  {
    name: 'tells when its database has no backup of two days',
    rule: 'PostgresBackupMissed',
    from,
    series: { [last]: `${now - 2 * day - 60}x90` },
    at: '80m',
    fires: own,
  },
  { name: 'stays quiet after a backup of last night', rule: 'PostgresBackupMissed', from, series: { [last]: `${now - day}x90` }, at: '80m' },
];
