import type { Construct } from 'constructs';
import { clusterRole } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];

/** What the sources of Gateway API routes watch (source/gateway.go of the release): it writes nothing in the cluster. */
export function externalDnsRights(scope: Construct, account: string, accountNamespace: string): void {
  clusterRole(scope, account, {
    account,
    accountNamespace,
    rules: [
      { apiGroups: ['gateway.networking.k8s.io'], resources: ['gateways', 'httproutes', 'grpcroutes'], verbs: read },
      // Whether a listener takes routes of a namespace depends on its labels.
      { apiGroups: [''], resources: ['namespaces'], verbs: read },
    ],
  });
}
