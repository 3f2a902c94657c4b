import type { Alert } from '../../kit/metrics.ts';
import { loginJob, name, namespace } from './names.ts';

/** Its own metrics count what it keeps (modules/metrics/collector.go); of its database kit/postgres.ts tells, of its volume cluster-rules. */
export function forgejoAlerts(readByArgoCd: boolean): readonly Alert[] {
  return [
    {
      name: 'ForgejoDown',
      expression: `absent(up{namespace="${namespace}",job="${name}"} == 1)`,
      holds: '10m',
      severity: readByArgoCd ? 'critical' : 'warning',
      summary: `Forgejo does not answer: nobody can fetch or push${readByArgoCd ? ', and Argo CD syncs nothing new' : ''}`,
      runbook: `kubectl -n ${namespace} get pods,events,externalsecrets, then logs of ${name}-0; a database that does not answer has an alert of its own`,
    },
    {
      name: 'ForgejoRestarts',
      expression: `increase(kube_pod_container_status_restarts_total{namespace="${namespace}",container="${name}"}[1h]) > 3`,
      holds: '5m',
      severity: 'warning',
      summary: 'Forgejo starts again and again',
      runbook: `kubectl -n ${namespace} logs ${name}-0 --previous; OOMKilled: raise components.forgejo.size.memory`,
    },
    {
      name: 'ForgejoLoginNotSet',
      expression: `max(kube_job_failed{namespace="${namespace}",job_name="${loginJob}",condition="true"}) > 0`,
      holds: '15m',
      severity: 'warning',
      summary: 'Forgejo could not be told where people log in',
      runbook: `kubectl -n ${namespace} logs job/${loginJob}; does the identity provider answer? Then sync the Application ${name} again`,
    },
  ];
}
