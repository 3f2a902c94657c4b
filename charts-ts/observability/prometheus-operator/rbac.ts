import type { Construct } from 'constructs';
import { clusterRole, type Rule, role } from '../../kit/rbac.ts';

const group = 'monitoring.coreos.com';
const read = ['get', 'list', 'watch'];

/**
 * What it calls, read from the code of the release (pkg/prometheus/server, pkg/operator, pkg/k8s). It asks at its start what it
 * may do, and starts no controller for kinds that it may not read: Alertmanager, PrometheusAgent and ThanosRuler have none here.
 */
const everywhere: readonly Rule[] = [
  { apiGroups: [group], resources: ['podmonitors', 'probes', 'prometheusrules', 'scrapeconfigs', 'servicemonitors'], verbs: read },
  { apiGroups: [''], resources: ['namespaces'], verbs: read },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get'] },
  // It tells at a monitor or rule why it refuses it.
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
];

/** It writes only where Prometheus runs, and reads Secrets only there: a monitor elsewhere that names one is refused. */
const here: readonly Rule[] = [
  { apiGroups: [group], resources: ['prometheuses'], verbs: read },
  { apiGroups: [group], resources: ['prometheuses/status'], verbs: ['update', 'patch'] },
  // For clusters that guard owner references.
  { apiGroups: [group], resources: ['prometheuses/finalizers'], verbs: ['update'] },
  { apiGroups: ['apps'], resources: ['statefulsets'], verbs: [...read, 'create', 'update', 'patch', 'delete'] },
  // The configuration with its secrets, and the rules.
  { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: [...read, 'create', 'update', 'delete'] },
  // The headless Service that names the pods of Prometheus.
  { apiGroups: [''], resources: ['services'], verbs: ['get', 'create', 'update'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
];

export function operatorRights(scope: Construct, name: string, namespace: string): void {
  clusterRole(scope, name, { account: name, accountNamespace: namespace, rules: everywhere });
  role(scope, name, { namespace, account: name, rules: here });
}
