import type { KubeObject } from '../../kit/object.ts';
import { step } from '../../kit/resource.ts';
import type { Demands, SecurityContextConstraints } from './types.ts';

/** Every pod may use it: https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/authentication_and_authorization/managing-pod-security-policies */
export const restricted = 'restricted-v2';

/** On a pod: the one SCC that it is judged by, so that it never gets more because its account may use another. */
export const requiredScc = 'openshift.io/required-scc';

/** Pods that open folders of the node need the type that SELinux lets do so: those folders have labels of their own. */
export const hostFolderType = 'spc_t';

/** An SCC, and the right to use it for these ServiceAccounts of a namespace. All before the pods. */
export function constraints(
  name: string,
  demands: Demands,
  options: { readonly namespace: string; readonly accounts: readonly string[]; readonly labels: Labels },
): KubeObject[] {
  const { namespace, accounts, labels } = options;
  const own = { name, namespace, labels, annotations: step(-1) };
  const scc: SecurityContextConstraints = {
    apiVersion: 'security.openshift.io/v1',
    kind: 'SecurityContextConstraints',
    metadata: { name, labels, annotations: step(-1) },
    ...allowed(demands),
  };
  return [
    scc as unknown as KubeObject,
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: own,
      rules: [{ apiGroups: ['security.openshift.io'], resources: ['securitycontextconstraints'], resourceNames: [name], verbs: ['use'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: own,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: accounts.map((account) => ({ kind: 'ServiceAccount', name: account, namespace })),
    },
  ];
}

type Labels = Readonly<Record<string, string>>;

/** The least that lets pods with these demands in; for all else it is `restricted-v2`. */
function allowed(demands: Demands): Omit<SecurityContextConstraints, 'apiVersion' | 'kind' | 'metadata'> {
  const { privileged, user, fsGroup } = demands;
  return {
    allowHostDirVolumePlugin: demands.hostPath,
    allowHostIPC: false,
    allowHostNetwork: demands.hostNetwork,
    allowHostPID: demands.hostPid,
    allowHostPorts: demands.hostPorts,
    allowPrivilegeEscalation: demands.escalation || privileged,
    allowPrivilegedContainer: privileged,
    allowedCapabilities: demands.capabilities,
    defaultAddCapabilities: [],
    priority: 0,
    readOnlyRootFilesystem: demands.readOnlyRoot && !privileged,
    requiredDropCapabilities: demands.dropsAll && !privileged ? ['ALL'] : [],
    runAsUser: user === undefined ? { type: 'MustRunAsRange' } : user === 'any' ? { type: 'RunAsAny' } : { type: 'MustRunAs', uid: user },
    seLinuxContext: { type: demands.hostPath || privileged ? 'RunAsAny' : 'MustRunAs' },
    fsGroup: user === 'any' ? { type: 'RunAsAny' } : { type: 'MustRunAs', ...(fsGroup === undefined ? {} : { ranges: [{ min: fsGroup, max: fsGroup }] }) },
    supplementalGroups: { type: 'RunAsAny' },
    seccompProfiles: demands.seccomp || privileged ? ['*'] : ['runtime/default'],
    volumes: demands.volumes,
  };
}
