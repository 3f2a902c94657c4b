import type { LabelSelector } from '../../kit/admission.ts';
import type { KubeObject } from '../../kit/object.ts';
import { type Addresses, addresses } from './addresses.ts';
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from './policy-types.ts';

/** A NetworkPolicy, read once. */
export interface Policy {
  readonly object: KubeObject;
  readonly namespace: string;
  /** The pods of its namespace that it isolates. */
  readonly pods: LabelSelector;
  /** What may come in; undefined where it says nothing of that direction. */
  readonly ingress: readonly Rule[] | undefined;
  /** What may go out, in the same way. */
  readonly egress: readonly Rule[] | undefined;
}

export interface Rule {
  /** Undefined: everybody. */
  readonly peers: readonly Peer[] | undefined;
  /** Undefined: every port. */
  readonly ports: readonly NetworkPolicyPort[] | undefined;
}

export interface Peer {
  /** Undefined where it names addresses, or every pod of its namespaces. */
  readonly pods: LabelSelector | undefined;
  /** Undefined: the policy's own namespace. */
  readonly namespaces: LabelSelector | undefined;
  readonly block: Addresses | undefined;
}

/** Reads a NetworkPolicy as the API documents its defaults: an empty list of peers or of ports is the same as none, which is all. */
export function policyOf(object: KubeObject): Policy {
  const spec = object['spec'] as NetworkPolicySpec;
  const types = spec.policyTypes ?? ['Ingress', ...((spec.egress ?? []).length > 0 ? ['Egress'] : [])];
  return {
    object,
    namespace: object.metadata.namespace ?? 'default',
    pods: spec.podSelector ?? {},
    ingress: types.includes('Ingress') ? (spec.ingress ?? []).map(({ from, ports }) => ruleOf(from, ports)) : undefined,
    egress: types.includes('Egress') ? (spec.egress ?? []).map(({ to, ports }) => ruleOf(to, ports)) : undefined,
  };
}

function ruleOf(peers: readonly NetworkPolicyPeer[] = [], ports: readonly NetworkPolicyPort[] = []): Rule {
  return { peers: peers.length === 0 ? undefined : peers.map(peerOf), ports: ports.length === 0 ? undefined : ports };
}

function peerOf({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): Peer {
  return { pods: podSelector, namespaces: namespaceSelector, block: ipBlock === undefined ? undefined : addresses([ipBlock.cidr], ipBlock.except) };
}
