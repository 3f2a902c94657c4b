import type { RuleCase } from './rule-case.ts';

const target = 'namespace="velero",job="velero",pod="velero-a"';
const up = (job: string, pod: string) => `up{namespace="velero",job="${job}",pod="${pod}"}`;
const last = (schedule: string) => `velero_backup_last_successful_timestamp{${target},schedule="${schedule}"}`;
const failed = (what: string, schedule: string) => `velero_backup_${what}_total{${target},schedule="${schedule}"}`;
/** 2027-01-01, in seconds since 1970. */
const from = '2027-01-01T00:00:00Z';
const now = 1798761600;
const hour = 60 * 60;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when a backup of a schedule fails',
    rule: 'VeleroBackupFailed',
    series: { [failed('failure', 'daily')]: '0x10 1x60', [failed('validation_failure', 'daily')]: '0x70' },
    at: '60m',
    fires: [{ schedule: 'daily' }],
  },
  {
    name: 'tells when a backup of a schedule is refused',
    rule: 'VeleroBackupFailed',
    series: { [failed('failure', 'daily')]: '0x70', [failed('validation_failure', 'daily')]: '0x10 1x60' },
    at: '60m',
    fires: [{ schedule: 'daily' }],
  },
  {
    name: 'is quiet about old failures, and about backups that a person made',
    rule: 'VeleroBackupFailed',
    series: {
      [failed('failure', 'daily')]: '3x70',
      [failed('validation_failure', 'daily')]: '0x70',
      [failed('failure', '')]: '0x10 1x60',
      [failed('validation_failure', '')]: '0x70',
    },
    at: '60m',
  },
  {
    name: 'tells when a backup of a schedule lacks something',
    rule: 'VeleroBackupPartiallyFailed',
    series: { [failed('partial_failure', 'daily')]: '0x10 1x60' },
    at: '60m',
    fires: [{ schedule: 'daily' }],
  },
  { name: 'is quiet about whole backups', rule: 'VeleroBackupPartiallyFailed', series: { [failed('partial_failure', 'daily')]: '2x70' }, at: '60m' },
  {
    name: 'tells when the object store is not reached',
    rule: 'VeleroLocationUnavailable',
    series: { [`velero_backup_location_status_gauge{${target},backup_location_name="default"}`]: '1x5 0x30' },
    at: '30m',
    fires: [{ backup_location_name: 'default' }],
  },
  {
    name: 'is quiet about a location that is away for a few minutes',
    rule: 'VeleroLocationUnavailable',
    series: { [`velero_backup_location_status_gauge{${target},backup_location_name="default"}`]: '1x5 0x10 1x20' },
    at: '30m',
  },
  {
    name: 'tells when a repository is not tidied up',
    rule: 'VeleroMaintenanceFails',
    series: { [`velero_repo_maintenance_failure_total{${target},repository_name="shop"}`]: '0+1x10 10x200' },
    at: '120m',
    fires: [{ repository_name: 'shop' }],
  },
  {
    name: 'is quiet about one failure',
    rule: 'VeleroMaintenanceFails',
    series: { [`velero_repo_maintenance_failure_total{${target},repository_name="shop"}`]: '0x10 1x200' },
    at: '120m',
  },
  {
    name: 'tells when Velero does not answer',
    rule: 'VeleroDown',
    series: { [up('velero', 'a')]: '0x30' },
    at: '20m',
    fires: [{}],
  },
  { name: 'is quiet while Velero answers', rule: 'VeleroDown', series: { [up('velero', 'a')]: '1x30' }, at: '20m' },
  {
    name: 'tells on which node Velero does not answer',
    rule: 'VeleroNodeAgentDown',
    series: { [up('node-agent', 'a')]: '0x60', [up('node-agent', 'b')]: '1x60' },
    at: '45m',
    fires: [{ pod: 'a' }],
  },
  {
    name: 'tells when there is no node agent at all',
    rule: 'VeleroNodeAgentDown',
    series: { [up('velero', 'a')]: '1x60' },
    at: '45m',
    fires: [{ namespace: 'velero', job: 'node-agent' }],
  },
  {
    name: 'is quiet while each node answers',
    rule: 'VeleroNodeAgentDown',
    series: { [up('node-agent', 'a')]: '1x60', [up('node-agent', 'b')]: '1x60' },
    at: '45m',
  },
  {
    name: 'tells when a schedule has had no whole backup for two times its own time',
    rule: 'VeleroBackupMissed',
    from,
    series: { [last('hourly')]: `${now - 3 * hour}x60`, [last('daily')]: `${now - 3 * hour}x60` },
    at: '30m',
    fires: [{ schedule: 'hourly' }],
  },
  {
    name: 'is quiet when each schedule keeps its time',
    rule: 'VeleroBackupMissed',
    from,
    series: { [last('hourly')]: `${now - hour}x60`, [last('daily')]: `${now - 40 * hour}x60` },
    at: '30m',
  },
  {
    name: 'tells when a schedule never had a whole backup, once Velero has run for so long',
    rule: 'VeleroBackupMissed',
    from,
    series: { [up('velero', 'a')]: '1x480', [last('daily')]: `${now}x480` },
    at: '150m',
    fires: [{ namespace: 'velero', schedule: 'hourly' }],
  },
  {
    name: 'is quiet about a schedule whose first time has not come',
    rule: 'VeleroBackupMissed',
    from,
    series: { [up('velero', 'a')]: '1x480', [last('hourly')]: `${now}+60x480` },
    at: '400m',
  },
  {
    name: 'tells when a tenant has had no whole backup for two nights',
    rule: 'TenantBackupMissed',
    from,
    series: { [last('tenant-winkel')]: `${now - 49 * hour}x60`, [last('tenant-bakker')]: `${now - 90 * hour}x60` },
    at: '30m',
    fires: [{ schedule: 'tenant-winkel' }],
  },
  {
    name: 'believes nothing that a tenant says of it',
    rule: 'TenantBackupMissed',
    from,
    series: {
      [last('tenant-winkel')]: `${now - 49 * hour}x60`,
      'velero_backup_last_successful_timestamp{namespace="bakker-productie",job="velero",schedule="tenant-winkel"}': `${now + 9000 * hour}x60`,
    },
    at: '30m',
    fires: [{ schedule: 'tenant-winkel' }],
  },
  {
    name: 'tells when a tenant never had a whole backup, once Velero has known its schedule for so long',
    rule: 'TenantBackupMissed',
    from,
    series: { [failed('attempt', 'tenant-winkel')]: '0x3000' },
    at: '2950m',
    fires: [{ schedule: 'tenant-winkel' }],
  },
  {
    name: 'is quiet about a tenant whose first night has not come',
    rule: 'TenantBackupMissed',
    from,
    series: { [failed('attempt', 'tenant-winkel')]: '0x3000' },
    at: '2000m',
  },
];
