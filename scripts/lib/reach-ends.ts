import { isIP } from 'node:net';
import { type Addresses, addresses, share } from '../../charts-ts/checks/reach/addresses.ts';
import type { End } from '../../charts-ts/checks/reach/evaluate.ts';
import type { Landscape } from '../../charts-ts/checks/reach/landscape.ts';
import type { Protocol } from '../../charts-ts/checks/reach/policy-types.ts';
import { behind, type Service, targetsOf } from '../../charts-ts/checks/reach/services.ts';
import { type Workload, workloadText } from '../../charts-ts/checks/reach/workload.ts';
import type { ClusterFacts } from '../../charts-ts/config/facts.ts';
import { parseNetwork } from '../../charts-ts/config/values.ts';
import { suggestion } from '../../charts-ts/config/words.ts';
import { Refusal } from './command.ts';

/** An end as a person names it. */
export interface NamedEnd {
  readonly text: string;
  readonly end: End;
  /** The port that was asked for: of the container, also where a Service was named. */
  readonly port: { readonly port: number; readonly protocol: Protocol } | undefined;
  /** What a person should know of how the name was read. */
  readonly notes: readonly string[];
}

/** Words for ends that are no pods. */
export const words = ['internet', 'nodes', 'api-server', 'tenant'] as const;

/**
 * Reads an end as it is written on the command line; `workload:port` may stand for several, one for each workload behind a Service.
 * Refuses a name that nothing has, with the nearest that there is.
 */
export function readEnds(written: string, landscape: Landscape, network: ClusterFacts['network']): readonly NamedEnd[] {
  const { name, port, protocol } = split(written);
  const word = words.find((candidate) => candidate === name);
  if (word !== undefined) return [wordEnd(word, landscape, portNumber(port, written), protocol)];
  const set = addressesOf(name);
  if (set !== undefined) return [addressEnd(name, set, network, portNumber(port, written), protocol)];
  const [workload, ...others] = workloadsNamed(landscape, name);
  if (workload !== undefined && others.length > 0) throw severalRefusal(written, [workload, ...others]);
  if (workload !== undefined) return podEnds(workload, { port, protocol, written }, landscape);
  const [service, ...more] = landscape.services.filter((one) => isNamed(one, name));
  if (service !== undefined && more.length > 0) throw severalRefusal(written, [service, ...more]);
  if (service !== undefined) return serviceEnds(service, { port, protocol, written }, landscape);
  throw unknownRefusal(name, landscape);
}

interface Asked {
  readonly port: string | undefined;
  readonly protocol: Protocol;
  readonly written: string;
}

/** `name[:port[/protocol]]`; an IPv6 address with a port stands in brackets. */
function split(written: string): { readonly name: string; readonly port: string | undefined; readonly protocol: Protocol } {
  const bracketed = /^\[([0-9a-fA-F:.]+(?:\/\d+)?)\](?::([a-z0-9-]+))?(?:\/(tcp|udp|sctp))?$/i.exec(written);
  const plain = isAddress(written) ? [written, written] : /^(.+?)(?::([a-z0-9-]+)(?:\/(tcp|udp|sctp))?)?$/i.exec(written);
  const [, name = written, port, protocol] = bracketed ?? plain ?? [];
  return { name, port, protocol: (protocol ?? 'TCP').toUpperCase() as Protocol };
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0 || parseNetwork(text) !== undefined;
}

function addressesOf(text: string): Addresses | undefined {
  const version = isIP(text);
  if (version !== 0) return addresses([`${text}/${version === 4 ? 32 : 128}`]);
  return parseNetwork(text) === undefined ? undefined : addresses([text]);
}

function portNumber(port: string | undefined, written: string): number | undefined {
  if (port === undefined) return undefined;
  const number = Number(port);
  if (/^\d+$/.test(port) && number >= 1 && number <= 65535) return number;
  throw new Refusal(`${JSON.stringify(port)} of ${written} is not a port; write a number from 1 to 65535`);
}

function wordEnd(word: (typeof words)[number], landscape: Landscape, port: number | undefined, protocol: Protocol): NamedEnd {
  const asked = (number: number | undefined) => (number === undefined ? undefined : { port: number, protocol });
  switch (word) {
    case 'internet':
      return { text: word, end: landscape.internet, port: asked(port), notes: [] };
    case 'nodes':
      return { text: word, end: landscape.nodes, port: asked(port), notes: ['the node that a pod runs on always reaches it, and is reached by it'] };
    case 'api-server':
      return {
        text: word,
        end: landscape.nodes,
        port: asked(port ?? landscape.apiServerPort),
        notes: ['policies know the API server by the addresses of the nodes'],
      };
    case 'tenant':
      return { text: word, end: landscape.tenant, port: asked(port), notes: ['a pod of another namespace, where no policy is, without labels'] };
  }
}

function addressEnd(name: string, set: Addresses, { pods, services }: ClusterFacts['network'], port: number | undefined, protocol: Protocol): NamedEnd {
  if (share(set, addresses(services)) === 'all')
    throw new Refusal(`${name} is for Services, whose addresses are replaced by a pod's before policies are applied; name the Service`);
  const notes =
    share(set, addresses([...pods, ...services])) === 'none' ? [] : [`${name} has addresses of pods or Services: name the workload to ask about these`];
  return { text: name, end: { kind: 'place', addresses: set }, port: port === undefined ? undefined : { port, protocol }, notes };
}

