import type { Construct } from 'constructs';
import { clusterRole, role } from '../../kit/rbac.ts';

/** Whose a log line is: names and labels of pods and namespaces. */
const readsOwners = { apiGroups: [''], resources: ['pods', 'namespaces'], verbs: ['get', 'list', 'watch'] };

export function agentRights(scope: Construct, name: string, namespace: string): void {
  clusterRole(scope, name, { account: name, accountNamespace: namespace, rules: [readsOwners] });
}

/** The gateway reads events too, and only the one that holds the lease does. */
export function gatewayRights(scope: Construct, name: string, namespace: string, events: boolean): void {
  const readsEvents = { apiGroups: [''], resources: ['events'], verbs: ['get', 'list', 'watch'] };
  clusterRole(scope, name, { account: name, accountNamespace: namespace, rules: events ? [readsOwners, readsEvents] : [readsOwners] });
  if (!events) return;
  role(scope, name, {
    namespace,
    account: name,
    rules: [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [name], verbs: ['get', 'update'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    ],
  });
}
