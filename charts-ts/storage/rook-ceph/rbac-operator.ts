import type { Construct } from 'constructs';
import { clusterRole, type Rule, role } from '../../kit/rbac.ts';
import { namespace, operator } from './names.ts';

const read = ['get', 'list', 'watch'];
const write = [...read, 'create', 'update', 'patch', 'delete'];

const kinds = [
  'cephblockpoolradosnamespaces',
  'cephblockpools',
  'cephbucketnotifications',
  'cephbuckettopics',
  'cephclients',
  'cephclusters',
  'cephcosidrivers',
  'cephfilesystemmirrors',
  'cephfilesystems',
  'cephfilesystemsubvolumegroups',
  'cephnfses',
  'cephnvmeofgateways',
  'cephobjectrealms',
  'cephobjectstoreaccounts',
  'cephobjectstores',
  'cephobjectstoreusers',
  'cephobjectzonegroups',
  'cephobjectzones',
  'cephrbdmirrors',
];

/**
 * What Rook does in its own namespace, which is all that it watches (ROOK_CURRENT_NAMESPACE_ONLY): a Role is enough.
 * Without what only OpenShift, Multus, disks behind claims, COSI and the mgr's module "rook" need.
 */
const inNamespace: readonly Rule[] = [
  { apiGroups: [''], resources: ['configmaps', 'secrets', 'services', 'pods'], verbs: write },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: read },
  { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'update'] },
  { apiGroups: ['apps'], resources: ['deployments', 'daemonsets'], verbs: [...write, 'deletecollection'] },
  { apiGroups: ['apps'], resources: ['deployments/finalizers'], verbs: ['update'] },
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: read },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: [...write, 'deletecollection'] },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: [...write, 'deletecollection'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices', 'endpointslices/restricted'], verbs: write },
  // It does not make what a person orders; to update is to add its finalizers.
  { apiGroups: ['ceph.rook.io'], resources: kinds, verbs: [...read, 'update'] },
  { apiGroups: ['ceph.rook.io'], resources: kinds.flatMap((kind) => [`${kind}/status`, `${kind}/finalizers`]), verbs: ['update'] },
  // How the drivers find the cluster.
  { apiGroups: ['csi.ceph.io'], resources: ['cephconnections', 'clientprofiles'], verbs: [...read, 'create', 'update', 'delete'] },
];

const inCluster: readonly Rule[] = [
  { apiGroups: [''], resources: ['nodes'], verbs: read },
  // Whether volumes are left, before a cluster is removed.
  { apiGroups: [''], resources: ['persistentvolumes'], verbs: ['get', 'list'] },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: read },
];

/** Buckets are claimed in any namespace, and their keys and addresses are put there: by names that only the claims know. */
const buckets: readonly Rule[] = [
  { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['get', 'create', 'update', 'delete'] },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  { apiGroups: ['objectbucket.io'], resources: ['objectbucketclaims'], verbs: [...read, 'update'] },
  { apiGroups: ['objectbucket.io'], resources: ['objectbuckets'], verbs: [...read, 'create', 'update', 'delete'] },
  {
    apiGroups: ['objectbucket.io'],
    resources: ['objectbucketclaims/status', 'objectbuckets/status', 'objectbucketclaims/finalizers', 'objectbuckets/finalizers'],
    verbs: ['update'],
  },
];

export function operatorRights(scope: Construct, withBuckets: boolean): void {
  role(scope, operator, { namespace, account: operator, rules: inNamespace });
  clusterRole(scope, operator, { account: operator, accountNamespace: namespace, rules: inCluster });
  if (withBuckets) clusterRole(scope, 'rook-ceph-buckets', { account: operator, accountNamespace: namespace, rules: buckets });
}
