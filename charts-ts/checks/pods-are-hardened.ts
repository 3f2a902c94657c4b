import { isMap } from '../config/merge.ts';
import type { ExceptionRule } from '../kit/component.ts';
import type { Check } from './checks.ts';
import { type Deviation, exceptions } from './exceptions.ts';
import { podsOf, within } from './pods.ts';

const rules: readonly ExceptionRule[] = [
  'host-network',
  'host-pid',
  'host-path',
  'privileged',
  'privilege-escalation',
  'capabilities',
  'root-user',
  'writable-root',
  'seccomp',
];

/**
 * Pods run as Pod Security's `restricted` wants it, and on a read-only root besides. Where a program cannot, its component says why.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export const podsAreHardened: Check = exceptions(rules, (object) => {
  const pods = podsOf(object, 1);
  if (pods === undefined) return undefined;
  const spec: unknown = pods.spec;
  const containers = [...pods.spec.containers, ...(pods.spec.initContainers ?? [])];
  const volumes = pods.spec.volumes ?? [];
  const pod = (rule: ExceptionRule, deviates: boolean, words: string): Deviation[] => (deviates ? [{ rule, words }] : []);
  const inContainer = (rule: ExceptionRule, deviates: (security: Security) => boolean, words: string): Deviation[] =>
    containers
      .filter((container) => deviates(securityOf(container, spec)))
      .slice(0, 1)
      .map(({ name }) => ({ rule, words: `container ${name} ${words}` }));
  return [
    ...pod('host-network', within(spec, 'hostNetwork') === true, "uses the host's network; leave out hostNetwork"),
    ...pod('host-pid', within(spec, 'hostPID') === true, "sees the host's processes; leave out hostPID"),
    ...pod(
      'host-path',
      volumes.some((volume) => 'hostPath' in volume),
      'mounts a folder of the host; leave out hostPath',
    ),
    ...inContainer('privileged', ({ privileged }) => privileged === true, 'is privileged; leave that out'),
    ...inContainer(
      'privilege-escalation',
      ({ allowPrivilegeEscalation, privileged }) => allowPrivilegeEscalation !== false && privileged !== true,
      'may gain privileges; set allowPrivilegeEscalation: false',
    ),
    ...inContainer(
      'capabilities',
      ({ capabilities }) => !capabilities?.drop?.includes('ALL') || (capabilities.add ?? []).length > 0,
      'has capabilities; drop ALL and add none',
    ),
    ...inContainer('root-user', ({ runAsNonRoot, runAsUser }) => runAsNonRoot !== true || runAsUser === 0, 'may run as root; set runAsNonRoot: true'),
    ...inContainer(
      'writable-root',
      ({ readOnlyRootFilesystem }) => readOnlyRootFilesystem !== true,
      'writes into its image; set readOnlyRootFilesystem: true and mount what it writes',
    ),
    ...inContainer('seccomp', ({ seccompProfile }) => seccompProfile?.type !== 'RuntimeDefault', 'has no seccomp profile; set RuntimeDefault'),
  ];
});

interface Security {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
}

/** A container's own settings above those of its pod. */
function securityOf(container: unknown, spec: unknown): Security {
  const [ofPod, own] = [within(spec, 'securityContext'), within(container, 'securityContext')];
  return { ...(isMap(ofPod) ? ofPod : {}), ...(isMap(own) ? own : {}) };
}
