import type { RuleCase } from './rule-case.ts';

const job = 'namespace="monitoring",job="prometheus-operator",pod="a"';
const managed = (resource: string, state: string) =>
  `prometheus_operator_managed_resources{${job},controller="prometheus",resource="${resource}",state="${state}"}`;
const syncs = (status: string) => `prometheus_operator_syncs{${job},controller="prometheus",status="${status}"}`;
const lists = (kind: string) => `prometheus_operator_list_operations${kind}_total{${job},controller="prometheus"}`;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when the operator does not answer',
    rule: 'PrometheusOperatorDown',
    series: { [`up{${job}}`]: '0x40' },
    at: '30m',
    fires: [{}],
  },
  { name: 'is quiet while it moves to another node', rule: 'PrometheusOperatorDown', series: { [`up{${job}}`]: '1x10 0x10 1x20' }, at: '30m' },
  {
    name: 'tells which controller does not get started',
    rule: 'PrometheusOperatorNotReady',
    series: { [`prometheus_operator_ready{${job},controller="prometheus"}`]: '0x30' },
    at: '20m',
    fires: [{ controller: 'prometheus' }],
  },
  {
    name: 'is quiet about a controller that runs',
    rule: 'PrometheusOperatorNotReady',
    series: { [`prometheus_operator_ready{${job},controller="prometheus"}`]: '0x3 1x30' },
    at: '20m',
  },
  {
    name: 'tells that Prometheus does not become what Git says',
    rule: 'PrometheusOperatorSyncFails',
    series: { [syncs('failed')]: '1x30', [syncs('ok')]: '0x30' },
    at: '20m',
    fires: [{ controller: 'prometheus' }],
  },
  {
    name: 'is quiet about a failure that the next try mends',
    rule: 'PrometheusOperatorSyncFails',
    series: { [syncs('failed')]: '0x5 1x5 0x30', [syncs('ok')]: '1x40' },
    at: '30m',
  },
  {
    name: 'tells what kind of object is refused',
    rule: 'MonitorOrRuleRefused',
    series: { [managed('ServiceMonitor', 'rejected')]: '2x30', [managed('PrometheusRule', 'rejected')]: '0x30' },
    at: '20m',
    fires: [{ resource: 'ServiceMonitor' }],
  },
  {
    name: 'is quiet while all are taken',
    rule: 'MonitorOrRuleRefused',
    series: { [managed('ServiceMonitor', 'rejected')]: '0x30', [managed('ServiceMonitor', 'selected')]: '40x30' },
    at: '20m',
  },
  {
    name: 'tells that it may not read what it must',
    rule: 'PrometheusOperatorListFails',
    series: { [lists('_failed')]: '0+3x40', [lists('')]: '0+4x40' },
    at: '35m',
    fires: [{ controller: 'prometheus' }],
  },
  {
    name: 'is quiet about a list that failed once',
    rule: 'PrometheusOperatorListFails',
    series: { [lists('_failed')]: '0x10 1x30', [lists('')]: '0+4x40' },
    at: '35m',
  },
];
