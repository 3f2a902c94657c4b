import type { Alert } from '../../kit/metrics.ts';

/** `disable_hostname` keeps the names plain; every pod is read on its own, sealed or not. Metrics: https://openbao.org/docs/internals/telemetry/metrics/ */
const read = 'up{job="openbao",namespace="openbao"}';

/** A former leader goes on telling what it knew for a quarter of an hour: only the leader's word counts. */
function byTheLeader(metric: string): string {
  return `${metric}{namespace="openbao"} and on (namespace, pod) vault_core_active{namespace="openbao"} == 1`;
}

/** What an operator is told of OpenBao. `replicas`: how many pods there should be. */
export function openbaoAlerts(replicas: number): readonly Alert[] {
  return [
    {
      name: 'OpenBaoDown',
      expression: `absent(${read} == 1)`,
      holds: '5m',
      severity: 'critical',
      summary: 'No pod of OpenBao answers: nothing can read a secret from it; Secrets that were made stay',
      runbook: 'kubectl -n openbao get pods; kubectl -n openbao logs openbao-0 (and -c first-start): is the Secret openbao-seal there, is the disk?',
    },
    ...(replicas === 1
      ? []
      : [
          {
            name: 'OpenBaoPodDown',
            expression: `count(${read} == 1) < ${replicas}`,
            holds: '15m',
            severity: 'warning',
            summary: `{{ $value }} of ${replicas} pods of OpenBao answer`,
            runbook: 'kubectl -n openbao get pods -o wide; a lost disk: delete its claim and its pod, and it joins anew (docs/secrets.md)',
          } as const,
        ]),
    {
      name: 'OpenBaoSealed',
      expression: `(${read} == 1) unless on (namespace, pod) vault_core_unsealed{namespace="openbao"} == 1`,
      holds: '5m',
      severity: 'critical',
      summary: '{{ $labels.pod }} of OpenBao is sealed',
      runbook:
        "kubectl -n openbao exec {{ $labels.pod }} -- bao status; its log says why: the seal's key is not the right one, or with transit the other OpenBao is not reached; with manual: unseal it",
    },
    {
      name: 'OpenBaoNoLeader',
      expression: 'max(vault_core_active{namespace="openbao"}) == 0',
      holds: '2m',
      severity: 'critical',
      summary: 'OpenBao has no leader: it takes no writes and no logins',
      runbook: 'kubectl -n openbao get pods: more than half must run and be unsealed; do they reach each other on 8201?',
    },
    {
      name: 'OpenBaoRaftUnhealthy',
      expression: `(${byTheLeader('vault_autopilot_healthy')}) == 0`,
      holds: '10m',
      severity: 'warning',
      summary: 'The copies of OpenBao are not all in step',
      runbook: 'bao operator raft autopilot state (docs/secrets.md tells how to log in) says which; look at its log, its disk and its network',
    },
    {
      name: 'OpenBaoAuditFails',
      expression:
        'increase(vault_audit_log_request_failure{namespace="openbao"}[5m]) > 0 or increase(vault_audit_log_response_failure{namespace="openbao"}[5m]) > 0',
      holds: '1m',
      severity: 'critical',
      summary: '{{ $labels.pod }} of OpenBao cannot write its audit log, and so refuses requests',
      runbook:
        'Its audit log is its standard output: is the node’s disk full, or does the container runtime not take logs? kubectl -n openbao logs {{ $labels.pod }}',
    },
    {
      name: 'OpenBaoLeaseStuck',
      expression: `(${byTheLeader('vault_expire_num_irrevocable_leases')}) > 0`,
      holds: '1h',
      severity: 'warning',
      summary: '{{ $value }} leases of OpenBao cannot be revoked: credentials that should have ended may still work',
      runbook: 'bao list sys/leases/irrevocable (docs/secrets.md tells how to log in); mend the backend that refuses, then bao lease revoke',
    },
  ];
}
