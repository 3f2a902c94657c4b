import type { AnyComponent } from './component.ts';

const kinds: Readonly<Record<string, readonly string[]>> = {
  '': ['ConfigMap', 'PersistentVolumeClaim', 'Service', 'ServiceAccount'],
  apps: ['Deployment', 'StatefulSet'],
  autoscaling: ['HorizontalPodAutoscaler'],
  batch: ['CronJob', 'Job'],
  'external-secrets.io': ['ExternalSecret'],
  'gateway.networking.k8s.io': ['BackendTLSPolicy', 'GRPCRoute', 'HTTPRoute'],
  'generators.external-secrets.io': ['Password'],
  'monitoring.coreos.com': ['PodMonitor', 'Probe', 'PrometheusRule', 'ServiceMonitor'],
  'networking.k8s.io': ['Ingress', 'NetworkPolicy'],
  policy: ['PodDisruptionBudget'],
};

export interface TenantKind {
  readonly group: string;
  readonly kind: string;
}

/**
 * What a tenant's repository may hold on every cluster. Not what bounds or opens its namespaces (quotas, limits, roles, bindings), not Secrets, since no
 * secret goes into Git (an ExternalSecret only names one of the secret store), not Pods alone and DaemonSets, which nobody replaces or which take every node, and no Applications or projects.
 */
export const tenantKinds: readonly TenantKind[] = Object.entries(kinds).flatMap(([group, names]) => names.map((kind) => ({ group, kind })));

/** The same on a cluster with these components. */
export function tenantKindsWith(components: readonly Pick<AnyComponent, 'tenantKinds'>[]): readonly TenantKind[] {
  const more = components.flatMap(({ tenantKinds: own = [] }) => own.map(groupOf));
  return [...tenantKinds, ...more];
}

function groupOf(written: string): TenantKind {
  const [group = '', kind = ''] = written.split('/');
  return { group, kind };
}
