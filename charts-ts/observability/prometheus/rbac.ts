import type { Construct } from 'constructs';
import { clusterRole, serviceAccount } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];

/** It finds targets in every namespace and reads the kubelets and the API server; it sees no Secret and changes nothing. Returns the ServiceAccount. */
export function rights(scope: Construct, name: string, namespace: string): string {
  clusterRole(scope, name, {
    account: name,
    accountNamespace: namespace,
    rules: [
      { apiGroups: [''], resources: ['services', 'pods'], verbs: read },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { nonResourceUrls: ['/metrics', '/metrics/slis'], verbs: ['get'] },
    ],
  });
  return serviceAccount(scope, name);
}
