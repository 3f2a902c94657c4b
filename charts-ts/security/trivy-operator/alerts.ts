import type { Alert, Recording } from '../../kit/metrics.ts';
import type { TrivyConfig } from './config.ts';
import { databaseAge, operator, server } from './names.ts';

const criticals = 'namespace_image_repository:trivy_critical_vulnerabilities:sum';

/** By image, not by workload: a new rollout of the same vulnerable image must not start the week again. */
export const trivyRecordings: readonly Recording[] = [
  {
    name: criticals,
    expression: `sum by (namespace, image_registry, image_repository) (max by (namespace, image_registry, image_repository, image_tag, image_digest) (trivy_image_vulnerabilities{job="${operator}",severity="Critical"}))`,
  },
];

const scanned = `(count(count by (namespace, resource_kind, resource_name) (trivy_image_vulnerabilities{job="${operator}",resource_kind=~"ReplicaSet|StatefulSet|DaemonSet"})) or vector(0))`;
const running = '(count({__name__=~"kube_replicaset_spec_replicas|kube_statefulset_replicas|kube_daemonset_status_desired_number_scheduled"} > 0) > 0)';

/** What scans found, and what keeps them from finding. */
export function trivyAlerts(namespace: string, { databaseMaximumAgeDays }: TrivyConfig): readonly Alert[] {
  return [
    {
      name: 'CriticalVulnerabilityForAWeek',
      // Once an hour is enough to know, and a sixtieth of the samples.
      expression: `min_over_time(${criticals}[7d:1h]) > 0 and ${criticals} offset 7d > 0`,
      holds: '1h',
      severity: 'warning',
      summary:
        'The image {{ $labels.image_repository }} in {{ $labels.namespace }} has had a critical vulnerability for a week, which is as long as BIO2 gives (8.08)',
      runbook:
        'kubectl -n {{ $labels.namespace }} get vulnerabilityreports -o wide names the workload, and its report the fixed version: raise the image. Without a fix: docs/security.md, exceptions',
    },
    {
      name: 'SecretInImage',
      expression: `sum by (namespace, image_registry, image_repository, image_tag) (trivy_image_exposedsecrets{job="${operator}",severity=~"Critical|High"}) > 0`,
      holds: '10m',
      severity: 'warning',
      summary: 'The image {{ $labels.image_repository }}:{{ $labels.image_tag }} in {{ $labels.namespace }} holds a password, key or token',
      runbook:
        'kubectl -n {{ $labels.namespace }} get exposedsecretreports -o yaml names the file. Replace that secret first, since everybody who can pull the image has it; then build the image without it',
    },
    {
      name: 'ImagesNotScanned',
      expression: `1 - ${scanned} / ${running} > 0.2`,
      holds: '6h',
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of the workloads have no report: nobody knows what is in their images',
      runbook: `kubectl -n ${namespace} get jobs,pods, and the log of deployment ${operator}: a registry that scans do not reach or may not pull from (registryCredentials), or too little memory or time (scan, scanTimeoutMinutes)`,
    },
    {
      name: 'VulnerabilityDatabaseOld',
      expression: `time() - max(kube_cronjob_status_last_successful_time{namespace="${namespace}",cronjob="${databaseAge}"} or kube_cronjob_created{namespace="${namespace}",cronjob="${databaseAge}"}) > ${6 * 3600}`,
      holds: '15m',
      severity: 'warning',
      summary: `The database of vulnerabilities is more than ${databaseMaximumAgeDays} days old, or cannot be asked: scans do not know what was found since`,
      runbook: `kubectl -n ${namespace} logs deployment/${server} names what it could not download; in an air gap the site's mirror of it is old (docs/security.md, the database)`,
    },
    {
      name: 'TrivyServerDown',
      expression: `kube_deployment_status_replicas_available{namespace="${namespace}",deployment="${server}"} == 0`,
      holds: '30m',
      severity: 'warning',
      summary: 'Trivy has no server with a database: no image is scanned',
      runbook: `kubectl -n ${namespace} logs deployment/${server}: it starts when it has downloaded its database, so look at the registry and at the network policy ${server}`,
    },
    {
      name: 'TrivyOperatorDown',
      expression: `up{job="${operator}"} == 0 or absent(up{job="${operator}"})`,
      holds: '15m',
      severity: 'warning',
      summary: 'trivy-operator does not answer: new images are not scanned, and old reports go',
      runbook: `kubectl -n ${namespace} describe deployment ${operator}; killed for its memory? Raise components.trivy-operator.operator.memory`,
    },
  ];
}
