import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { namespaces, offer } from '../../kit/capability.ts';
import { type Chosen, type ClusterContext, component, type NamespaceFacts } from '../../kit/component.ts';
import { dnsOf } from '../../kit/distribution.ts';
import { routeNamespaces } from '../../kit/hostnames.ts';
import { podSecurityLabels, polder, tenantPriorityClass } from '../../kit/labels.ts';
import { pods } from '../../kit/network.ts';
import { keepAnnotations } from '../../kit/resource.ts';

const priorityClass = 'polder-platform';

/** What every namespace of the platform gets before anything runs in it. */
export const base = component({
  name: 'base',
  area: 'base',
  purpose: 'Namespaces with Pod Security labels, default-deny network policies, quotas and the priority classes',
  homepage: 'https://kubernetes.io/docs/concepts/security/',
  licence: 'Apache-2.0',
  governance: 'Kubernetes (CNCF graduated)',
  choice: { runnerUp: 'a chart of namespaces', because: "Kubernetes' own objects need no program that could be down" },
  upgrade: "Raise nothing: it follows the cluster's Kubernetes.",
  images: {},
  crds: [],
  namespace: { name: 'kube-system', podSecurity: 'privileged' },
  config: z.strictObject({
    pods: z.int().min(1).default(50).describe("The quota of pods in each of the platform's namespaces: a runaway controller stops there"),
  }),
  profiles: {},
  required: true,
  needs: {},
  wants: {},
  offers: () => [offer(namespaces, { priorityClass })],
  build(scope, { cluster, config, platform }) {
    priorityClasses(scope);
    const withRoutes = routeNamespaces(platform, cluster);
    for (const namespace of namespacesOf(platform)) {
      guardedNamespace(scope, namespace, cluster, withRoutes.includes(namespace.name));
      defaultDeny(scope, namespace.name);
      dns(scope, namespace.name, cluster);
      quota(scope, namespace.name, config.pods + (namespace.podSecurity === 'privileged' ? agents(cluster) : 0));
    }
  },
});

/** The platform's own namespaces, once each; kube-system is the cluster's, and left as it is. */
function namespacesOf(platform: readonly Chosen[]): NamespaceFacts[] {
  const byName = new Map(platform.map(({ component: { namespace } }) => [namespace.name, namespace]));
  byName.delete('kube-system');
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function priorityClasses(scope: Construct): void {
  // Below system-cluster-critical (2000000000), above everything that tenants may use.
  new k8s.KubePriorityClass(scope, 'platform', {
    metadata: { name: priorityClass },
    value: 1_000_000,
    description: 'The platform itself: evicted after tenants, before the control plane',
  });
  new k8s.KubePriorityClass(scope, 'tenant', {
    metadata: { name: tenantPriorityClass },
    value: 0,
    globalDefault: true,
    description: 'Applications of tenants: what a pod gets that names no class',
  });
}

function guardedNamespace(scope: Construct, { name, podSecurity }: NamespaceFacts, cluster: ClusterContext, routes: boolean): void {
  new k8s.KubeNamespace(scope, `Namespace-${name}`, {
    metadata: {
      name,
      labels: {
        ...podSecurityLabels(podSecurity),
        [polder.protected]: 'true',
        [polder.layer]: podSecurity === 'privileged' ? 'system' : 'platform',
        ...(routes ? { [polder.routes]: 'public' } : {}),
      },
      annotations: { ...keepAnnotations, [polder.owner]: cluster.organisation },
    },
  });
}

function defaultDeny(scope: Construct, namespace: string): void {
  new k8s.KubeNetworkPolicy(scope, `default-deny-${namespace}`, {
    metadata: { name: 'default-deny', namespace },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
}

function dns(scope: Construct, namespace: string, cluster: ClusterContext): void {
  const server = dnsOf(cluster);
  const ports = ['UDP', 'TCP'].map((protocol) => ({ port: k8s.IntOrString.fromNumber(server.port), protocol }));
  new k8s.KubeNetworkPolicy(scope, `allow-dns-${namespace}`, {
    metadata: { name: 'allow-dns', namespace },
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: pods(server.namespace, server.podLabels), ports }] },
  });
}

/** Namespaces with host access have pods on every node: room for five of them, as Ceph's has with its drivers. */
function agents({ nodes }: ClusterContext): number {
  return 5 * nodes.reduce((sum, { count }) => sum + count, 0);
}

function quota(scope: Construct, namespace: string, pods: number): void {
  const hard = { pods, 'services.loadbalancers': 1, 'services.nodeports': 10 };
  new k8s.KubeResourceQuota(scope, `ResourceQuota-${namespace}`, {
    metadata: { name: 'platform', namespace },
    spec: { hard: Object.fromEntries(Object.entries(hard).map(([resource, count]) => [resource, k8s.Quantity.fromNumber(count)])) },
  });
}
