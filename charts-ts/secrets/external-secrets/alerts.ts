import type { Alert } from '../../kit/metrics.ts';

/** What an operator is told of External Secrets. Metrics: https://external-secrets.io/latest/api/metrics/ */
export const externalSecretsAlerts: readonly Alert[] = [
  {
    name: 'ExternalSecretsDown',
    expression: 'absent(up{job="external-secrets",namespace="external-secrets"} == 1)',
    holds: '15m',
    severity: 'critical',
    summary: 'External Secrets does not answer: no new password is made, and no changed secret arrives; Secrets that were made stay',
    runbook: 'kubectl -n external-secrets get pods, then describe and logs of the one that is not ready',
  },
  {
    name: 'ExternalSecretNotReady',
    expression: 'max by (namespace, name) (externalsecret_status_condition{condition="Ready",status="False"}) == 1',
    holds: '15m',
    severity: 'warning',
    summary: 'The Secret of ExternalSecret {{ $labels.namespace }}/{{ $labels.name }} is not made or not kept current',
    runbook: 'kubectl -n {{ $labels.namespace }} describe externalsecret {{ $labels.name }}: the path is not in the secret store, or the store cannot be read',
  },
  {
    name: 'SecretStoreNotReady',
    expression: 'max by (name) (clustersecretstore_status_condition{condition="Ready",status="False"}) == 1',
    holds: '10m',
    severity: 'critical',
    summary: 'External Secrets cannot read the secret store {{ $labels.name }}',
    runbook:
      'kubectl describe clustersecretstore {{ $labels.name }}; is OpenBao open (kubectl -n openbao get pods), has it the role external-secrets (docs/secrets.md)?',
  },
  {
    name: 'ExternalSecretsFailing',
    expression: 'sum(rate(controller_runtime_reconcile_errors_total{job="external-secrets",namespace="external-secrets"}[15m])) > 0.1',
    holds: '30m',
    severity: 'warning',
    summary: 'External Secrets fails at {{ $value | humanize }} objects each second',
    runbook: 'kubectl -n external-secrets logs deploy/external-secrets | grep error; kubectl get externalsecrets -A',
  },
];
