import type { CrdSource } from '../../kit/component.ts';

const release = { repository: 'https://github.com/kyverno/kyverno.git', tag: 'v1.19.1' } as const;

/**
 * Of policies.kyverno.io v1 is served, and all that the platform writes. The kinds of kyverno.io are deprecated since 1.19, but the
 * programs do not start without their definitions, and UpdateRequest and GlobalContextEntry are theirs still.
 */
export const definitions: readonly CrdSource[] = [
  {
    ...release,
    path: 'config/crds/policies.kyverno.io',
    include: 'policies.kyverno.io_*.yaml',
    kinds: {
      'policies.kyverno.io/DeletingPolicy': 'Cluster',
      'policies.kyverno.io/GeneratingPolicy': 'Cluster',
      'policies.kyverno.io/ImageValidatingPolicy': 'Cluster',
      'policies.kyverno.io/MutatingPolicy': 'Cluster',
      'policies.kyverno.io/NamespacedDeletingPolicy': 'Namespaced',
      'policies.kyverno.io/NamespacedGeneratingPolicy': 'Namespaced',
      'policies.kyverno.io/NamespacedImageValidatingPolicy': 'Namespaced',
      'policies.kyverno.io/NamespacedMutatingPolicy': 'Namespaced',
      'policies.kyverno.io/NamespacedValidatingPolicy': 'Namespaced',
      'policies.kyverno.io/PolicyException': 'Namespaced',
      'policies.kyverno.io/ValidatingPolicy': 'Cluster',
    },
  },
  {
    ...release,
    path: 'config/crds/kyverno',
    include: 'kyverno.io_*.yaml',
    kinds: {
      'kyverno.io/CleanupPolicy': 'Namespaced',
      'kyverno.io/ClusterCleanupPolicy': 'Cluster',
      'kyverno.io/ClusterPolicy': 'Cluster',
      'kyverno.io/GlobalContextEntry': 'Cluster',
      'kyverno.io/Policy': 'Namespaced',
      'kyverno.io/PolicyException': 'Namespaced',
      'kyverno.io/UpdateRequest': 'Namespaced',
    },
  },
  {
    ...release,
    path: 'config/crds/policyreport',
    include: 'wgpolicyk8s.io_*.yaml',
    kinds: { 'wgpolicyk8s.io/ClusterPolicyReport': 'Cluster', 'wgpolicyk8s.io/PolicyReport': 'Namespaced' },
  },
  {
    ...release,
    path: 'config/crds/reports',
    include: 'reports.kyverno.io_*.yaml',
    kinds: { 'reports.kyverno.io/ClusterEphemeralReport': 'Cluster', 'reports.kyverno.io/EphemeralReport': 'Namespaced' },
  },
];
