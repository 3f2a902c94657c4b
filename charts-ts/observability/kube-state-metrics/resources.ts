import type { Rule } from '../../kit/rbac.ts';

const read = ['list', 'watch'];

/**
 * What becomes metrics, by API group: what the platform's rules and dashboards ask for, and nothing that holds content
 * (Secrets, ConfigMaps). Names: `--resources` of the release.
 */
const resources: Readonly<Record<string, readonly string[]>> = {
  '': ['namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'resourcequotas'],
  apps: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  policy: ['poddisruptionbudgets'],
};

/** For `--resources`: sorted, so that a change of groups changes no argument. */
export const resourceNames: readonly string[] = Object.values(resources).flat().sort();

export const kubeStateMetricsRules: readonly Rule[] = Object.entries(resources).map(([group, names]) => ({
  apiGroups: [group],
  resources: names,
  verbs: read,
}));
