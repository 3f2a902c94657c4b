import type { Alert } from '../../kit/metrics.ts';

/** Projects of the platform; a tenant's own has the tenant's name (emit/tenants.ts), and Alertmanager tells its people by it. */
const platform = 'project=~"platform|crds|default|tenant-.+"';

/** Names and labels: https://argo-cd.readthedocs.io/en/stable/operator-manual/metrics/ */
export const argoCdAlerts: readonly Alert[] = [
  absent('ArgoCdControllerAbsent', 'argocd-metrics', 'critical', {
    summary: 'nothing is synced: the application controller does not answer',
    runbook:
      'kubectl -n argocd describe pod argocd-application-controller-0; when its node is lost for good, delete the Node, or taint it node.kubernetes.io/out-of-service:NoExecute, for a StatefulSet waits until then',
  }),
  absent('ArgoCdRepoServerAbsent', 'argocd-repo-server', 'critical', {
    summary: 'Git is not read: the repo server does not answer',
    runbook:
      'kubectl -n argocd logs deploy/argocd-repo-server --previous; out of memory: lower components.argo-cd.repoServer.parallelism; a wrong key in argocd-gpg-keys-cm stops its start',
  }),
  absent('ArgoCdServerAbsent', 'argocd-server-metrics', 'warning', {
    summary: 'the user interface does not answer; syncing goes on',
    runbook: 'kubectl -n argocd describe deploy argocd-server, then its logs; argocd-secret must exist, the program fills it',
  }),
  {
    name: 'ArgoCdApplicationOutOfSync',
    expression: 'argocd_app_info{sync_status!="Synced"} == 1',
    holds: '30m',
    severity: 'warning',
    summary: '{{ $labels.name }} differs from Git: {{ $labels.sync_status }}',
    runbook: 'kubectl -n argocd describe application {{ $labels.name }}: conditions and the last operation say why; mend it in Git, self-heal does the rest',
  },
  {
    name: 'ArgoCdApplicationUnhealthy',
    expression: 'argocd_app_info{health_status=~"Degraded|Missing|Unknown"} == 1',
    holds: '15m',
    severity: 'critical',
    summary: '{{ $labels.name }} is {{ $labels.health_status }}',
    runbook: 'kubectl -n argocd get application {{ $labels.name }} -o jsonpath={.status.resources} shows which object; look at its events and logs',
  },
  {
    name: 'ArgoCdApplicationStuck',
    expression: 'argocd_app_info{health_status="Progressing"} == 1',
    holds: '1h',
    severity: 'warning',
    summary: '{{ $labels.name }} has not become healthy for an hour; later waves wait for it',
    runbook: 'kubectl -n argocd describe application {{ $labels.name }}: find the object that is Progressing, and what it waits for',
  },
  {
    name: 'ArgoCdSyncFailed',
    expression: 'sum by (name, project) (increase(argocd_app_sync_total{phase=~"Error|Failed"}[15m])) > 0',
    holds: '5m',
    severity: 'warning',
    summary: 'syncs of {{ $labels.name }} fail',
    runbook:
      'kubectl -n argocd get application {{ $labels.name }} -o jsonpath={.status.operationState.message}; revert the commit when it is not quickly mended',
  },
  {
    name: 'ArgoCdGitFails',
    // The metric does not say whose repository it is: that of a tenant makes its own Application unknown, of which its people are told.
    expression: `((sum by (repo) (increase(argocd_git_fetch_fail_total[15m])) > 0) or (sum by (repo) (increase(argocd_git_lsremote_fail_total[15m])) > 0)) and on () argocd_app_info{${platform},sync_status="Unknown"} == 1`,
    holds: '10m',
    severity: 'warning',
    summary: '{{ $labels.repo }} cannot be read',
    runbook:
      'is the Git server (or the mirror) up, its certificate in trust.certificates, its commit mirrored? kubectl -n argocd logs deploy/argocd-repo-server',
  },
  {
    name: 'ArgoCdQueueGrows',
    expression: 'max by (name) (workqueue_depth{job="argocd-metrics",name=~"app_.*_queue"}) > 50',
    holds: '15m',
    severity: 'warning',
    summary: '{{ $value }} Applications wait in {{ $labels.name }}',
    runbook: 'slow Git or API server? else raise components.argo-cd.controller.statusProcessors, operationProcessors, or repoServer.replicas',
  },
  {
    name: 'ArgoCdCacheFails',
    expression: 'sum by (job) (rate(argocd_redis_request_total{failed="true"}[10m])) > 0.1',
    holds: '10m',
    severity: 'warning',
    summary: 'the cache does not answer {{ $labels.job }}: syncs are slow, the user interface is empty',
    runbook: 'kubectl -n argocd describe deploy argocd-valkey; deleting its pod is safe, its content is made again',
  },
];

/** Prometheus names a job after the Service. */
function absent(name: string, job: string, severity: Alert['severity'], text: Pick<Alert, 'summary' | 'runbook'>): Alert {
  return { name, expression: `absent(up{namespace="argocd",job="${job}"} == 1)`, holds: '10m', severity, ...text };
}
