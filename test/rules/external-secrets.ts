import type { RuleCase } from './rule-case.ts';

const target = 'namespace="external-secrets",job="external-secrets"';
const up = (pod: string) => `up{${target},pod="${pod}"}`;
// The leader counts; one that led before still tells what it knew.
const secret = (status: string, pod = 'a') =>
  `externalsecret_status_condition{job="external-secrets",pod="${pod}",condition="Ready",namespace="grafana",name="admin",status="${status}"}`;
const store = (status: string) => `clustersecretstore_status_condition{${target},pod="a",condition="Ready",name="platform",status="${status}"}`;
const errors = `controller_runtime_reconcile_errors_total{${target},pod="a",controller="externalsecret"}`;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when no pod answers',
    rule: 'ExternalSecretsDown',
    series: { [up('a')]: '0x40' },
    at: '20m',
    fires: [{}],
  },
  { name: 'is quiet while one of two answers', rule: 'ExternalSecretsDown', series: { [up('a')]: '0x40', [up('b')]: '1x40' }, at: '30m' },
  {
    name: 'tells which Secret is not made',
    rule: 'ExternalSecretNotReady',
    series: { [secret('False')]: '1x40', [secret('True')]: '0x40' },
    at: '20m',
    fires: [{ namespace: 'grafana', name: 'admin' }],
  },
  {
    name: 'is quiet about a Secret that is made',
    rule: 'ExternalSecretNotReady',
    series: { [secret('False')]: '1x5 0x40', [secret('True')]: '0x5 1x40' },
    at: '30m',
  },
  {
    name: 'tells when the store cannot be read',
    rule: 'SecretStoreNotReady',
    series: { [store('False')]: '1x30', [store('True')]: '0x30' },
    at: '15m',
    fires: [{ name: 'platform' }],
  },
  { name: 'is quiet while the store can be read', rule: 'SecretStoreNotReady', series: { [store('False')]: '0x30', [store('True')]: '1x30' }, at: '15m' },
  { name: 'tells when it fails all the time', rule: 'ExternalSecretsFailing', series: { [errors]: '0+20x80' }, at: '60m', fires: [{}] },
  { name: 'is quiet about a failure now and then', rule: 'ExternalSecretsFailing', series: { [errors]: '0+1x80' }, at: '60m' },
];
