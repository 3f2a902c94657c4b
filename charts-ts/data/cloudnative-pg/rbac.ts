import type { Construct } from 'constructs';
import { clusterRole, type Rule, role } from '../../kit/rbac.ts';
import { name, namespace, plugin } from './names.ts';

const read = ['get', 'list', 'watch'];
const make = [...read, 'create', 'patch'];
const all = [...make, 'update', 'delete'];
const status = ['get', 'patch', 'update'];
const group = 'postgresql.cnpg.io';

/** What the operator calls, in every namespace where somebody has a cluster: config/rbac/role.yaml of the release. */
const operatorRules: readonly Rule[] = [
  { apiGroups: [group], resources: clusterKinds(), verbs: all },
  { apiGroups: [group], resources: ['failoverquorums'], verbs: [...read, 'create', 'delete'] },
  { apiGroups: [group], resources: ['imagecatalogs', 'clusterimagecatalogs'], verbs: read },
  { apiGroups: [group], resources: [...clusterKinds(), 'failoverquorums'].map((kind) => `${kind}/status`), verbs: [...status, 'watch'] },
  { apiGroups: [group], resources: ['clusters/finalizers', 'databaseroles/finalizers', 'poolers/finalizers'], verbs: ['update'] },
  // Passwords and certificates that it makes, and those that a cluster names.
  { apiGroups: [''], resources: ['configmaps', 'secrets', 'services'], verbs: all },
  { apiGroups: [''], resources: ['configmaps/status', 'secrets/status'], verbs: status },
  { apiGroups: [''], resources: ['persistentvolumeclaims', 'pods', 'pods/exec'], verbs: [...make, 'delete'] },
  { apiGroups: [''], resources: ['pods/status'], verbs: ['get'] },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: [...make, 'update'] },
  { apiGroups: [''], resources: ['nodes'], verbs: read },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  // Poolers run as Deployments, the first start of a cluster as a Job.
  { apiGroups: ['apps'], resources: ['deployments'], verbs: all },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: [...make, 'delete'] },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: all },
  // Each copy may read its own cluster and no more: the operator hands out nothing that it may not do itself.
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: [...make, 'update'] },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: [...read, 'create', 'update'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
  { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: make },
  { apiGroups: ['monitoring.coreos.com'], resources: ['podmonitors'], verbs: [...make, 'delete'] },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['mutatingwebhookconfigurations'],
    resourceNames: ['cnpg-mutating-webhook-configuration'],
    verbs: ['get', 'patch'],
  },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['validatingwebhookconfigurations'],
    resourceNames: ['cnpg-validating-webhook-configuration'],
    verbs: ['get', 'patch'],
  },
];

function clusterKinds(): string[] {
  return ['backups', 'clusters', 'databaseroles', 'databases', 'poolers', 'publications', 'scheduledbackups', 'subscriptions'];
}

/** What the plugin calls: it gives each copy the right to read its object store's keys. config/rbac of its release. */
const pluginRules: readonly Rule[] = [
  { apiGroups: ['barmancloud.cnpg.io'], resources: ['objectstores'], verbs: [...read, 'patch', 'update'] },
  { apiGroups: ['barmancloud.cnpg.io'], resources: ['objectstores/finalizers'], verbs: ['update'] },
  { apiGroups: ['barmancloud.cnpg.io'], resources: ['objectstores/status'], verbs: status },
  { apiGroups: [group], resources: ['backups'], verbs: read },
  { apiGroups: [group], resources: ['clusters/finalizers'], verbs: ['update'] },
  { apiGroups: [''], resources: ['secrets'], verbs: read },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: [...make, 'update'] },
];

export function operatorRights(scope: Construct): void {
  clusterRole(scope, name, { account: name, accountNamespace: namespace, rules: operatorRules });
}

export function pluginRights(scope: Construct): void {
  clusterRole(scope, `${name}-${plugin}`, { account: plugin, accountNamespace: namespace, rules: pluginRules });
  role(scope, plugin, {
    namespace,
    account: plugin,
    rules: [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update', 'patch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    ],
  });
}
