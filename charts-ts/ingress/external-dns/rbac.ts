import type { Construct } from 'constructs';
import { clusterRole, type Rule } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];

const ofGateways: readonly Rule[] = [
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['gateways', 'httproutes', 'grpcroutes'], verbs: read },
  // Whether a listener takes routes of a namespace depends on its labels.
  { apiGroups: [''], resources: ['namespaces'], verbs: read },
];

const ofOpenShift: readonly Rule[] = [{ apiGroups: ['route.openshift.io'], resources: ['routes'], verbs: read }];

/** Of the type LoadBalancer it asks for nothing behind them, neither pods nor nodes. */
const ofServices: readonly Rule[] = [{ apiGroups: [''], resources: ['services'], verbs: read }];

interface Sources {
  readonly door: 'gateway' | 'openshift-router';
  readonly services: boolean;
}

/** What its sources watch (source/gateway.go, openshift_route.go and service.go of the release): it writes nothing in the cluster. */
export function externalDnsRights(scope: Construct, account: string, accountNamespace: string, { door, services }: Sources): void {
  clusterRole(scope, account, {
    account,
    accountNamespace,
    rules: [...(door === 'openshift-router' ? ofOpenShift : ofGateways), ...(services ? ofServices : [])],
  });
}
