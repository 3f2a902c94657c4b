import type { Construct } from 'constructs';
import { clusterRole, type Rule, role, serviceAccount } from '../../kit/rbac.ts';
import { accounts, csiOperator, drivers, namespace } from './names.ts';

const read = ['get', 'list', 'watch'];
const write = [...read, 'create', 'update', 'patch', 'delete'];
const events: Rule = { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch', 'update'] };
// Only the classes of this component name secrets, and those stand here: no driver reads a Secret of others.
const secrets: Rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };

/** The operator of the drivers, and the drivers in two accounts: one that makes volumes, one that mounts them. */
export function csiRights(scope: Construct): void {
  operatorRights(scope);
  controllerRights(scope);
  nodeRights(scope);
}

/** It watches its own namespace only (WATCH_NAMESPACE). */
function operatorRights(scope: Construct): void {
  const kinds = ['cephconnections', 'clientprofilemappings', 'clientprofiles', 'drivers', 'operatorconfigs'];
  role(scope, csiOperator, {
    namespace,
    account: csiOperator,
    rules: [
      { apiGroups: [''], resources: ['configmaps', 'services'], verbs: write },
      { apiGroups: ['apps'], resources: ['daemonsets', 'deployments'], verbs: write },
      events,
      { apiGroups: ['csi.ceph.io'], resources: kinds, verbs: read },
      {
        apiGroups: ['csi.ceph.io'],
        resources: ['cephconnections', 'clientprofilemappings', 'clientprofiles', 'drivers'],
        verbs: ['update', 'patch', 'delete'],
      },
      {
        apiGroups: ['csi.ceph.io'],
        resources: ['clientprofilemappings', 'clientprofiles', 'drivers'].flatMap((kind) => [`${kind}/status`, `${kind}/finalizers`]),
        verbs: ['update', 'patch'],
      },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['0a62cc8a.ceph.io'], verbs: ['get', 'update', 'patch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    ],
  });
  clusterRole(scope, csiOperator, {
    account: csiOperator,
    accountNamespace: namespace,
    rules: [
      { apiGroups: ['storage.k8s.io'], resources: ['csidrivers'], verbs: [...read, 'create'] },
      { apiGroups: ['storage.k8s.io'], resources: ['csidrivers'], resourceNames: Object.values(drivers), verbs: ['update', 'patch', 'delete'] },
      { apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch'] },
      { apiGroups: ['cbt.storage.k8s.io'], resources: ['snapshotmetadataservices'], verbs: read },
    ],
  });
}

/** The sidecars that make, attach, grow and snapshot volumes, and the driver itself; without add-ons, groups of snapshots and keys of tenants. */
function controllerRights(scope: Construct): void {
  const account = serviceAccount(scope, accounts.csiController, { operated: true });
  role(scope, account, {
    namespace,
    account,
    rules: [
      secrets,
      { apiGroups: [''], resources: ['configmaps', 'pods'], verbs: ['get'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: [...read, 'create', 'update', 'patch', 'delete'] },
    ],
  });
  clusterRole(scope, account, {
    account,
    accountNamespace: namespace,
    rules: [
      events,
      { apiGroups: [''], resources: ['nodes'], verbs: read },
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: write },
      { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: [...read, 'update', 'patch'] },
      { apiGroups: [''], resources: ['persistentvolumeclaims/status'], verbs: ['patch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['csinodes', 'storageclasses', 'volumeattributesclasses'], verbs: read },
      { apiGroups: ['storage.k8s.io'], resources: ['volumeattachments'], verbs: [...read, 'patch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['volumeattachments/status'], verbs: ['patch'] },
      { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots', 'volumesnapshotclasses'], verbs: read },
      { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshotcontents'], verbs: [...read, 'update', 'patch'] },
      { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshotcontents/status'], verbs: ['update', 'patch'] },
    ],
  });
}

/** The driver on each node: the kubelet hands it what it needs, so it reads little. */
function nodeRights(scope: Construct): void {
  const account = serviceAccount(scope, accounts.csiNode, { operated: true });
  role(scope, account, { namespace, account, rules: [secrets, { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }] });
  clusterRole(scope, account, {
    account,
    accountNamespace: namespace,
    rules: [
      events,
      { apiGroups: [''], resources: ['nodes', 'persistentvolumeclaims'], verbs: ['get'] },
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: ['get', 'list'] },
      { apiGroups: ['storage.k8s.io'], resources: ['volumeattachments'], verbs: ['get', 'list'] },
    ],
  });
}
