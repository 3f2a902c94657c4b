import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { type TenantRole, tenantRoles } from '../config/tenant.ts';
import { polder } from './labels.ts';
import type { Rule } from './rbac.ts';

/** The ClusterRole that a group of a tenant is bound to in its namespaces. */
export function tenantRoleName(role: TenantRole): string {
  return `polder-tenant-${role}`;
}

/** The three ClusterRoles: what is in them comes from `addToTenantRole`, of whichever component knows the kinds. */
export function aggregatedTenantRoles(scope: Construct): void {
  for (const role of tenantRoles) {
    new k8s.KubeClusterRole(scope, `ClusterRole-${role}`, {
      metadata: { name: tenantRoleName(role) },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: label(role) }] },
    });
  }
}

/**
 * Adds rules to a role of tenants, and to those above it: a developer sees what a viewer sees, an admin does what a developer does.
 * `name` is the component's. Never rules for roles, bindings, quotas or namespaces: with these a tenant would widen its own rights.
 */
export function addToTenantRole(scope: Construct, name: string, role: TenantRole, rules: readonly Rule[]): void {
  const higher = tenantRoles.slice(tenantRoles.indexOf(role));
  new k8s.KubeClusterRole(scope, `ClusterRole-${role}-${name}`, {
    metadata: { name: `${tenantRoleName(role)}-${name}`, labels: Object.assign({}, ...higher.map(label)) as Record<string, string> },
    rules: rules.map(({ apiGroups = [], resources = [], verbs }) => ({ apiGroups: [...apiGroups], resources: [...resources], verbs: [...verbs] })),
  });
}

function label(role: TenantRole): Record<string, string> {
  return { [`${polder.aggregateTo}-${role}`]: 'true' };
}
