import type { Alert } from '../../kit/metrics.ts';

/** It has no metrics of its own that may be seen: kube-state-metrics tells of its pods. */
export const headlampAlerts: readonly Alert[] = [
  {
    name: 'HeadlampDown',
    expression: 'kube_deployment_status_replicas_available{namespace="headlamp",deployment="headlamp"} == 0',
    holds: '15m',
    severity: 'warning',
    summary: 'No Headlamp pod is ready: people see the cluster with kubectl only',
    runbook: 'kubectl -n headlamp get pods,events; "error reading oidc-ca-file" in its log: does the ConfigMap platform-trust stand in the namespace?',
  },
  {
    name: 'HeadlampRestarts',
    expression: 'increase(kube_pod_container_status_restarts_total{namespace="headlamp",container="headlamp"}[1h]) > 3',
    holds: '5m',
    severity: 'warning',
    summary: 'Headlamp starts again and again: each time all people must log in anew',
    runbook: 'kubectl -n headlamp describe pods; OOMKilled: raise components.headlamp.size.memory',
  },
];
