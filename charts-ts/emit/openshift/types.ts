import type { Resource } from '../../kit/resource.ts';

/** https://github.com/openshift/api/blob/master/security/v1/types.go. What its definition requires is always written. */
export interface SecurityContextConstraints extends Resource {
  readonly apiVersion: 'security.openshift.io/v1';
  readonly kind: 'SecurityContextConstraints';
  readonly allowHostDirVolumePlugin: boolean;
  readonly allowHostIPC: boolean;
  readonly allowHostNetwork: boolean;
  readonly allowHostPID: boolean;
  readonly allowHostPorts: boolean;
  readonly allowPrivilegeEscalation: boolean;
  readonly allowPrivilegedContainer: boolean;
  readonly allowedCapabilities: readonly string[];
  readonly defaultAddCapabilities: readonly string[];
  readonly priority: number;
  readonly readOnlyRootFilesystem: boolean;
  readonly requiredDropCapabilities: readonly string[];
  readonly runAsUser: { readonly type: 'MustRunAsRange' | 'MustRunAsNonRoot' | 'RunAsAny' } | { readonly type: 'MustRunAs'; readonly uid: number };
  /** `MustRunAs`: the label that the namespace has. */
  readonly seLinuxContext: { readonly type: 'MustRunAs' | 'RunAsAny' };
  /** Without ranges: the namespace's own. */
  readonly fsGroup: { readonly type: 'MustRunAs'; readonly ranges?: readonly IdRange[] } | { readonly type: 'RunAsAny' };
  readonly supplementalGroups: { readonly type: 'RunAsAny' };
  readonly seccompProfiles: readonly string[];
  readonly volumes: readonly string[];
}

interface IdRange {
  readonly min: number;
  readonly max: number;
}

/** What a pod does beyond OpenShift's `restricted-v2`, which every pod may use. */
export interface Demands {
  readonly hostNetwork: boolean;
  readonly hostPid: boolean;
  readonly hostPorts: boolean;
  readonly hostPath: boolean;
  readonly privileged: boolean;
  readonly escalation: boolean;
  readonly seccomp: boolean;
  /** Capabilities that containers add. */
  readonly capabilities: readonly string[];
  /** False where a container keeps those that its runtime gives. */
  readonly dropsAll: boolean;
  readonly readOnlyRoot: boolean;
  /** The user that it must be: a number, any (several), or none, and then the platform chooses. */
  readonly user: number | 'any' | undefined;
  readonly fsGroup: number | undefined;
  /** Kinds of volumes, as an SCC names them. */
  readonly volumes: readonly string[];
}
