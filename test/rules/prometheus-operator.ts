import type { RuleCase } from './rule-case.ts';

const target = 'namespace="monitoring",job="prometheus-operator",pod="prometheus-operator-a"';
const operations = `prometheus_operator_reconcile_operations_total{${target},controller="prometheus"}`;
const errors = `prometheus_operator_reconcile_errors_total{${target},controller="prometheus"}`;
const managed = (state: string) => `prometheus_operator_managed_resources{${target},controller="prometheus",resource="ServiceMonitor",state="${state}"}`;

export const cases: readonly RuleCase[] = [
  { name: 'tells when the operator does not answer', rule: 'PrometheusOperatorDown', series: { [`up{${target}}`]: '0x30' }, at: '20m', fires: [{}] },
  {
    name: 'is quiet while the operator moves to another node',
    rule: 'PrometheusOperatorDown',
    series: { [`up{${target}}`]: '1x5 0x10 1x15' },
    at: '18m',
  },
  {
    name: 'tells when one change in five fails',
    rule: 'PrometheusOperatorReconcileFails',
    series: { [operations]: '0+10x40', [errors]: '0+2x40' },
    at: '30m',
    fires: [{ controller: 'prometheus' }],
  },
  {
    name: 'is quiet about a change that was tried again',
    rule: 'PrometheusOperatorReconcileFails',
    series: { [operations]: '0+10x40', [errors]: '0x10 1x30' },
    at: '30m',
  },
  {
    name: 'is quiet where nothing changes',
    rule: 'PrometheusOperatorReconcileFails',
    series: { [operations]: '7x40', [errors]: '2x40' },
    at: '30m',
  },
  {
    name: 'tells of monitors that are refused',
    rule: 'PrometheusOperatorRejects',
    series: { [managed('selected')]: '40x30', [managed('rejected')]: '2x30' },
    at: '20m',
    fires: [
      {
        namespace: 'monitoring',
        job: 'prometheus-operator',
        pod: 'prometheus-operator-a',
        controller: 'prometheus',
        resource: 'ServiceMonitor',
        state: 'rejected',
      },
    ],
  },
  {
    name: 'is quiet about one that was mended at once',
    rule: 'PrometheusOperatorRejects',
    series: { [managed('selected')]: '40x30', [managed('rejected')]: '0x8 1x4 0x18' },
    at: '20m',
  },
];
