import type { Construct } from 'constructs';
import { clusterRole, type Rule, role, serviceAccount } from '../../kit/rbac.ts';

const group = 'monitoring.coreos.com';
const read = ['get', 'list', 'watch'];

/** What Prometheus is told with. */
const configuration = ['podmonitors', 'probes', 'prometheusrules', 'scrapeconfigs', 'servicemonitors'];

/**
 * In the whole cluster it only reads, and no Secret. What it may not list it leaves alone, and says so when it starts:
 * Alertmanager (a plain StatefulSet here), PrometheusAgent and ThanosRuler, for the first of which it would read every Secret.
 * https://github.com/prometheus-operator/prometheus-operator/blob/v0.95.1/Documentation/platform/rbac.md
 */
const everywhere: readonly Rule[] = [
  { apiGroups: [group], resources: configuration, verbs: read },
  { apiGroups: [''], resources: ['namespaces'], verbs: read },
  // To write the kubelets' addresses.
  { apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch'] },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get'] },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
];

/** In its own namespace it runs Prometheus. */
const here: readonly Rule[] = [
  { apiGroups: [group], resources: ['prometheuses'], verbs: [...read, 'patch'] },
  { apiGroups: [group], resources: ['prometheuses/status', 'prometheuses/finalizers'], verbs: ['patch', 'update'] },
  { apiGroups: ['apps'], resources: ['statefulsets'], verbs: [...read, 'create', 'update', 'patch', 'delete'] },
  { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: [...read, 'create', 'update', 'delete'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['list', 'delete'] },
  { apiGroups: [''], resources: ['services', 'services/finalizers'], verbs: ['get', 'create', 'update', 'delete'] },
];

/** It writes the kubelets' addresses beside a Service without pods, so that Prometheus finds them as it finds all else. */
const kubelets: readonly Rule[] = [
  { apiGroups: [''], resources: ['services', 'services/finalizers'], verbs: ['get', 'create', 'update'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'create', 'update', 'delete'] },
];

/** The ServiceAccount with its rights. Returns its name. */
export function rights(scope: Construct, name: string, namespace: string): string {
  clusterRole(scope, name, { account: name, accountNamespace: namespace, rules: everywhere });
  role(scope, name, { namespace, account: name, rules: here });
  role(scope, `${name}-kubelets`, { namespace: 'kube-system', account: name, accountNamespace: namespace, rules: kubelets });
  return serviceAccount(scope, name);
}
