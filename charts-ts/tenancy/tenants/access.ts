import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { type Tenant, tenantRoles } from '../../config/tenant.ts';
import { groupPrefix } from '../../kit/login.ts';
import type { Rule } from '../../kit/rbac.ts';
import { addToTenantRole, aggregatedTenantRoles, tenantRoleName } from '../../kit/tenant-roles.ts';
import { groupsOf } from '../../kit/tenants.ts';

/** Binds the tenant's groups in a namespace, each to the role that its file gives them. */
export function bindings(scope: Construct, namespace: string, { access }: Tenant): void {
  for (const role of tenantRoles) {
    const groups = groupsOf(access, role);
    if (groups.length === 0) continue;
    const name = tenantRoleName(role);
    new k8s.KubeRoleBinding(scope, `RoleBinding-${namespace}-${role}`, {
      metadata: { name, namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: groups.map((group) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: `${groupPrefix}${group}` })),
    });
  }
}

const read = ['get', 'list', 'watch'];
const write = ['create', 'update', 'patch', 'delete'];

const gatewayGroup = 'gateway.networking.k8s.io';
const routes = ['backendtlspolicies', 'grpcroutes', 'httproutes', 'referencegrants'];
const monitors = ['podmonitors', 'probes', 'prometheusrules', 'servicemonitors'];

/** Everything in its namespaces but Secrets, by name, since a wildcard would take them along. */
const viewer: readonly Rule[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'limitranges',
      // Its own alone, since the role is bound there.
      'namespaces',
      'persistentvolumeclaims',
      'pods',
      'pods/log',
      'replicationcontrollers',
      'resourcequotas',
      'serviceaccounts',
      'services',
    ],
    verbs: read,
  },
  { apiGroups: ['apps'], resources: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'], verbs: read },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: read },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: read },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: read },
  { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: read },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: read },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: read },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings', 'roles'], verbs: read },
  { apiGroups: [gatewayGroup], resources: routes, verbs: read },
  { apiGroups: ['monitoring.coreos.com'], resources: monitors, verbs: read },
];

/**
 * Runs applications: workloads and what belongs to them, a shell and a port of a pod. Not Secrets by their name; but who starts or
 * enters a pod reaches those that it mounts, as with any cluster.
 */
const developer: readonly Rule[] = [
  { apiGroups: [''], resources: ['configmaps', 'services'], verbs: write },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['create', 'update', 'patch'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
  { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  // kubectl opens these with GET or with POST, by its version.
  { apiGroups: [''], resources: ['pods/attach', 'pods/exec', 'pods/portforward'], verbs: ['create', 'get'] },
  { apiGroups: ['apps'], resources: ['deployments', 'statefulsets'], verbs: write },
  { apiGroups: ['apps'], resources: ['deployments/scale', 'statefulsets/scale'], verbs: ['get', 'update', 'patch'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: write },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: write },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: write },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: write },
  { apiGroups: [gatewayGroup], resources: ['backendtlspolicies', 'grpcroutes', 'httproutes'], verbs: write },
  { apiGroups: ['monitoring.coreos.com'], resources: monitors, verbs: write },
];

/**
 * Secrets, accounts without rights, the deletion of volumes, and network policies, which a policy of the API server keeps inside the
 * tenant. No roles, bindings, quotas, limits, namespaces, tokens of others, nor acting as somebody else.
 */
const admin: readonly Rule[] = [
  { apiGroups: [''], resources: ['secrets'], verbs: [...read, ...write] },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: write },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['delete'] },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: write },
];

/** The roles of all tenants, with what Kubernetes itself and the Gateway have. */
export function roles(scope: Construct): void {
  aggregatedTenantRoles(scope);
  for (const [role, rules] of [['viewer', viewer] as const, ['developer', developer] as const, ['admin', admin] as const])
    addToTenantRole(scope, 'kubernetes', role, rules);
}