function isNamed(one: Pick<Workload, 'namespace' | 'name'>, name: string): boolean {
  return workloadText(one) === name || one.name === name;
}

/** By their names, else by the label that says whose pods they are. */
function workloadsNamed({ workloads }: Landscape, name: string): readonly Workload[] {
  const found = workloads.filter((workload) => isNamed(workload, name));
  return found.length > 0 ? found : workloads.filter(({ namespace, labels }) => `${namespace}/${labels['app.kubernetes.io/name']}` === name);
}

function podEnds(workload: Workload, { port, protocol, written }: Asked, landscape: Landscape): readonly NamedEnd[] {
  const base = { text: workloadText(workload), end: landscape.endOf(workload), notes: notesOf(workload) };
  if (port === undefined) return [{ ...base, port: undefined }];
  const own = workload.ports.find((one) => one.name === port || (String(one.port) === port && one.protocol === protocol));
  if (own !== undefined) return [{ ...base, port: own }];
  const service = landscape.services.find((one) => workloadText(one) === base.text && portsNamed(one, port).length > 0);
  if (service !== undefined) return serviceEnds(service, { port, protocol, written }, landscape);
  if (/^\d+$/.test(port)) return [{ ...base, port: { port: portNumber(port, written) ?? 0, protocol }, notes: [...base.notes, ...undeclared(workload, port)] }];
  const names = workload.ports.flatMap(({ name }) => name ?? []);
  throw new Refusal(`${base.text} has no port called ${port}${suggestion(port, names) || (names.length > 0 ? `; there is ${names.join(', ')}` : '')}`);
}

function undeclared({ ports }: Workload, port: string): string[] {
  return ports.length === 0 ? [] : [`no container says that it listens on ${port}; they say ${ports.map((one) => one.port).join(', ')}`];
}

function notesOf({ hostNetwork, by, name }: Workload): string[] {
  if (hostNetwork) return [`${name} is on the host's network: its traffic is the node's, and no policy selects it`];
  return by === 'the cluster' ? [`${name} is the cluster's own: its policies, if any, are not in Git here`] : [];
}

function portsNamed({ ports }: Service, port: string): readonly { readonly port: number }[] {
  return ports.filter((own) => own.name === port || String(own.port) === port);
}

function serviceEnds(service: Service, { port, protocol }: Asked, landscape: Landscape): readonly NamedEnd[] {
  const text = workloadText(service);
  if (port === undefined) {
    const workloads = behind(service, landscape.workloads);
    if (workloads.length === 0) throw new Refusal(`no pods in Git are behind the Service ${text}`);
    return workloads.map((workload) => ({ text: workloadText(workload), end: landscape.endOf(workload), port: undefined, notes: notesOf(workload) }));
  }
  const [named] = portsNamed(service, port);
  const ports = service.ports.map((own) => own.port);
  if (named === undefined) throw new Refusal(`the Service ${text} has no port ${port}; there is ${ports.join(', ')}`);
  const targets = targetsOf(service, named.port, landscape.workloads).filter((target) => target.protocol === protocol || !/^\d+$/.test(port));
  if (targets.length === 0) throw new Refusal(`no pods in Git are behind port ${port} of the Service ${text}`);
  return targets.map((target) => ({
    text: workloadText(target.workload),
    end: landscape.endOf(target.workload),
    port: { port: target.port, protocol: target.protocol },
    notes: [`port ${port} of the Service ${text} leads to port ${target.port} of the pods`, ...notesOf(target.workload)],
  }));
}

function severalRefusal(written: string, found: readonly Pick<Workload, 'namespace' | 'name'>[]): Refusal {
  return new Refusal(`"${written}" may be ${found.map(workloadText).join(' or ')}; write which`);
}

function unknownRefusal(name: string, { workloads, services }: Landscape): Refusal {
  const inCluster = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.cluster\.local)?$/.exec(name);
  if (inCluster !== null) return new Refusal(`"${name}" is a name in DNS; write ${inCluster[2]}/${inCluster[1]}`);
  if (/\.[a-z]{2,}$/i.test(name)) return new Refusal(`"${name}" is a name in DNS, and network policies know addresses only; write its address, or internet`);
  const known = [...new Set([...workloads, ...services].map(workloadText))];
  const namespace = name.includes('/') ? name.slice(0, name.indexOf('/')) : undefined;
  const there = known.filter((one) => one.startsWith(`${namespace}/`));
  const bare = known.map((one) => one.slice(one.indexOf('/') + 1));
  const near = suggestion(name, [...known, ...(namespace === undefined ? [...bare, ...words] : [])]);
  const list = there.length > 0 ? `; in ${namespace} there is ${there.map((one) => one.slice(one.indexOf('/') + 1)).join(', ')}` : '';
  return new Refusal(`there is no "${name}"${near || list || `; write <namespace>/<workload or Service>, an address, or one of ${words.join(', ')}`}`);
}
