import type { RuleCase } from './rule-case.ts';

const target = 'namespace="monitoring",job="alertmanager",service="alertmanager",pod="alertmanager-0"';
const labels = { namespace: 'monitoring', job: 'alertmanager', service: 'alertmanager', pod: 'alertmanager-0' };
const told = (what: string, integration = 'email') => `alertmanager_${what}_total{${target},integration="${integration}"}`;
const loaded = `alertmanager_config_last_reload_successful{${target}}`;
const members = `alertmanager_cluster_members{${target}}`;

export const cases: readonly RuleCase[] = [
  { name: 'tells when none answers', rule: 'AlertmanagerDown', series: { [`up{${target}}`]: '0x20' }, at: '10m', fires: [{}] },
  {
    name: 'is quiet while one of them answers',
    rule: 'AlertmanagerDown',
    series: { [`up{${target}}`]: '0x20', [`up{${target.replace('alertmanager-0', 'alertmanager-1')}}`]: '1x20' },
    at: '10m',
  },
  {
    name: 'tells of a configuration that was not taken',
    rule: 'AlertmanagerConfigNotLoaded',
    series: { [loaded]: '1x5 0x30' },
    at: '30m',
    fires: [labels],
  },
  { name: 'is quiet while the configuration is taken', rule: 'AlertmanagerConfigNotLoaded', series: { [loaded]: '1x5 0x3 1x30' }, at: '30m' },
  {
    name: 'tells by which way people are not reached',
    rule: 'AlertmanagerFailsToTell',
    series: {
      [told('notifications')]: '0+10x40',
      [`${told('notifications_failed').slice(0, -1)},reason="clientError"}`]: '0+1x40',
      [`${told('notifications_failed').slice(0, -1)},reason="serverError"}`]: '0+1x40',
      [told('notifications', 'webhook')]: '0+10x40',
      [`${told('notifications_failed', 'webhook').slice(0, -1)},reason="serverError"}`]: '0x40',
    },
    at: '25m',
    fires: [{ pod: 'alertmanager-0', integration: 'email' }],
  },
  {
    name: 'is quiet about one failure among many',
    rule: 'AlertmanagerFailsToTell',
    series: { [told('notifications')]: '0+10x40', [`${told('notifications_failed').slice(0, -1)},reason="other"}`]: '0x10 1x30' },
    at: '15m',
  },
  {
    name: 'is quiet where nobody needs to be told',
    rule: 'AlertmanagerFailsToTell',
    series: { [told('notifications')]: '5x40', [`${told('notifications_failed').slice(0, -1)},reason="other"}`]: '2x40' },
    at: '25m',
  },
  {
    name: 'is quiet about the address of a tenant, which is not the platform’s',
    rule: 'AlertmanagerFailsToTell',
    series: {
      [told('notifications', 'webhook", receiver_name="tenant-winkel')]: '0+10x40',
      [told('notifications_failed', 'webhook", receiver_name="tenant-winkel')]: '0+10x40',
    },
    at: '25m',
  },
  {
    name: 'tells which tenant is not told, and by which way',
    rule: 'TenantNotTold',
    series: {
      [told('notifications', 'webhook", receiver_name="tenant-winkel')]: '0+10x60',
      [told('notifications_failed', 'webhook", receiver_name="tenant-winkel')]: '0+10x60',
      [told('notifications', 'email", receiver_name="tenant-winkel')]: '0+10x60',
      [told('notifications_failed', 'email", receiver_name="tenant-winkel')]: '0x60',
    },
    at: '50m',
    fires: [{ integration: 'webhook', receiver_name: 'tenant-winkel' }],
  },
  {
    name: 'leaves what fails at the platform’s own receivers to the other alert',
    rule: 'TenantNotTold',
    series: {
      [told('notifications', 'email", receiver_name="critical')]: '0+10x60',
      [told('notifications_failed', 'email", receiver_name="critical')]: '0+10x60',
    },
    at: '50m',
  },
  {
    name: 'tells when one of three sees only itself and another',
    rule: 'AlertmanagerMembersMissing',
    series: { [members]: '2x40' },
    at: '25m',
    fires: [labels],
  },
  { name: 'is quiet while a pod is replaced', rule: 'AlertmanagerMembersMissing', series: { [members]: '3x5 2x8 3x30' }, at: '25m' },
  {
    name: 'tells of a volume that takes nothing',
    rule: 'AlertmanagerForgets',
    series: { [`alertmanager_silences_maintenance_errors_total{${target}}`]: '0+1x120', [`alertmanager_nflog_maintenance_errors_total{${target}}`]: '0x120' },
    at: '100m',
    fires: [{ pod: 'alertmanager-0' }],
  },
  {
    name: 'is quiet while silences are written',
    rule: 'AlertmanagerForgets',
    series: { [`alertmanager_silences_maintenance_errors_total{${target}}`]: '2x120', [`alertmanager_nflog_maintenance_errors_total{${target}}`]: '0x120' },
    at: '100m',
  },
  // Alone it has no receivers.
  { name: 'tells that nobody is told', rule: 'NobodyIsTold', series: {}, at: '20m', fires: [{}] },
  { name: 'waits until receivers had time to come', rule: 'NobodyIsTold', series: {}, at: '5m' },
];
