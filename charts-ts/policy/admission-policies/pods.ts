import type { Cel, ResourceRule } from '../../kit/admission.ts';
import { isNew, untyped } from './cel.ts';

/** Pods, and whatever makes them: who writes a Deployment gets the message, not an event of its ReplicaSet. */
export const podsAndTemplates: readonly ResourceRule[] = [
  { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] },
  {
    apiGroups: ['apps'],
    apiVersions: ['v1'],
    operations: ['CREATE', 'UPDATE'],
    resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
  },
  { apiGroups: ['batch'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['jobs', 'cronjobs'] },
];

/** The same, with the containers that `kubectl debug` adds. */
export const podsTemplatesAndDebugging: readonly ResourceRule[] = [
  ...podsAndTemplates,
  { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['pods/ephemeralcontainers'] },
];

function podSpecOf(of: Cel): Cel {
  return `(${of}.kind == 'Pod' ? ${of}.spec : ${of}.kind == 'CronJob' ? ${of}.spec.jobTemplate.spec.template.spec : ${of}.spec.template.spec)`;
}

/** Controllers update what they own all the time; only a new pod specification is judged. */
export const podSpecIsNew: Readonly<Record<string, Cel>> = { 'pod-spec-is-new': isNew(podSpecOf) };

/** The pod specification, whatever the kind. */
export const podSpec: Readonly<Record<string, Cel>> = { podSpec: podSpecOf(untyped) };

/** All containers; of a pod that is debugged only those that debug it. */
export const containers: Readonly<Record<string, Cel>> = {
  ...podSpec,
  containers:
    "request.?subResource.orValue('') == 'ephemeralcontainers' ? variables.podSpec.?ephemeralContainers.orValue([])" +
    ' : variables.podSpec.containers + variables.podSpec.?initContainers.orValue([])',
};
