import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

/** What may be done with which resources; the same fields as Kubernetes' PolicyRule. */
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceUrls?: readonly string[];
  readonly verbs: readonly string[];
}

/** A ServiceAccount that hands its token only to pods that ask for it; `operated`: to all, since its operator's pods never ask. Returns its name. */
export function serviceAccount(scope: Construct, name: string, options: { readonly operated?: boolean } = {}): string {
  new k8s.KubeServiceAccount(scope, `ServiceAccount-${name}`, { metadata: { name }, automountServiceAccountToken: options.operated ?? false });
  return name;
}

/** A Role in a namespace, bound to a ServiceAccount. */
export function role(
  scope: Construct,
  name: string,
  options: {
    readonly namespace: string;
    readonly account: string;
    readonly accountNamespace?: string;
    readonly rules: readonly Rule[];
    readonly annotations?: Readonly<Record<string, string>>;
  },
): void {
  const metadata = { name, namespace: options.namespace, ...(options.annotations === undefined ? {} : { annotations: { ...options.annotations } }) };
  new k8s.KubeRole(scope, `Role-${options.namespace}-${name}`, { metadata, rules: options.rules.map(policyRule) });
  new k8s.KubeRoleBinding(scope, `RoleBinding-${options.namespace}-${name}`, {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [subject(options.account, options.accountNamespace ?? options.namespace)],
  });
}

/** A ClusterRole bound to a ServiceAccount in the whole cluster. */
export function clusterRole(
  scope: Construct,
  name: string,
  options: {
    readonly account: string;
    readonly accountNamespace: string;
    readonly rules: readonly Rule[];
  },
): void {
  new k8s.KubeClusterRole(scope, `ClusterRole-${name}`, {
    metadata: { name },
    rules: options.rules.map(policyRule),
  });
  new k8s.KubeClusterRoleBinding(scope, `ClusterRoleBinding-${name}`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [subject(options.account, options.accountNamespace)],
  });
}

/** Binds one of Kubernetes' own ClusterRoles, such as `view`, to a ServiceAccount in the whole cluster. */
export function bindClusterRole(
  scope: Construct,
  name: string,
  options: { readonly role: 'view'; readonly account: string; readonly accountNamespace: string },
): void {
  new k8s.KubeClusterRoleBinding(scope, `ClusterRoleBinding-${name}`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: options.role },
    subjects: [subject(options.account, options.accountNamespace)],
  });
}

function subject(name: string, namespace: string): k8s.Subject {
  return { kind: 'ServiceAccount', name, namespace };
}

function policyRule(rule: Rule): k8s.PolicyRule {
  const { apiGroups, resources, resourceNames, nonResourceUrls, verbs } = rule;
  return {
    ...(apiGroups && { apiGroups: [...apiGroups] }),
    ...(resources && { resources: [...resources] }),
    ...(resourceNames && { resourceNames: [...resourceNames] }),
    ...(nonResourceUrls && { nonResourceUrLs: [...nonResourceUrls] }),
    verbs: [...verbs],
  };
}
