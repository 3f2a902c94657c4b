import type { Alert } from '../../kit/metrics.ts';

const job = 'namespace="cert-manager",job="trust-manager"';

/** controller-runtime's metrics: https://book.kubebuilder.io/reference/metrics-reference */
export const trustManagerAlerts: readonly Alert[] = [
  {
    name: 'TrustBundleNotSynced',
    expression: `sum by (controller) (increase(controller_runtime_reconcile_errors_total{${job},controller="bundles"}[15m])) > 0`,
    holds: '15m',
    severity: 'warning',
    summary: 'The CA bundle does not reach every namespace',
    runbook: 'kubectl describe bundle platform-trust: its condition and events name the namespace or the source that fails',
  },
  {
    name: 'TrustManagerDown',
    expression: `absent(up{${job}} == 1)`,
    holds: '15m',
    severity: 'warning',
    summary: 'trust-manager does not answer: new namespaces get no CA bundle, and changes of it are refused',
    runbook: 'kubectl -n cert-manager describe deploy trust-manager, then its events and logs; does the Secret trust-manager-tls exist?',
  },
];
