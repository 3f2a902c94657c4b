import type { Construct } from 'constructs';
import { clusterRole, role } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];

/** What the provisioner calls: volumes for the cluster, helper pods only in its own namespace. */
export function localPathRights(scope: Construct, account: string, namespace: string): void {
  clusterRole(scope, account, {
    account,
    accountNamespace: namespace,
    rules: [
      { apiGroups: [''], resources: ['nodes', 'persistentvolumeclaims'], verbs: read },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: read },
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: [...read, 'create', 'patch', 'delete'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    ],
  });
  role(scope, account, {
    namespace,
    account,
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'create', 'delete'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] },
    ],
  });
}
