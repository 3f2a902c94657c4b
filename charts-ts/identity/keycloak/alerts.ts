import type { Alert } from '../../kit/metrics.ts';
import { namespace, realmName, reconciler } from './names.ts';

const read = 'up{job="keycloak",namespace="keycloak"}';
const heap = (metric: string) => `sum by (namespace, pod) (jvm_memory_${metric}_bytes{namespace="keycloak",area="heap"})`;
/** https://www.keycloak.org/observability/event-metrics */
const failed = `sum(increase(keycloak_user_events_total{realm="${realmName}",event="login",error!=""}[10m]))`;

/** What an operator is told of Keycloak. `replicas`: how many pods there should be; `late`: seconds after which the realm should have been made again. */
export function keycloakAlerts(replicas: number, late: number): readonly Alert[] {
  return [
    {
      name: 'KeycloakDown',
      expression: `absent(${read} == 1)`,
      holds: '5m',
      severity: 'critical',
      summary: 'No pod of Keycloak answers: nobody can log in to the platform; who is in stays in for some minutes',
      runbook: `kubectl -n ${namespace} get pods; kubectl -n ${namespace} logs keycloak-0; is its database there (kubectl -n ${namespace} get clusters.postgresql.cnpg.io)? Without it: docs/identity.md, break-glass`,
    },
    ...(replicas === 1
      ? []
      : [
          {
            name: 'KeycloakPodDown',
            expression: `count(${read} == 1) < ${replicas}`,
            holds: '15m',
            severity: 'warning',
            summary: `{{ $value }} of ${replicas} pods of Keycloak answer`,
            runbook: `kubectl -n ${namespace} get pods -o wide; kubectl -n ${namespace} describe the pod that is not ready`,
          } as const,
          {
            name: 'KeycloakClusterSplit',
            expression: `min by (namespace) (vendor_cluster_size{namespace="keycloak"}) < ${replicas} and on (namespace) sum by (namespace) (${read}) == ${replicas}`,
            holds: '15m',
            severity: 'warning',
            summary: `Pods of Keycloak do not see each other: {{ $value }} of ${replicas}; people may be asked to log in again and again`,
            runbook: `kubectl -n ${namespace} logs -l app.kubernetes.io/name=keycloak | grep -i cluster; the pods find each other in the table jgroups_ping, and talk on port 7800`,
          } as const,
        ]),
    {
      name: 'KeycloakLoginsFail',
      expression: `${failed} > 20`,
      holds: '0m',
      severity: 'warning',
      summary: '{{ $value | humanize }} logins failed in ten minutes: somebody may be guessing passwords, or an identity provider does not answer',
      runbook: `kubectl -n ${namespace} logs -l app.kubernetes.io/name=keycloak | grep LOGIN_ERROR: which user, from which address? Block the address at the Gateway; accounts lock themselves for a while. From which addresses did people log in since: docs/identity.md, logins from unusual places`,
    },
    {
      name: 'KeycloakDatabasePoolFull',
      expression: 'max by (namespace, pod) (agroal_awaiting_count{namespace="keycloak"}) > 0',
      holds: '5m',
      severity: 'warning',
      summary: '{{ $labels.pod }} of Keycloak waits for connections to its database',
      runbook: `kubectl -n ${namespace} get clusters.postgresql.cnpg.io; a slow or full database: docs/databases.md; a busy Keycloak: more replicas or a larger size`,
    },
    {
      name: 'KeycloakMemory',
      expression: `${heap('used')} / ${heap('max')} > 0.9`,
      holds: '15m',
      severity: 'warning',
      summary: "{{ $labels.pod }} of Keycloak uses {{ $value | humanizePercentage }} of Java's memory",
      runbook: 'Raise memory in components.keycloak.size: half of it is for this',
    },
    {
      name: 'KeycloakErrors',
      expression: `sum by (namespace) (rate(http_server_requests_seconds_count{namespace="keycloak",outcome="SERVER_ERROR"}[5m])) / sum by (namespace) (rate(http_server_requests_seconds_count{namespace="keycloak"}[5m])) > 0.05`,
      holds: '10m',
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of the answers of Keycloak are errors',
      runbook: `kubectl -n ${namespace} logs -l app.kubernetes.io/name=keycloak | grep -E 'ERROR|WARN'`,
    },
    {
      name: 'KeycloakRealmNotReconciled',
      expression: `time() - max(kube_cronjob_status_last_successful_time{namespace="${namespace}",cronjob="${reconciler}"}) > ${late}`,
      holds: '15m',
      severity: 'warning',
      summary: 'The realm has not been made as Git says for {{ $value | humanizeDuration }}: what a hand changed stays, and clients may be missing',
      runbook: `kubectl -n ${namespace} get jobs; kubectl -n ${namespace} logs -l app.kubernetes.io/name=${reconciler} --tail=-1; Unauthorized: its secret is not the one that the database knows (docs/identity.md, restore)`,
    },
  ];
}
