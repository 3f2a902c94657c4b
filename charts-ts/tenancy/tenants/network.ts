import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { OtherTenant, PlatformService, TenantNamespace } from '../../config/tenant.ts';
import { type ClusterTenant, namespaceOf } from '../../config/tenants.ts';
import { networkWithin, parseNetwork } from '../../config/values.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { dnsOf } from '../../kit/distribution.ts';
import { platformPrefix } from '../../kit/labels.ts';
import { anywhere, namespacesWith, pods, rulesOf, type Traffic, toApiServer } from '../../kit/network.ts';
import { databaseLabel } from '../../kit/postgres-config.ts';
import { keepAnnotations } from '../../kit/resource.ts';
import type { Known } from './index.ts';

/** Addresses of one link: never the internet, and where some networks keep what only machines should ask. */
const linkLocal: readonly string[] = ['169.254.0.0/16', 'fe80::/10'];

/**
 * What is open in a namespace of a tenant, in policies for all of its pods: DNS, and what its file declares. Not traffic inside the
 * namespace: which of its programs talk to each other the tenant knows, and its own NetworkPolicies may say; no other tenant is behind it.
 */
export function network(
  scope: Construct,
  tenant: ClusterTenant,
  name: string,
  { hostnames, connections, leaving }: TenantNamespace,
  { cluster, knows }: { readonly cluster: ClusterContext; readonly knows: Known },
): void {
  const namespace = namespaceOf(tenant, name);
  const policy = (topic: string, direction: 'from' | 'to', traffic: readonly Traffic[]) =>
    opened(scope, namespace, topic, direction, traffic, otherThanDatabases);
  new k8s.KubeNetworkPolicy(scope, `default-deny-${namespace}`, {
    metadata: { name: `${platformPrefix}default-deny`, namespace, annotations: { ...keepAnnotations } },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
  if (tenant.archived !== undefined || leaving) return;
  const dns = dnsOf(cluster);
  opened(
    scope,
    namespace,
    'allow-dns',
    'to',
    (['UDP', 'TCP'] as const).map((protocol) => ({ peers: pods(dns.namespace, dns.podLabels), ports: [dns.port], protocol })),
    {},
  );
  if (knows.gateway !== undefined && hostnames.length > 0) policy('from-gateway', 'from', [{ peers: pods(knows.gateway.namespace, knows.gateway.podLabels) }]);
  // Every port: the tenant's own monitors name which one is read.
  if (knows.metrics !== undefined) policy('from-prometheus', 'from', [{ peers: pods(knows.metrics.namespace, knows.metrics.podLabels) }]);
  const scaler = knows.externalMetrics?.asks;
  if (scaler !== undefined && connections.eventSources.length > 0)
    policy('from-keda', 'from', [{ peers: pods(scaler.namespace, scaler.podLabels), ports: connections.eventSources }]);
  policy(
    'to-internet',
    'to',
    connections.internet.map(({ to, ports }) => ({ peers: outside(cluster, to), ports })),
  );
  policy(
    'to-platform',
    'to',
    connections.platform.flatMap((service) => toPlatform[service](cluster, knows)),
  );
  policy('to-tenants', 'to', connections.to.map(withOther));
  // Both ends have agreed: what the other does not ask for stays closed.
  policy('from-tenants', 'from', asked(tenant, name, connections.from, cluster).map(withOther));
}

/** What of `from` the other tenants ask for, on the ports that they ask for. */
function asked(tenant: ClusterTenant, name: string, from: readonly OtherTenant[], cluster: ClusterContext): OtherTenant[] {
  return from.flatMap((other) => {
    const its = cluster.tenants.find((one) => one.name === other.tenant)?.config.namespaces[other.namespace]?.connections.to ?? [];
    const wanted = its.filter((one) => one.tenant === tenant.name && one.namespace === name).flatMap(({ ports }) => ports);
    const ports = other.ports.filter((port) => wanted.includes(port));
    return ports.length === 0 ? [] : [{ ...other, ports }];
  });
}

function withOther({ tenant, namespace, ports }: OtherTenant): Traffic {
  return { peers: namespacesWith({ 'kubernetes.io/metadata.name': namespaceOf({ name: tenant }, namespace) }), ports };
}

/** The ways to services of the platform; none where the cluster lacks it, which a check tells. */
const toPlatform: Readonly<Record<PlatformService, (cluster: ClusterContext, knows: Known) => readonly Traffic[]>> = {
  'api-server': (cluster) => [toApiServer(cluster)],
  // To many network plugins a load balancer's address is the Gateway's pods, on the ports of their containers.
  hostnames: (_, { gateway }) => (gateway === undefined ? [] : [{ peers: pods(gateway.namespace, gateway.podLabels) }]),
  'object-storage': (_, { objectStorage }) =>
    objectStorage === undefined ? [] : [{ peers: pods(objectStorage.namespace, objectStorage.podLabels), ports: [objectStorage.port] }],
  telemetry: (_, { telemetry }) => (telemetry === undefined ? [] : [{ peers: pods(telemetry.namespace, telemetry.podLabels), ports: [4317, 4318] }]),
};

/** Networks without the cluster's own addresses: to most network plugins a block of addresses means pods too. */
function outside({ network }: ClusterContext, networks: readonly string[] | undefined): k8s.NetworkPolicyPeer[] {
  const own = [...network.pods, ...network.services, ...network.nodes, ...network.tunnels, ...linkLocal];
  const wide = networks ?? anywhere().flatMap(({ ipBlock }) => ipBlock?.cidr ?? []);
  return wide.map((cidr) => {
    const except = own.filter((inner) => networkWithin(parseNetwork(inner), parseNetwork(cidr)));
    return { ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) } };
  });
}

/**
 * The pods of databases have policies of their own, by which nobody but their clients reaches them, and they reach nothing. Always: a
 * database that the file names no more is kept, and would else be opened by that.
 */
const otherThanDatabases: k8s.LabelSelector = { matchExpressions: [{ key: databaseLabel, operator: 'DoesNotExist' }] };

function opened(
  scope: Construct,
  namespace: string,
  topic: string,
  direction: 'from' | 'to',
  traffic: readonly Traffic[],
  podSelector: k8s.LabelSelector,
): void {
  if (traffic.length === 0) return;
  new k8s.KubeNetworkPolicy(scope, `${topic}-${namespace}`, {
    metadata: { name: `${platformPrefix}${topic}`, namespace },
    spec: {
      podSelector,
      policyTypes: [direction === 'from' ? 'Ingress' : 'Egress'],
      [direction === 'from' ? 'ingress' : 'egress']: rulesOf(direction, traffic),
    },
  });
}
