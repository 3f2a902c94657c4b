import { type Addresses, addresses, without } from '../checks/reach/addresses.ts';
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from '../checks/reach/policy-types.ts';
import { everyPort, everyPortOf, joined, type Ports, portsText } from '../checks/reach/ports.ts';
import { type Labels, selected } from '../checks/reach/selector.ts';
import { type Workload, workloadOf, workloadText } from '../checks/reach/workload.ts';
import { compare } from '../config/problem.ts';
import type { LabelSelector } from '../kit/admission.ts';
import type { KubeObject } from '../kit/object.ts';
import type { Scene } from './permissions.ts';

/** What may come into pods or go out of them, and may not before (opened), or the other way round (closed). */
export interface Opening {
  readonly change: 'opened' | 'closed';
  /** `namespace/workload`, or the selector of a policy whose pods no object in Git makes. */
  readonly pods: string;
  readonly direction: 'from' | 'to';
  /** `everywhere`, networks, or pods by their labels. */
  readonly peer: string;
  /** Such as `TCP 8080`, or `every port`. */
  readonly ports: string;
}

/** One peer on one range of ports, or on a port by its name. */
interface Hole {
  readonly peer: string;
  /** The addresses, where the peer is a network. */
  readonly block: Addresses | undefined;
  readonly ports: Ports | undefined;
  readonly portName: string | undefined;
}

const everywhere = 'everywhere';

/**
 * How the network policies of a namespace differ in what they let through, by pods: policies add up, so a rule that moves from one to
 * another opens nothing, and a pod that no policy selects any longer is open. Both ends must allow a connection: what is opened here may
 * still be closed at the other. https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function networkChanges({ before, after }: Scene): readonly Opening[] {
  const pods = [...podsOf([...before, ...after])].sort(([a], [b]) => compare(a, b));
  return pods.flatMap(([name, { namespace, labels }]) =>
    (['from', 'to'] as const).flatMap((direction) => {
      // Pods that come new, or go, were not there to be reached.
      if (!exists(before, name) || !exists(after, name)) return [];
      const [old, young] = [holes(before, namespace, labels, direction), holes(after, namespace, labels, direction)];
      return [...told('opened', name, direction, uncovered(young, old)), ...told('closed', name, direction, uncovered(old, young))];
    }),
  );
}

function policiesOf(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects.filter(({ kind, apiVersion }) => kind === 'NetworkPolicy' && apiVersion === 'networking.k8s.io/v1');
}

interface Selected {
  readonly namespace: string;
  readonly labels: Labels;
}

/** The pods of these objects, and for each policy that selects none of them the pods that it names. */
function podsOf(objects: readonly KubeObject[]): ReadonlyMap<string, Selected> {
  const found = new Map<string, Selected>(workloadsOf(objects).map((workload) => [workloadText(workload), workload]));
  for (const policy of policiesOf(objects)) {
    const { namespace, labels, name } = namedBy(policy);
    const selector = specOf(policy).podSelector ?? {};
    if (![...found.values()].some((pods) => pods.namespace === namespace && selected(selector, pods.labels))) found.set(name, { namespace, labels });
  }
  return found;
}

function workloadsOf(objects: readonly KubeObject[]): readonly Workload[] {
  // On the host's network no policy selects them.
  return objects.flatMap((object) => workloadOf(object) ?? []).filter(({ hostNetwork }) => !hostNetwork);
}

/** A policy for pods that an operator makes tells of itself which these are. */
function namedBy(policy: KubeObject): Selected & { readonly name: string } {
  const namespace = policy.metadata.namespace ?? 'default';
  const selector = specOf(policy).podSelector ?? {};
  return { namespace, labels: selector.matchLabels ?? {}, name: `${namespace}/pods ${selectorText(selector)}` };
}

/** Pods by a policy's selector count as there in both revisions: who makes them is not known. */
function exists(objects: readonly KubeObject[], name: string): boolean {
  return name.includes('/pods ') || workloadsOf(objects).some((workload) => workloadText(workload) === name);
}

