import type { Alert } from '../../kit/metrics.ts';

const waiting = (reasons: string) =>
  `max by (namespace, pod, container, reason) (kube_pod_container_status_waiting_reason{reason=~"${reasons}"} or kube_pod_init_container_status_waiting_reason{reason=~"${reasons}"}) == 1`;

const describePod = 'kubectl -n {{ $labels.namespace }} describe pod {{ $labels.pod }}';

/** Pods and what makes them, of the platform and of tenants: by the metrics of kube-state-metrics. */
export const workloadAlerts: readonly Alert[] = [
  {
    name: 'PodCrashLoops',
    // It waits longer and longer between two tries, and runs in between.
    expression: 'max by (namespace, pod, container) (max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[10m])) == 1',
    holds: '15m',
    severity: 'warning',
    summary: 'Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} ends again and again',
    runbook: 'kubectl -n {{ $labels.namespace }} logs {{ $labels.pod }} -c {{ $labels.container }} --previous',
  },
  {
    name: 'PodImagePullFails',
    expression: waiting('ImagePullBackOff|ErrImagePull|InvalidImageName|ErrImageNeverPull|ImageInspectError|SignatureValidationFailed'),
    holds: '10m',
    severity: 'warning',
    summary: 'The image of {{ $labels.container }} in {{ $labels.namespace }}/{{ $labels.pod }} cannot be pulled: {{ $labels.reason }}',
    runbook: `${describePod}: the event names the image; is it in the mirror (npm run mirror), and does the node trust the registry?`,
  },
  {
    name: 'PodCannotStart',
    expression: waiting('CreateContainerConfigError|CreateContainerError|RunContainerError'),
    holds: '10m',
    severity: 'warning',
    summary: 'Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} cannot start: {{ $labels.reason }}',
    runbook: `${describePod}: the event names the Secret, ConfigMap or volume that is missing`,
  },
  {
    name: 'PodNotReady',
    // Pods of Jobs end; of these JobFailed tells.
    expression:
      '(max by (namespace, pod) (kube_pod_status_ready{condition=~"false|unknown"}) == 1) unless on (namespace, pod) (kube_pod_status_phase{phase=~"Succeeded|Failed"} == 1) unless on (namespace, pod) kube_pod_owner{owner_kind="Job"}',
    holds: '20m',
    severity: 'warning',
    summary: '{{ $labels.namespace }}/{{ $labels.pod }} has not been ready for 20 minutes',
    runbook: `${describePod}; Pending: its events say which node, volume or quota it misses; Running: its readiness probe fails, see its log`,
  },
  {
    name: 'PodDoesNotEnd',
    expression: 'time() - max by (namespace, pod) (kube_pod_deletion_timestamp) > 60 * 60',
    holds: '5m',
    severity: 'warning',
    summary: '{{ $labels.namespace }}/{{ $labels.pod }} was to be gone an hour ago',
    runbook: 'kubectl -n {{ $labels.namespace }} get pod {{ $labels.pod }} -o yaml: a finalizer, or a node that does not answer (see NodeNotReady)',
  },
  {
    name: 'ContainerOutOfMemory',
    expression:
      'max by (namespace, pod, container) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled"}) == 1 and on (namespace, pod, container) increase(kube_pod_container_status_restarts_total[15m]) > 0',
    holds: '0m',
    severity: 'warning',
    summary: 'Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} used more memory than its limit, and was ended',
    runbook: 'dashboard "workloads" shows its memory; raise its size (of the platform: components.<name>.size), or find what it keeps',
  },
  {
    name: 'DeploymentRolloutStuck',
    expression: 'max by (namespace, deployment) (kube_deployment_status_condition{condition="Progressing",status="false"}) == 1',
    holds: '10m',
    severity: 'warning',
    summary: 'The rollout of Deployment {{ $labels.namespace }}/{{ $labels.deployment }} does not go on',
    runbook: 'kubectl -n {{ $labels.namespace }} rollout status deploy/{{ $labels.deployment }}; describe its newest pod; revert the commit when in doubt',
  },
  replicasMissing('DeploymentReplicasMissing', 'deployment', 'kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'),
  replicasMissing('StatefulSetReplicasMissing', 'statefulset', 'kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready'),
  replicasMissing('DaemonSetPodsMissing', 'daemonset', 'kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_available'),
  {
    name: 'JobFailed',
    expression: 'max by (namespace, job_name) (kube_job_failed{condition="true"}) == 1',
    holds: '5m',
    severity: 'warning',
    summary: 'Job {{ $labels.namespace }}/{{ $labels.job_name }} failed',
    runbook: 'kubectl -n {{ $labels.namespace }} logs job/{{ $labels.job_name }}; then delete the Job, which ends this alert',
  },
  {
    name: 'JobDoesNotEnd',
    expression: 'time() - max by (namespace, job_name) (kube_job_status_start_time and on (namespace, job_name) kube_job_status_active > 0) > 12 * 60 * 60',
    holds: '15m',
    severity: 'warning',
    summary: 'Job {{ $labels.namespace }}/{{ $labels.job_name }} has run for {{ $value | humanizeDuration }}',
    runbook: 'kubectl -n {{ $labels.namespace }} describe job {{ $labels.job_name }}, then the log of its pod',
  },
  {
    name: 'CronJobDoesNotRun',
    expression:
      'time() - max by (namespace, cronjob) (kube_cronjob_next_schedule_time) > 60 * 60 unless on (namespace, cronjob) (kube_cronjob_spec_suspend == 1 or kube_cronjob_status_active > 0)',
    holds: '15m',
    severity: 'warning',
    summary: 'CronJob {{ $labels.namespace }}/{{ $labels.cronjob }} was to start {{ $value | humanizeDuration }} ago, and did not',
    runbook: 'kubectl -n {{ $labels.namespace }} describe cronjob {{ $labels.cronjob }}: a quota, a missed deadline, or the controller manager',
  },
  {
    name: 'DisruptionBudgetUnmet',
    expression:
      'max by (namespace, poddisruptionbudget) (kube_poddisruptionbudget_status_desired_healthy - kube_poddisruptionbudget_status_current_healthy) > 0',
    holds: '20m',
    severity: 'warning',
    summary: 'Fewer pods are healthy than {{ $labels.namespace }}/{{ $labels.poddisruptionbudget }} wants: no node that holds one can be drained',
    runbook: 'kubectl -n {{ $labels.namespace }} describe pdb {{ $labels.poddisruptionbudget }}, then the pods that it selects',
  },
  {
    name: 'NamespaceDoesNotEnd',
    expression: 'max by (namespace) (kube_namespace_status_phase{phase="Terminating"}) == 1',
    holds: '1h',
    severity: 'warning',
    summary: 'Namespace {{ $labels.namespace }} has been ending for an hour',
    runbook: 'kubectl get namespace {{ $labels.namespace }} -o yaml: its conditions name what is left, or the API that does not answer',
  },
];

function replicasMissing(name: string, kind: 'deployment' | 'statefulset' | 'daemonset', wanted: string, there: string): Alert {
  const by = `max by (namespace, ${kind})`;
  return {
    name,
    expression: `${by} (${wanted}) - ${by} (${there}) > 0`,
    holds: '20m',
    severity: 'warning',
    summary: `{{ $value }} pods of ${kind} {{ $labels.namespace }}/{{ $labels.${kind} }} have been missing for 20 minutes`,
    runbook: `kubectl -n {{ $labels.namespace }} describe ${kind} {{ $labels.${kind} }}, then the pods that are not ready, or its events when there are none`,
  };
}
