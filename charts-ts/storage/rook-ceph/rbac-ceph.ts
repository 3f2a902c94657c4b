import type { Construct } from 'constructs';
import { clusterRole, role, serviceAccount } from '../../kit/rbac.ts';
import { accounts, namespace } from './names.ts';

/** The accounts that Rook gives Ceph's pods, with what the programs in them call. */
export function cephAccounts(scope: Construct): void {
  // Monitors, filesystem, gateways and helpers: none talks to the API server.
  for (const account of [accounts.daemons, accounts.rgw]) serviceAccount(scope, account);
  for (const account of [accounts.mgr, accounts.osd, accounts.reporter]) serviceAccount(scope, account, { operated: true });

  // The sidecar labels the manager that is active: cmd/rook/ceph/mgr.go of the release.
  role(scope, accounts.mgr, {
    namespace,
    account: accounts.mgr,
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'update'] },
      { apiGroups: [''], resources: ['services'], verbs: ['get', 'list', 'create', 'update', 'delete'] },
      { apiGroups: ['ceph.rook.io'], resources: ['cephclusters'], verbs: ['get'] },
      { apiGroups: ['ceph.rook.io'], resources: ['cephclusters/finalizers'], verbs: ['update'] },
    ],
  });

  // The job that prepares disks tells Rook by a ConfigMap what it did: cmd/rook/ceph/osd.go of the release.
  role(scope, accounts.osd, {
    namespace,
    account: accounts.osd,
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch', 'create', 'update', 'delete'] },
      { apiGroups: ['ceph.rook.io'], resources: ['cephclusters'], verbs: ['get'] },
      { apiGroups: ['ceph.rook.io'], resources: ['cephclusters/finalizers'], verbs: ['update'] },
    ],
  });
  // Which zone its node stands in.
  clusterRole(scope, accounts.osd, {
    account: accounts.osd,
    accountNamespace: namespace,
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list'] }],
  });

  // The job that asks an image for its version.
  role(scope, accounts.reporter, {
    namespace,
    account: accounts.reporter,
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'update'] }],
  });
}
