import type { Construct } from 'constructs';
import { clusterRole, type Rule } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];

const ofGateways: readonly Rule[] = [
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['gateways', 'httproutes', 'grpcroutes'], verbs: read },
  // Whether a listener takes routes of a namespace depends on its labels.
  { apiGroups: [''], resources: ['namespaces'], verbs: read },
];

/** What its sources watch (source/gateway.go and source/openshift_route.go of the release): it writes nothing in the cluster. */
export function externalDnsRights(scope: Construct, account: string, accountNamespace: string, door: 'gateway' | 'openshift-router'): void {
  clusterRole(scope, account, {
    account,
    accountNamespace,
    rules: door === 'openshift-router' ? [{ apiGroups: ['route.openshift.io'], resources: ['routes'], verbs: read }] : ofGateways,
  });
}
