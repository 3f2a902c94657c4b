import type { Construct } from 'constructs';
import { clusterRole } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];

/**
 * It evicts, and deletes nothing: upstream's `delete` on pods is of an older release. No Secrets, since it asks no Prometheus with a token,
 * and no Leases, since there is one pod.
 */
export function deschedulerRights(scope: Construct, name: string, namespace: string): void {
  clusterRole(scope, name, {
    account: name,
    accountNamespace: namespace,
    rules: [
      { apiGroups: [''], resources: ['namespaces', 'nodes', 'persistentvolumeclaims', 'pods'], verbs: read },
      { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
      { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: read },
      { apiGroups: ['scheduling.k8s.io'], resources: ['priorityclasses'], verbs: read },
      { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'update'] },
    ],
  });
}
