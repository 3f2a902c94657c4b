import type { KubeObject } from '../../kit/object.ts';
import { type Addresses, share } from './addresses.ts';
import { type Peer, type Policy, policyOf, type Rule } from './policies.ts';
import type { NetworkPolicyPort, Protocol } from './policy-types.ts';
import { common, everyPort, everyPortOf, joined, type Ports } from './ports.ts';
import { type Labels, selected } from './selector.ts';

/** A pod with an address of its own. Which one it gets, Git does not tell: any of the cluster's networks of pods. */
export interface PodEnd {
  readonly kind: 'pod';
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  /** Ports of its containers, which policies may name. */
  readonly ports: readonly NamedPort[];
}

export interface NamedPort {
  readonly name: string | undefined;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Addresses that no policy selects: nodes, pods on the host's network, and all that is outside. */
export interface PlaceEnd {
  readonly kind: 'place';
  readonly addresses: Addresses;
  /** The node that the pod at the other end runs on. */
  readonly ownNode?: true;
}

/** One end of a connection. */
export type End = PodEnd | PlaceEnd;

/** What lets a connection through at one end. */
export interface Opening {
  /** Undefined where no policy isolates that end. */
  readonly policy: Policy | undefined;
  readonly ports: readonly Ports[];
  /** False: only for some of the addresses at the other end. */
  readonly whole: boolean;
}

/** One end's judgement. */
export interface Side {
  /** The policies that isolate it in this direction; none: everything passes. */
  readonly isolatedBy: readonly Policy[];
  readonly openings: readonly Opening[];
}

/** Both ends must let a connection through; the answers to it then pass by themselves. */
export interface Verdict {
  readonly egress: Side;
  readonly ingress: Side;
  /** The ports on which everything passes. */
  readonly allowed: readonly Ports[];
  /** The ports on which something passes: more only where an end is addresses of which policies name a part. */
  readonly possible: readonly Ports[];
}

/** Says of two ends what may pass between them. */
export type Judge = (from: End, to: End) => Verdict;

/**
 * NetworkPolicy as its API documents it, over all policies of a cluster: additive, without order, isolating only the pods that they
 * select. https://kubernetes.io/docs/concepts/services-networking/network-policies/ docs/reach.md tells what it cannot know.
 */
export function judgeOf(objects: readonly KubeObject[], podAddresses: Addresses): Judge {
  const policies = byNamespace(objects.filter(isNetworkPolicy).map(policyOf));
  const known = new WeakMap<PodEnd, readonly Policy[]>();
  const policiesOf = (pod: PodEnd): readonly Policy[] => {
    const before = known.get(pod);
    if (before !== undefined) return before;
    const found = (policies.get(pod.namespace) ?? []).filter((policy) => selected(policy.pods, pod.labels));
    known.set(pod, found);
    return found;
  };
  const sideOf = (own: End, other: End, direction: 'ingress' | 'egress', to: End): Side => {
    const isolatedBy = own.kind === 'pod' && !isOwnNode(other) ? policiesOf(own).filter((policy) => policy[direction] !== undefined) : [];
    if (isolatedBy.length === 0) return { isolatedBy, openings: [{ policy: undefined, ports: everyPort, whole: true }] };
    return { isolatedBy, openings: isolatedBy.flatMap((policy) => openingsOf(policy, policy[direction] ?? [], other, to, podAddresses)) };
  };
  return (from, to) => {
    const [egress, ingress] = [sideOf(from, to, 'egress', to), sideOf(to, from, 'ingress', to)];
    const passing = (openings: readonly Opening[]) => joined(openings.flatMap(({ ports }) => ports));
    const whole = ({ openings }: Side) => passing(openings.filter((opening) => opening.whole));
    return {
      egress,
      ingress,
      allowed: common(whole(egress), whole(ingress)),
      possible: common(passing(egress.openings), passing(ingress.openings)),
    };
  };
}

function byNamespace(policies: readonly Policy[]): ReadonlyMap<string, readonly Policy[]> {
  const found = new Map<string, Policy[]>();
  for (const policy of policies) found.set(policy.namespace, [...(found.get(policy.namespace) ?? []), policy]);
  return found;
}

function isNetworkPolicy({ apiVersion, kind }: KubeObject): boolean {
  return apiVersion === 'networking.k8s.io/v1' && kind === 'NetworkPolicy';
}

/** No policy stands between a pod and the node that it runs on: kubelet's probes must arrive. */
function isOwnNode(end: End): boolean {
  return end.kind === 'place' && end.ownNode === true;
}

function openingsOf(policy: Policy, rules: readonly Rule[], other: End, to: End, podAddresses: Addresses): Opening[] {
  return rules.flatMap(({ peers, ports }) => {
    const part = peers === undefined ? 'all' : shareOf(peers, other, policy.namespace, podAddresses);
    if (part === 'none') return [];
    const open = ports === undefined ? everyPort : ports.flatMap((port) => portsOf(port, to));
    return open.length === 0 ? [] : [{ policy, ports: joined(open), whole: part === 'all' }];
  });
}

/** How much of an end is among a rule's peers. */
function shareOf(peers: readonly Peer[], end: End, namespace: string, podAddresses: Addresses): 'all' | 'part' | 'none' {
  if (end.kind === 'pod' && peers.some((peer) => isPeer(peer, end, namespace))) return 'all';
  const blocks = peers.flatMap(({ block }) => block ?? []);
  return blocks.length === 0 ? 'none' : share(end.kind === 'pod' ? podAddresses : end.addresses, blocks);
}

function isPeer({ pods, namespaces, block }: Peer, end: PodEnd, namespace: string): boolean {
  if (block !== undefined || (pods === undefined && namespaces === undefined)) return false;
  const inNamespace = namespaces === undefined ? end.namespace === namespace : selected(namespaces, end.namespaceLabels);
  return inNamespace && (pods === undefined || selected(pods, end.labels));
}

/** A named port is that of the pod which is connected to, in both directions; an address has none. */
function portsOf({ protocol = 'TCP', port, endPort }: NetworkPolicyPort, to: End): Ports[] {
  if (port === undefined) return [everyPortOf(protocol)];
  if (typeof port === 'number') return [{ protocol, first: port, last: endPort ?? port }];
  if (to.kind !== 'pod') return [];
  return to.ports.filter((own) => own.name === port && own.protocol === protocol).map((own) => ({ protocol, first: own.port, last: own.port }));
}
