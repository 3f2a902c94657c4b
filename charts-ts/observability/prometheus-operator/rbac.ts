import type { Construct } from 'constructs';
import { clusterRole, type Rule, role, serviceAccount } from '../../kit/rbac.ts';

const group = 'monitoring.coreos.com';
const read = ['get', 'list', 'watch'];

/** What Prometheus and Alertmanager are told with; the operator writes into their status who took them. */
const configuration = ['alertmanagerconfigs', 'podmonitors', 'probes', 'prometheusrules', 'scrapeconfigs', 'servicemonitors'];

/**
 * In the whole cluster it reads; it writes only the statuses, and the addresses of the kubelets.
 * https://github.com/prometheus-operator/prometheus-operator/blob/v0.93.0/Documentation/platform/rbac.md
 */
const everywhere: readonly Rule[] = [
  { apiGroups: [group], resources: configuration, verbs: read },
  { apiGroups: [group], resources: configuration.map((resource) => `${resource}/status`), verbs: ['get', 'patch', 'update'] },
  { apiGroups: [''], resources: ['namespaces', 'nodes'], verbs: read },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get'] },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
];

const instances = ['alertmanagers', 'prometheuses'];

/** In its own namespace it runs Prometheus and Alertmanager. */
const here: readonly Rule[] = [
  { apiGroups: [group], resources: instances, verbs: [...read, 'update', 'patch'] },
  { apiGroups: [group], resources: instances.flatMap((resource) => [`${resource}/status`, `${resource}/finalizers`]), verbs: ['get', 'patch', 'update'] },
  { apiGroups: ['apps'], resources: ['statefulsets'], verbs: [...read, 'create', 'update', 'patch', 'delete'] },
  { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: [...read, 'create', 'update', 'patch', 'delete', 'deletecollection'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'delete'] },
  { apiGroups: [''], resources: ['services', 'services/finalizers'], verbs: ['get', 'create', 'update', 'patch', 'delete'] },
];

/** It writes the kubelets' addresses beside a Service without pods, so that Prometheus finds them as it finds all else. */
const kubelets: readonly Rule[] = [
  { apiGroups: [''], resources: ['services', 'services/finalizers'], verbs: ['get', 'create', 'update', 'patch', 'delete'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'create', 'update', 'patch', 'delete'] },
];

/** The ServiceAccount with its rights. Returns its name. */
export function rights(scope: Construct, name: string, namespace: string): string {
  clusterRole(scope, name, { account: name, accountNamespace: namespace, rules: everywhere });
  role(scope, name, { namespace, account: name, rules: here });
  role(scope, `${name}-kubelets`, { namespace: 'kube-system', account: name, accountNamespace: namespace, rules: kubelets });
  return serviceAccount(scope, name);
}
