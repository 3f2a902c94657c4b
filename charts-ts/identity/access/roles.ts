import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { type Access, type AccessRole, groupsWith } from '../../config/access.ts';
import type { Chosen } from '../../kit/component.ts';
import { groupPrefix } from '../../kit/login.ts';
import type { Rule } from '../../kit/rbac.ts';
import { readRules } from './kinds.ts';

/**
 * What an operator does beside looking: takes pods away, which their owners make again. Not `patch` of a Deployment, with which
 * one runs any image as any ServiceAccount: workloads are restarted in Argo CD. No shell and no port of a pod either, since both
 * lead to the Secrets that it has.
 */
const operatorRules: readonly Rule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
  { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
];

/** A role for each that a group has, and its binding; nothing where no group has one. */
export function roleObjects(scope: Construct, access: Access, platform: readonly Chosen[]): void {
  const seen = readRules(platform);
  // Everything: these are the people who mend what no role foresaw. It is Kubernetes' own role, so nothing here grants "*" to a program.
  bind(scope, access, 'administrator', 'cluster-admin');
  for (const [role, rules] of [['operator', [...seen, ...operatorRules]] as const, ['viewer', seen] as const]) {
    if (groupsWith(access, role).length === 0) continue;
    clusterRole(scope, nameOf(role), rules);
    bind(scope, access, role, nameOf(role));
  }
}

function nameOf(role: AccessRole): string {
  return `platform-${role}`;
}

function clusterRole(scope: Construct, name: string, rules: readonly Rule[]): void {
  new k8s.KubeClusterRole(scope, `ClusterRole-${name}`, {
    metadata: { name },
    rules: rules.map(({ apiGroups = [], resources = [], verbs }) => ({ apiGroups: [...apiGroups], resources: [...resources], verbs: [...verbs] })),
  });
}

function bind(scope: Construct, access: Access, role: AccessRole, clusterRoleName: string): void {
  const groups = groupsWith(access, role);
  if (groups.length === 0) return;
  const name = nameOf(role);
  new k8s.KubeClusterRoleBinding(scope, `ClusterRoleBinding-${name}`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: clusterRoleName },
    subjects: groups.map((group) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: `${groupPrefix}${group}` })),
  });
}
