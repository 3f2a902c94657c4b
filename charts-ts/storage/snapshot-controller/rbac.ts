import type { Construct } from 'constructs';
import { clusterRole, role } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];
const group = 'snapshot.storage.k8s.io';

/** What the controller calls while group snapshots are off: pkg/common-controller of the release. */
export function snapshotControllerRights(scope: Construct, name: string, namespace: string): void {
  clusterRole(scope, name, {
    account: name,
    accountNamespace: namespace,
    rules: [
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: read },
      // A claim that is being copied keeps a finalizer until that is done.
      { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: [...read, 'update'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      { apiGroups: [group], resources: ['volumesnapshotclasses'], verbs: read },
      { apiGroups: [group], resources: ['volumesnapshotcontents'], verbs: [...read, 'create', 'patch', 'delete'] },
      { apiGroups: [group], resources: ['volumesnapshotcontents/status'], verbs: ['patch'] },
      { apiGroups: [group], resources: ['volumesnapshots'], verbs: [...read, 'update', 'patch'] },
      { apiGroups: [group], resources: ['volumesnapshots/status'], verbs: ['update', 'patch'] },
    ],
  });
  role(scope, name, {
    namespace,
    account: name,
    rules: [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['snapshot-controller-leader'], verbs: ['get', 'update', 'patch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    ],
  });
}
