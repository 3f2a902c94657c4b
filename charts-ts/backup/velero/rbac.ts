import type { Construct } from 'constructs';
import { clusterRole, type Rule, role, serviceAccount } from '../../kit/rbac.ts';
import { namespace, nodeAgent, server } from './names.ts';

const read = ['get', 'list', 'watch'];

/**
 * Every kind that there is and that tenants may bring, to read and to restore; roles too, which it may hand out without having
 * them. Not cluster-admin: it acts as nobody else (impersonate), signs nothing, and asks no address beside the objects.
 */
const everything: readonly Rule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: [...read, 'create', 'update', 'patch', 'delete', 'deletecollection'] },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'clusterroles'], verbs: ['bind', 'escalate'] },
];

/** What programs on each node call, in all namespaces: pkg/controller/data_{upload,download}_controller.go and pkg/exposer of the release. */
const movingAnywhere: readonly Rule[] = [
  {
    apiGroups: ['velero.io'],
    resources: ['backuprepositories', 'backupstoragelocations', 'datadownloads', 'datauploads', 'podvolumebackups', 'podvolumerestores'],
    verbs: read,
  },
  { apiGroups: [''], resources: ['pods', 'nodes'], verbs: read },
  // A restored volume is bound to the claim that waits for it.
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['get', 'patch'] },
  { apiGroups: [''], resources: ['persistentvolumes'], verbs: ['get', 'patch', 'delete'] },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: read },
  { apiGroups: ['storage.k8s.io'], resources: ['volumeattachments'], verbs: ['list'] },
  { apiGroups: ['scheduling.k8s.io'], resources: ['priorityclasses'], verbs: ['get'] },
  { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: ['get', 'patch', 'delete'] },
  { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshotcontents'], verbs: ['get', 'create', 'update', 'patch', 'delete'] },
];

/** And in Velero's own namespace, where the copies of volumes and the pods that read them are. */
const movingHere: readonly Rule[] = [
  { apiGroups: ['velero.io'], resources: ['datauploads', 'datadownloads', 'podvolumebackups', 'podvolumerestores'], verbs: ['update', 'patch'] },
  { apiGroups: ['velero.io'], resources: ['backuprepositories'], verbs: ['create', 'update', 'patch'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['create', 'delete'] },
  { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['get', 'list'] },
  { apiGroups: [''], resources: ['events'], verbs: [...read, 'create', 'patch'] },
  { apiGroups: ['apps'], resources: ['daemonsets'], verbs: ['get'] },
  { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: ['create'] },
];

export function serverRights(scope: Construct): string {
  clusterRole(scope, server, { account: server, accountNamespace: namespace, rules: everything });
  return serviceAccount(scope, server, { operated: true });
}

export function nodeAgentRights(scope: Construct): string {
  clusterRole(scope, `${server}-${nodeAgent}`, { account: nodeAgent, accountNamespace: namespace, rules: movingAnywhere });
  role(scope, nodeAgent, { namespace, account: nodeAgent, rules: movingHere });
  return serviceAccount(scope, nodeAgent, { operated: true });
}
