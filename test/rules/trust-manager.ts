import type { RuleCase } from './rule-case.ts';

const labels = 'namespace="cert-manager",job="trust-manager"';

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when the bundle fails again and again',
    rule: 'TrustBundleNotSynced',
    series: { [`controller_runtime_reconcile_errors_total{${labels},controller="bundles"}`]: '0+1x60' },
    at: '30m',
    fires: [{ controller: 'bundles' }],
  },
  {
    name: 'is quiet after a single failure of the bundle',
    rule: 'TrustBundleNotSynced',
    series: { [`controller_runtime_reconcile_errors_total{${labels},controller="bundles"}`]: '0x10 1x50' },
    at: '40m',
  },
  {
    name: 'tells when no trust-manager answers',
    rule: 'TrustManagerDown',
    series: { [`up{${labels},pod="a"}`]: '0x40' },
    at: '20m',
    fires: [{}],
  },
  {
    name: 'is quiet while one of two trust-managers answers',
    rule: 'TrustManagerDown',
    series: { [`up{${labels},pod="a"}`]: '0x40', [`up{${labels},pod="b"}`]: '1x40' },
    at: '30m',
  },
];
