import { within } from '../checks/pods.ts';
import { maps } from '../checks/reach/workload.ts';
import { compare } from '../config/problem.ts';
import type { KubeObject } from '../kit/object.ts';
import { type Identity, identityKey, identityOf, identityText, type ObjectPair } from './objects.ts';

/** A way into the cluster from outside. */
export interface Exposure {
  readonly change: 'opened' | 'closed';
  readonly kind: 'hostname' | 'load balancer' | 'node port' | 'external address' | 'host port' | 'host network';
  /** The hostname, address or port. */
  readonly what: string;
  /** Whose it is. */
  readonly by: Identity;
}

/** Ways from outside that the changed objects of a component open or close. */
export function exposureChanges(pairs: readonly ObjectPair[]): readonly Exposure[] {
  const [before, after] = [waysOf(pairs.flatMap((pair) => pair.before ?? [])), waysOf(pairs.flatMap((pair) => pair.after ?? []))];
  return [...told('opened', after, before), ...told('closed', before, after)];
}

type Way = Omit<Exposure, 'change'>;

function told(change: Exposure['change'], some: ReadonlyMap<string, Way>, others: ReadonlyMap<string, Way>): readonly Exposure[] {
  return [...some]
    .filter(([key]) => !others.has(key))
    .sort(([a], [b]) => compare(a, b))
    .map(([, way]) => ({ change, ...way }));
}

/** By what is reached: a hostname that moves from one route to another is neither new nor gone. Ports of hosts are each workload's own. */
function waysOf(objects: readonly KubeObject[]): ReadonlyMap<string, Way> {
  const found = new Map<string, Way>();
  for (const object of objects)
    for (const [kind, what] of ways(object))
      found.set([kind, what, ...(kind === 'hostname' ? [] : [identityKey(object)])].join(' '), { kind, what, by: identityOf(object) });
  return found;
}

function ways(object: KubeObject): readonly (readonly [Exposure['kind'], string])[] {
  switch (object.kind) {
    // https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec: without hostnames, those of the listener
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
      return texts(within(object, 'spec', 'hostnames') ?? [`every one of its listener (${identityText(identityOf(object))})`]).map((name) => [
        'hostname',
        name,
      ]);
    case 'Gateway':
      return maps(within(object, 'spec', 'listeners')).map((listener) => [
        'hostname',
        `${text(listener['hostname'] ?? '*')} (listener ${text(listener['name'])}, ${text(listener['protocol'])} ${text(listener['port'])})`,
      ]);
    case 'Ingress':
      return maps(within(object, 'spec', 'rules')).map((rule) => ['hostname', text(rule['host'] ?? '*')]);
    // https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/network_apis/route-route-openshift-io-v1
    case 'Route':
      return texts([within(object, 'spec', 'host')]).map((name) => ['hostname', name]);
    case 'Service':
      return ofService(object);
    default:
      return ofPods(object);
  }
}

/** https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types */
function ofService(object: KubeObject): readonly (readonly [Exposure['kind'], string])[] {
  const type = within(object, 'spec', 'type');
  const ports = maps(within(object, 'spec', 'ports'));
  const portText = (port: Readonly<Record<string, unknown>>) => `${text(port['protocol'] ?? 'TCP')} ${text(port['port'])}`;
  return [
    ...(type === 'LoadBalancer' ? ports.map((port) => ['load balancer', portText(port)] as const) : []),
    ...(type === 'NodePort'
      ? ports.map(
          (port) =>
            [
              'node port',
              port['nodePort'] === undefined ? `${portText(port)}, on a port of the nodes` : `${portText(port)}, on ${text(port['nodePort'])} of the nodes`,
            ] as const,
        )
      : []),
    ...texts(within(object, 'spec', 'externalIPs')).map((address) => ['external address', address] as const),
  ];
}

/** Ports of the nodes themselves: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
function ofPods(object: KubeObject): readonly (readonly [Exposure['kind'], string])[] {
  const spec = within(object, 'spec', ...(object.kind === 'CronJob' ? ['jobTemplate', 'spec'] : []), ...(object.kind === 'Pod' ? [] : ['template', 'spec']));
  const ports = ['containers', 'initContainers'].flatMap((kind) => maps(within(spec, kind)).flatMap((container) => maps(container['ports'])));
  return [
    ...(within(spec, 'hostNetwork') === true ? [['host network', "the nodes' own network"] as const] : []),
    ...ports
      .filter(({ hostPort }) => hostPort !== undefined)
      .map((port) => ['host port', `${text(port['protocol'] ?? 'TCP')} ${text(port['hostPort'])}`] as const),
  ];
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function text(value: unknown): string {
  return String(value ?? '');
}
