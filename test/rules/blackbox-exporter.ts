import type { RuleCase } from './rule-case.ts';

const instance = 'https://argocd.apps.example.nl/';
const of = `job="hostnames",namespace="monitoring",instance="${instance}"`;
const labels = { job: 'hostnames', namespace: 'monitoring', instance };
const day = 24 * 60 * 60;

export const cases: readonly RuleCase[] = [
  { name: 'tells which hostname does not answer', rule: 'HostnameDown', series: { [`probe_success{${of}}`]: '0x10' }, at: '6m', fires: [labels] },
  { name: 'is quiet about one answer that failed', rule: 'HostnameDown', series: { [`probe_success{${of}}`]: '1x2 0 1x7' }, at: '6m' },
  {
    name: 'tells of a certificate that ends in a week',
    rule: 'HostnameCertificateExpires',
    series: { [`probe_ssl_earliest_cert_expiry{${of}}`]: `${7 * day}x90` },
    at: '70m',
    fires: [labels],
  },
  {
    name: 'is quiet about a certificate of a month',
    rule: 'HostnameCertificateExpires',
    series: { [`probe_ssl_earliest_cert_expiry{${of}}`]: `${30 * day}x90` },
    at: '70m',
  },
  {
    name: 'tells of an answer that takes four seconds',
    rule: 'HostnameSlow',
    series: { [`probe_duration_seconds{${of}}`]: '4x40' },
    at: '30m',
    fires: [labels],
  },
  { name: 'is quiet about one slow answer', rule: 'HostnameSlow', series: { [`probe_duration_seconds{${of}}`]: '0.2x10 8 0.2x29' }, at: '30m' },
  { name: 'tells of a hostname that is not asked', rule: 'HostnameNotAsked', series: { [`up{${of}}`]: '0x30' }, at: '20m', fires: [labels] },
  { name: 'is quiet about a hostname that is asked', rule: 'HostnameNotAsked', series: { [`up{${of}}`]: '1x30' }, at: '20m' },
  {
    name: 'tells when nothing asks',
    rule: 'BlackboxExporterDown',
    series: { 'up{job="blackbox-exporter",namespace="monitoring"}': '0x30' },
    at: '20m',
    fires: [{}],
  },
  {
    name: 'is quiet while it answers',
    rule: 'BlackboxExporterDown',
    series: { 'up{job="blackbox-exporter",namespace="monitoring"}': '1x30' },
    at: '20m',
  },
];
