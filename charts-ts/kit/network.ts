import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { ClusterContext } from './component.ts';
import { selectorLabels } from './labels.ts';

type Peers = k8s.NetworkPolicyPeer[];
type Labels = Readonly<Record<string, string>>;

/** Ports of a program that takes the first free one of a range. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Who may talk, and on which container ports. */
export interface Traffic {
  readonly peers: Peers;
  /** Left out: every port, for a proxy whose backends choose their own. */
  readonly ports?: readonly (number | PortRange)[];
  readonly protocol?: 'TCP' | 'UDP';
}

/**
 * Opens what one workload needs; everything else stays closed by the namespace's default-deny (component `base`).
 * DNS is open for all pods of a platform namespace. `labels` where an operator makes the pods, which labels them its own way; none: all
 * pods of the namespace. `namespace` where it is not the component's own.
 */
export function allow(
  scope: Construct,
  workload: string,
  traffic: { readonly from?: readonly Traffic[]; readonly to?: readonly Traffic[] },
  labels: Labels = selectorLabels(workload),
  namespace?: string,
): void {
  const { from, to } = traffic;
  new k8s.KubeNetworkPolicy(scope, `NetworkPolicy-${namespace ?? ''}-${workload}`, {
    metadata: { name: workload, ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      podSelector: Object.keys(labels).length === 0 ? {} : { matchLabels: labels },
      policyTypes: [...(from === undefined ? [] : ['Ingress']), ...(to === undefined ? [] : ['Egress'])],
      // The API server drops an empty list: the policy type alone says that nothing may pass.
      ...(from === undefined || from.length === 0 ? {} : { ingress: rulesOf('from', from) }),
      ...(to === undefined || to.length === 0 ? {} : { egress: rulesOf('to', to) }),
    },
  });
}

/** The rules of a NetworkPolicy for traffic that comes or goes. */
export function rulesOf<Direction extends 'from' | 'to'>(direction: Direction, traffic: readonly Traffic[]) {
  return traffic.map((rule) => ({ [direction]: rule.peers, ...ports(rule) }) as Record<Direction, Peers> & ReturnType<typeof ports>);
}

function ports(rule: Traffic): { readonly ports?: k8s.NetworkPolicyPort[] } {
  if (rule.ports === undefined) return {};
  return { ports: rule.ports.map((port) => ({ ...portOf(port), protocol: rule.protocol ?? 'TCP' })) };
}

function portOf(port: number | PortRange): k8s.NetworkPolicyPort {
  return typeof port === 'number' ? { port: k8s.IntOrString.fromNumber(port) } : { port: k8s.IntOrString.fromNumber(port.from), endPort: port.to };
}

/** Pods with these labels in a namespace, by the name label that Kubernetes sets itself. */
export function pods(namespace: string, labels: Labels): Peers {
  return [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, podSelector: { matchLabels: labels } }];
}

/** Pods of a workload of the same namespace. */
export function siblings(workload: string): Peers {
  return [{ podSelector: { matchLabels: selectorLabels(workload) } }];
}

/** All pods of the namespaces with these labels; without labels, of every namespace. */
export function namespacesWith(labels: Labels): Peers {
  return [{ namespaceSelector: Object.keys(labels).length === 0 ? {} : { matchLabels: labels } }];
}

/**
 * The nodes, as those who call: the API server calls webhooks from there, and through an overlay by an address of its own. OpenShift's
 * plugin has a name for these instead, which needs the empty podSelector.
 * https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/network_security/network-policy
 */
export function fromNodes({ network, distribution }: ClusterContext): Peers {
  return [...blocks([...network.nodes, ...network.tunnels]), ...(distribution === 'openshift' ? [hostNetworkOfOpenShift] : [])];
}

const hostNetworkOfOpenShift = { namespaceSelector: { matchLabels: { 'policy-group.network.openshift.io/host-network': '' } }, podSelector: {} } as const;

/** The nodes, as those who are called. */
export function nodes(cluster: ClusterContext): Peers {
  return blocks(cluster.network.nodes);
}

/** The way to the API server: policies are applied after the Service's address is replaced by a node's. */
export function toApiServer(cluster: ClusterContext): Traffic {
  return { peers: nodes(cluster), ports: [cluster.network.apiServerPort] };
}

/** Addresses outside the cluster's own pods and Services, and outside of these networks. */
export function outside(cluster: ClusterContext, except: readonly string[] = []): Peers {
  const own = [...cluster.network.pods, ...cluster.network.services, ...except];
  return [
    block(
      '0.0.0.0/0',
      own.filter((cidr) => !cidr.includes(':')),
    ),
    block(
      '::/0',
      own.filter((cidr) => cidr.includes(':')),
    ),
  ];
}

/**
 * The way to hostnames of the platform, such as the identity provider's, and to what else is served over HTTPS outside. To many
 * network plugins a load balancer's address is the Gateway's pods, on the ports of their containers.
 */
export function toHostnames(
  cluster: ClusterContext,
  gateway: { readonly namespace: string; readonly podLabels: Labels } | undefined,
  ports: readonly number[] = [443],
): Traffic[] {
  return [...(gateway === undefined ? [] : [{ peers: pods(gateway.namespace, gateway.podLabels) }]), { peers: outside(cluster), ports }];
}

/** The fact of a capability that may stand in the cluster or outside it. */
export interface Endpoint {
  readonly url: string;
  readonly namespace?: string | undefined;
  readonly podLabels?: Labels | undefined;
  readonly port?: number | undefined;
}

/** The way to what answers at an address: its pods, or outside the cluster the ports of its addresses. */
export function toEndpoint(cluster: ClusterContext, { url, namespace, podLabels, port }: Endpoint, addresses: readonly string[] = [url]): Traffic {
  if (namespace !== undefined && podLabels !== undefined && port !== undefined) return { peers: pods(namespace, podLabels), ports: [port] };
  return { peers: outside(cluster), ports: [...new Set(addresses.map(portOfUrl))] };
}

/** The port that an address means. */
export function portOfUrl(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? ({ 'https:': 443, 'http:': 80 }[protocol] ?? 443) : Number(port);
}

/** Ports, once each, in their order. */
export function distinctPorts(ports: readonly number[]): number[] {
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** Any address: for what is public. */
export function anywhere(): Peers {
  return [block('0.0.0.0/0', []), block('::/0', [])];
}

function blocks(cidrs: readonly string[]): Peers {
  return cidrs.map((cidr) => block(cidr, []));
}

function block(cidr: string, except: readonly string[]): k8s.NetworkPolicyPeer {
  return { ipBlock: { cidr, ...(except.length === 0 ? {} : { except: [...except] }) } };
}
