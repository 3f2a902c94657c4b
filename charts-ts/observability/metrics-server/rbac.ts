import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { clusterRole } from '../../kit/rbac.ts';

/** What metrics-server may, and who may ask it: whoever may view a namespace. Upstream's `get` on pods and nodes is for nobody. */
export function metricsServerRights(scope: Construct, name: string, namespace: string): void {
  const account = { kind: 'ServiceAccount', name, namespace };
  clusterRole(scope, name, {
    account: name,
    accountNamespace: namespace,
    rules: [
      { apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['list', 'watch'] },
      // The kubelet asks the API server whether its caller has this.
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    ],
  });
  // It asks the API server who its callers are, and what they may: https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/
  new k8s.KubeClusterRoleBinding(scope, 'delegator', {
    metadata: { name: `${name}-delegator` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
    subjects: [account],
  });
  new k8s.KubeRoleBinding(scope, 'authentication', {
    metadata: { name: `${name}-authentication`, namespace: 'kube-system' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'extension-apiserver-authentication-reader' },
    subjects: [account],
  });
  new k8s.KubeClusterRole(scope, 'readers', {
    // Kubernetes adds it to view, and so to edit and admin.
    metadata: { name: `${name}-readers`, labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } },
    rules: [{ apiGroups: ['metrics.k8s.io'], resources: ['nodes', 'pods'], verbs: ['get', 'list', 'watch'] }],
  });
}
