import type { RuleCase } from '../rule-case.ts';

const state = 'job="kube-state-metrics",instance="10.42.0.9:8080"';
const pod = `${state},namespace="shop",pod="web-1",uid="1"`;
const container = `${pod},container="web"`;
const podLabels = { namespace: 'shop', pod: 'web-1' };
const containerLabels = { ...podLabels, container: 'web' };

const waiting = (reason: string, init = '') => `kube_pod_${init}container_status_waiting_reason{${container},reason="${reason}"}`;

function missing(rule: string, kind: string, wanted: string, there: string): readonly RuleCase[] {
  const of = `{${state},namespace="shop",${kind}="web"}`;
  return [
    {
      name: `tells of a ${kind} that misses pods`,
      rule,
      series: { [`${wanted}${of}`]: '3x40', [`${there}${of}`]: '1x40' },
      at: '25m',
      fires: [{ namespace: 'shop', [kind]: 'web' }],
    },
    { name: `is quiet about a ${kind} that rolls out`, rule, series: { [`${wanted}${of}`]: '3x40', [`${there}${of}`]: '3x5 2x10 3x25' }, at: '25m' },
  ];
}

const ready = (value: string) => ({ [`kube_pod_status_ready{${pod},condition="false"}`]: value });

export const workloadCases: readonly RuleCase[] = [
  {
    name: 'tells of a container that ends again and again, though it runs in between',
    rule: 'PodCrashLoops',
    series: { [waiting('CrashLoopBackOff')]: '1x3 _x4 1x3 _x4 1x3 _x4 1x10' },
    at: '25m',
    fires: [containerLabels],
  },
  { name: 'is quiet about a container that ended twice', rule: 'PodCrashLoops', series: { [waiting('CrashLoopBackOff')]: '1x2 _x40' }, at: '25m' },
  {
    name: 'tells of an image that is not there, for an init container too',
    rule: 'PodImagePullFails',
    series: { [waiting('ImagePullBackOff', 'init_')]: '1x30' },
    at: '15m',
    fires: [{ ...containerLabels, reason: 'ImagePullBackOff' }],
  },
  { name: 'is quiet about an image that takes long', rule: 'PodImagePullFails', series: { [waiting('ContainerCreating')]: '1x30' }, at: '15m' },
  {
    name: 'tells of a Secret that is not there',
    rule: 'PodCannotStart',
    series: { [waiting('CreateContainerConfigError')]: '1x30' },
    at: '15m',
    fires: [{ ...containerLabels, reason: 'CreateContainerConfigError' }],
  },
  {
    name: 'is quiet about a Secret that came after three minutes',
    rule: 'PodCannotStart',
    series: { [waiting('CreateContainerConfigError')]: '1x3 _x30' },
    at: '15m',
  },
  { name: 'tells of a pod that does not become ready', rule: 'PodNotReady', series: ready('1x40'), at: '25m', fires: [podLabels] },
  {
    name: 'is quiet about the pod of a Job, and about one that has ended',
    rule: 'PodNotReady',
    series: {
      ...ready('1x40'),
      [`kube_pod_owner{${pod},owner_kind="Job",owner_name="web",owner_is_controller="true"}`]: '1x40',
      [`kube_pod_status_ready{${state},namespace="shop",pod="done",uid="2",condition="false"}`]: '1x40',
      [`kube_pod_status_phase{${state},namespace="shop",pod="done",uid="2",phase="Succeeded"}`]: '1x40',
    },
    at: '25m',
  },
  {
    name: 'tells of a pod that does not end',
    rule: 'PodDoesNotEnd',
    series: { [`kube_pod_deletion_timestamp{${pod}}`]: '60x120' },
    at: '100m',
    fires: [podLabels],
  },
  {
    name: 'is quiet about a pod that takes ten minutes to end',
    rule: 'PodDoesNotEnd',
    series: { [`kube_pod_deletion_timestamp{${pod}}`]: '60x10 _x100' },
    at: '100m',
  },
  {
    name: 'tells of a container that got no more memory',
    rule: 'ContainerOutOfMemory',
    series: {
      [`kube_pod_container_status_last_terminated_reason{${container},reason="OOMKilled"}`]: '_x5 1x30',
      [`kube_pod_container_status_restarts_total{${container}}`]: '0x5 1x30',
    },
    at: '10m',
    fires: [containerLabels],
  },
  {
    name: 'is quiet about what happened yesterday',
    rule: 'ContainerOutOfMemory',
    series: {
      [`kube_pod_container_status_last_terminated_reason{${container},reason="OOMKilled"}`]: '1x40',
      [`kube_pod_container_status_restarts_total{${container}}`]: '3x40',
    },
    at: '30m',
  },
  {
    name: 'tells of a rollout that does not go on',
    rule: 'DeploymentRolloutStuck',
    series: {
      [`kube_deployment_status_condition{${state},namespace="shop",deployment="web",condition="Progressing",status="false",reason="ProgressDeadlineExceeded"}`]:
        '1x20',
    },
    at: '15m',
    fires: [{ namespace: 'shop', deployment: 'web' }],
  },
  {
    name: 'is quiet about a rollout that goes on',
    rule: 'DeploymentRolloutStuck',
    series: {
      [`kube_deployment_status_condition{${state},namespace="shop",deployment="web",condition="Progressing",status="true",reason="ReplicaSetUpdated"}`]: '1x20',
    },
    at: '15m',
  },
  ...missing('DeploymentReplicasMissing', 'deployment', 'kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'),
  ...missing('StatefulSetReplicasMissing', 'statefulset', 'kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready'),
  ...missing('DaemonSetPodsMissing', 'daemonset', 'kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_available'),
  {
    name: 'tells of a Job that failed',
    rule: 'JobFailed',
    series: { [`kube_job_failed{${state},namespace="shop",job_name="import",condition="true"}`]: '1x20' },
    at: '10m',
    fires: [{ namespace: 'shop', job_name: 'import' }],
  },
  {
    name: 'is quiet about a Job that completed',
    rule: 'JobFailed',
    series: {
      [`kube_job_complete{${state},namespace="shop",job_name="import",condition="true"}`]: '1x20',
      [`kube_job_failed{${state},namespace="shop",job_name="import",condition="true"}`]: '0x20',
    },
    at: '10m',
  },
  {
    name: 'tells of a Job that runs for half a day',
    rule: 'JobDoesNotEnd',
    series: {
      [`kube_job_status_start_time{${state},namespace="shop",job_name="import"}`]: '0x900',
      [`kube_job_status_active{${state},namespace="shop",job_name="import"}`]: '1x900',
    },
    at: '13h',
    fires: [{ namespace: 'shop', job_name: 'import' }],
  },
  {
    name: 'is quiet about a Job that ended after ten hours',
    rule: 'JobDoesNotEnd',
    series: {
      [`kube_job_status_start_time{${state},namespace="shop",job_name="import"}`]: '0x900',
      [`kube_job_status_active{${state},namespace="shop",job_name="import"}`]: '1x600 0x300',
    },
    at: '13h',
  },
  {
    name: 'tells of a CronJob that is late',
    rule: 'CronJobDoesNotRun',
    series: {
      [`kube_cronjob_next_schedule_time{${state},namespace="shop",cronjob="nightly"}`]: '600x120',
      [`kube_cronjob_spec_suspend{${state},namespace="shop",cronjob="nightly"}`]: '0x120',
    },
    at: '100m',
    fires: [{ namespace: 'shop', cronjob: 'nightly' }],
  },
  {
    name: 'is quiet about a CronJob that is suspended, or still runs',
    rule: 'CronJobDoesNotRun',
    series: {
      [`kube_cronjob_next_schedule_time{${state},namespace="shop",cronjob="nightly"}`]: '600x120',
      [`kube_cronjob_spec_suspend{${state},namespace="shop",cronjob="nightly"}`]: '1x120',
      [`kube_cronjob_next_schedule_time{${state},namespace="shop",cronjob="hourly"}`]: '600x120',
      [`kube_cronjob_status_active{${state},namespace="shop",cronjob="hourly"}`]: '1x120',
    },
    at: '100m',
  },
  {
    name: 'tells of a budget that is not met',
    rule: 'DisruptionBudgetUnmet',
    series: {
      [`kube_poddisruptionbudget_status_desired_healthy{${state},namespace="shop",poddisruptionbudget="web"}`]: '2x40',
      [`kube_poddisruptionbudget_status_current_healthy{${state},namespace="shop",poddisruptionbudget="web"}`]: '1x40',
    },
    at: '25m',
    fires: [{ namespace: 'shop', poddisruptionbudget: 'web' }],
  },
  {
    name: 'is quiet about a budget that is just met',
    rule: 'DisruptionBudgetUnmet',
    series: {
      [`kube_poddisruptionbudget_status_desired_healthy{${state},namespace="shop",poddisruptionbudget="web"}`]: '2x40',
      [`kube_poddisruptionbudget_status_current_healthy{${state},namespace="shop",poddisruptionbudget="web"}`]: '2x40',
    },
    at: '25m',
  },
  {
    name: 'tells of a namespace that does not end',
    rule: 'NamespaceDoesNotEnd',
    series: { [`kube_namespace_status_phase{${state},namespace="shop",phase="Terminating"}`]: '1x90' },
    at: '70m',
    fires: [{ namespace: 'shop' }],
  },
  {
    name: 'is quiet about a namespace that is there',
    rule: 'NamespaceDoesNotEnd',
    series: {
      [`kube_namespace_status_phase{${state},namespace="shop",phase="Terminating"}`]: '0x90',
      [`kube_namespace_status_phase{${state},namespace="shop",phase="Active"}`]: '1x90',
    },
    at: '70m',
  },
];
