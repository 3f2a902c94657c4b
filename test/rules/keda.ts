import type { RuleCase } from './rule-case.ts';

const unavailable = 'aggregator_unavailable_apiservice{name="v1beta1.external.metrics.k8s.io"}';
const answers = { 'up{job="keda-metrics-apiserver",pod="a"}': '1x120' };
const errors = 'keda_scaler_detail_errors_total{job="keda-operator",namespace="parking",scaledObject="worker",scaler="kafkaScaler",metric="s0"}';
const failures = 'keda_scaled_object_errors_total{job="keda-operator",namespace="parking",scaledObject="worker"}';

export const cases: readonly RuleCase[] = [
  { name: 'tells when no operator answers', rule: 'KedaOperatorDown', series: { 'up{job="keda-operator",pod="a"}': '0x30' }, at: '20m', fires: [{}] },
  {
    name: 'is quiet while one of two answers',
    rule: 'KedaOperatorDown',
    series: { 'up{job="keda-operator",pod="a"}': '0x30', 'up{job="keda-operator",pod="b"}': '1x30' },
    at: '20m',
  },
  {
    name: 'tells when the API server finds no metrics API',
    rule: 'KedaMetricsApiUnavailable',
    series: { ...answers, [unavailable]: '1x30' },
    at: '20m',
    fires: [{}],
  },
  { name: 'tells when no metrics API answers', rule: 'KedaMetricsApiUnavailable', series: { [unavailable]: '0x30' }, at: '20m', fires: [{}] },
  { name: 'is quiet while the metrics API is there', rule: 'KedaMetricsApiUnavailable', series: { ...answers, [unavailable]: '0x30' }, at: '20m' },
  { name: 'tells when no webhook answers', rule: 'KedaWebhooksDown', series: { 'up{job="keda-admission-webhooks",pod="a"}': '0x60' }, at: '40m', fires: [{}] },
  { name: 'is quiet while a webhook answers', rule: 'KedaWebhooksDown', series: { 'up{job="keda-admission-webhooks",pod="a"}': '1x60' }, at: '40m' },
  {
    name: 'tells of an event source that cannot be asked',
    rule: 'KedaScalerErrors',
    series: { [errors]: '0+2x120' },
    at: '60m',
    fires: [{ namespace: 'parking', scaledObject: 'worker', scaler: 'kafkaScaler' }],
  },
  { name: 'is quiet after a few errors', rule: 'KedaScalerErrors', series: { [errors]: '0x20 4x100' }, at: '60m' },
  {
    name: 'tells of an object that cannot be scaled',
    rule: 'KedaObjectErrors',
    series: { [failures]: '0+1x120' },
    at: '60m',
    fires: [{ namespace: 'parking', scaledObject: 'worker' }],
  },
  { name: 'is quiet after a few failures', rule: 'KedaObjectErrors', series: { [failures]: '0x20 3x100' }, at: '60m' },
];