function holes(objects: readonly KubeObject[], namespace: string, labels: Labels, direction: 'from' | 'to'): readonly Hole[] {
  const type = direction === 'from' ? 'Ingress' : 'Egress';
  const isolating = policiesOf(objects)
    .filter((policy) => (policy.metadata.namespace ?? 'default') === namespace && selected(specOf(policy).podSelector ?? {}, labels))
    .filter((policy) => typesOf(specOf(policy)).includes(type));
  if (isolating.length === 0) return everyPort.map((ports) => ({ peer: everywhere, block: undefined, ports, portName: undefined }));
  return isolating.flatMap((policy) => {
    const rules =
      direction === 'from'
        ? (specOf(policy).ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
        : (specOf(policy).egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
    return rules.flatMap(({ peers = [], ports = [] }) => peersOf(peers, namespace).flatMap((peer) => portsOf(ports).map((port) => ({ ...peer, ...port }))));
  });
}

function specOf(policy: KubeObject): NetworkPolicySpec {
  return (policy['spec'] ?? {}) as NetworkPolicySpec;
}

/** The API's default: ingress always, egress where it has rules for it. */
function typesOf({ policyTypes, egress = [] }: NetworkPolicySpec): readonly string[] {
  return policyTypes ?? ['Ingress', ...(egress.length > 0 ? ['Egress'] : [])];
}

/** An empty list is everybody. */
function peersOf(peers: readonly NetworkPolicyPeer[], namespace: string): readonly Pick<Hole, 'peer' | 'block'>[] {
  if (peers.length === 0) return [{ peer: everywhere, block: undefined }];
  return peers.map(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock !== undefined) {
      const except = ipBlock.except === undefined || ipBlock.except.length === 0 ? '' : ` without ${ipBlock.except.join(', ')}`;
      return { peer: `${ipBlock.cidr}${except}`, block: addresses([ipBlock.cidr], ipBlock.except) };
    }
    const pods = podSelector === undefined ? 'all pods' : `pods ${selectorText(podSelector)}`;
    const where = namespaceSelector === undefined ? `namespace ${namespace}` : namespacesText(namespaceSelector);
    return { peer: `${pods} in ${where}`, block: undefined };
  });
}

function namespacesText(selector: LabelSelector): string {
  const name = selector.matchLabels?.['kubernetes.io/metadata.name'];
  if (name !== undefined && Object.keys(selector.matchLabels ?? {}).length === 1 && selector.matchExpressions === undefined) return `namespace ${name}`;
  const text = selectorText(selector);
  return text === '(all)' ? 'every namespace' : `namespaces ${text}`;
}

/** As kubectl writes a selector. */
function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const parts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map((one) => {
      if ('values' in one) return `${one.key} ${one.operator === 'In' ? 'in' : 'notin'} (${one.values.join(', ')})`;
      return one.operator === 'Exists' ? one.key : `!${one.key}`;
    }),
  ].sort(compare);
  return parts.length === 0 ? '(all)' : parts.join(',');
}

function portsOf(ports: readonly NetworkPolicyPort[]): readonly Pick<Hole, 'ports' | 'portName'>[] {
  if (ports.length === 0) return everyPort.map((one) => ({ ports: one, portName: undefined }));
  return ports.map(({ protocol = 'TCP', port, endPort }) => {
    if (typeof port === 'string') return { ports: undefined, portName: `${protocol} ${port}` };
    return { ports: port === undefined ? everyPortOf(protocol) : { protocol, first: port, last: endPort ?? port }, portName: undefined };
  });
}

/** The holes of one side that the other does not have as well, in one hole or in several networks together. */
function uncovered(some: readonly Hole[], others: readonly Hole[]): readonly Hole[] {
  return some.filter((hole) => {
    const wide = others.filter((other) => portsCover(other, hole));
    if (wide.some(({ peer }) => peer === everywhere || peer === hole.peer)) return false;
    const blocks = wide.flatMap(({ block }) => block ?? []);
    return hole.block === undefined || blocks.length === 0 || without(hole.block, blocks).length > 0;
  });
}

function portsCover(wide: Hole, narrow: Hole): boolean {
  if (narrow.ports === undefined)
    return (
      wide.portName === narrow.portName ||
      (wide.ports !== undefined && wide.ports.first === 1 && wide.ports.last === 65535 && narrow.portName?.startsWith(`${wide.ports.protocol} `) === true)
    );
  const { protocol, first, last } = narrow.ports;
  return wide.ports !== undefined && wide.ports.protocol === protocol && wide.ports.first <= first && wide.ports.last >= last;
}

function told(change: Opening['change'], pods: string, direction: Opening['direction'], found: readonly Hole[]): readonly Opening[] {
  const byPeer = new Map<string, Hole[]>();
  for (const hole of found) byPeer.set(hole.peer, [...(byPeer.get(hole.peer) ?? []), hole]);
  return [...byPeer]
    .sort(([a], [b]) => compare(a, b))
    .map(([peer, own]) => {
      const numbers = joined(own.flatMap(({ ports }) => ports ?? []));
      const names = [...new Set(own.flatMap(({ portName }) => portName ?? []))].sort(compare);
      return { change, pods, direction, peer, ports: [...(numbers.length === 0 ? [] : [portsText(numbers)]), ...names].join('; ') };
    });
}
