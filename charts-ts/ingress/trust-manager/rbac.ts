import type { Construct } from 'constructs';
import { clusterRole, type Rule, role } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];
const group = 'trust.cert-manager.io';

/** What trust-manager calls, without Secrets as targets. ConfigMaps it may only change where they are the bundle. */
function rules(bundle: string): readonly Rule[] {
  return [
    { apiGroups: [group], resources: ['bundles'], verbs: read },
    { apiGroups: [group], resources: ['bundles/status'], verbs: ['patch'] },
    // For clusters that guard owner references.
    { apiGroups: [group], resources: ['bundles/finalizers'], verbs: ['update'] },
    { apiGroups: [''], resources: ['namespaces'], verbs: read },
    { apiGroups: [''], resources: ['configmaps'], verbs: read },
    // It writes with server-side apply, whose create is asked for by name.
    { apiGroups: [''], resources: ['configmaps'], resourceNames: [bundle], verbs: ['create', 'patch', 'delete'] },
    { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
  ];
}

export function trustManagerRights(scope: Construct, name: string, namespace: string, bundle: string): void {
  clusterRole(scope, name, { account: name, accountNamespace: namespace, rules: rules(bundle) });
  role(scope, name, {
    namespace,
    account: name,
    rules: [
      // Sources may be Secrets of this namespace: it does not start before it has listed them.
      { apiGroups: [''], resources: ['secrets'], verbs: read },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['trust-manager-leader-election'], verbs: ['get', 'update', 'patch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    ],
  });
}
