import type { Construct } from 'constructs';
import { clusterRole, type Rule, role } from '../../kit/rbac.ts';
import { step } from '../../kit/resource.ts';

const gatewayGroup = 'gateway.networking.k8s.io';
const read = ['get', 'list', 'watch'];

/** What the provider's caches list once for the cluster (pkg/provider/kubernetes/gateway/client.go, WatchAll). */
const clusterRules: readonly Rule[] = [
  { apiGroups: [''], resources: ['namespaces'], verbs: read },
  { apiGroups: [gatewayGroup], resources: ['gatewayclasses'], verbs: read },
  { apiGroups: [gatewayGroup], resources: ['gatewayclasses/status'], verbs: ['update'] },
];

/**
 * What they list for each watched namespace. Secrets are in it: the provider does not start without. So it watches only
 * namespaces that have routes; upstream's ClusterRole would let the one program that faces the internet read every Secret.
 */
const namespaceRules: readonly Rule[] = [
  { apiGroups: [''], resources: ['services', 'configmaps', 'secrets'], verbs: read },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
  {
    apiGroups: [gatewayGroup],
    resources: ['gateways', 'httproutes', 'grpcroutes', 'tlsroutes', 'referencegrants', 'backendtlspolicies'],
    verbs: read,
  },
  {
    apiGroups: [gatewayGroup],
    resources: ['gateways/status', 'httproutes/status', 'grpcroutes/status', 'tlsroutes/status', 'backendtlspolicies/status'],
    verbs: ['update'],
  },
];

/**
 * Rights of the Gateway API provider: in the namespaces that it watches and no others, or in all when none are named. Those of tenants are
 * made before the pods are replaced: the provider serves nothing at all until it may read every namespace that it watches
 * (client.go, WaitForCacheSync), so where one is not there yet the pods of before go on.
 */
export function gatewayRights(
  scope: Construct,
  account: string,
  accountNamespace: string,
  namespaces: readonly string[] | undefined,
  ofTenants: readonly string[],
): void {
  clusterRole(scope, account, { account, accountNamespace, rules: namespaces === undefined ? [...clusterRules, ...namespaceRules] : clusterRules });
  for (const namespace of namespaces ?? []) {
    const first = ofTenants.includes(namespace) ? { annotations: step(-1) } : {};
    role(scope, account, { namespace, account, accountNamespace, rules: namespaceRules, ...first });
  }
}
