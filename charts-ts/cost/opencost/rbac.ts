import type { Construct } from 'constructs';
import { clusterRole, role } from '../../kit/rbac.ts';

const watch = ['list', 'watch'];

/** What it keeps in memory of the cluster: pkg/clustercache of the release. It writes nothing, and sees no Secret and no ConfigMap of others. */
export function openCostRights(scope: Construct, name: string, namespace: string): void {
  const account = { account: name, accountNamespace: namespace };
  clusterRole(scope, name, {
    ...account,
    rules: [
      {
        apiGroups: [''],
        resources: ['nodes', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'replicationcontrollers', 'resourcequotas', 'services'],
        verbs: watch,
      },
      // The id of kube-system is the cluster's.
      { apiGroups: [''], resources: ['namespaces'], verbs: ['get', ...watch] },
      { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], verbs: watch },
      { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: watch },
      { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: watch },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: watch },
    ],
  });
  // It looks there for settings that people change at run time; here Git is the only place for them.
  role(scope, name, { ...account, namespace, rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', ...watch] }] });
}
