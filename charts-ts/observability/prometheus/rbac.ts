import type { Construct } from 'constructs';
import { clusterRole, serviceAccount } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];

/** It finds targets in every namespace, and reads kubelets and API servers. It sees no Secret, and changes nothing. Returns the ServiceAccount. */
export function prometheusRights(scope: Construct, name: string, namespace: string): string {
  clusterRole(scope, name, {
    account: name,
    accountNamespace: namespace,
    rules: [
      { apiGroups: [''], resources: ['nodes', 'pods', 'services'], verbs: read },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { nonResourceUrls: ['/metrics', '/metrics/slis'], verbs: ['get'] },
    ],
  });
  // The operator's pods do not ask for the token themselves.
  return serviceAccount(scope, name, { operated: true });
}
