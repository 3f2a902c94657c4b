import type { Built } from '../../built.ts';
import type { PolderCluster } from '../../catalogue.ts';
import { isMap } from '../../config/merge.ts';
import { compare } from '../../config/problem.ts';
import { dnsOf } from '../../kit/distribution.ts';
import type { KubeObject } from '../../kit/object.ts';
import { addresses, without } from './addresses.ts';
import { type End, type Judge, judgeOf, type PlaceEnd } from './evaluate.ts';
import { operatedBy } from './operators.ts';
import type { Labels } from './selector.ts';
import { type Service, serviceOf } from './services.ts';
import { type Workload, workloadOf, workloadText } from './workload.ts';

/** Everything of a cluster that connections begin or end at, and who judges them. */
export interface Landscape {
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  /** The nodes, the API server and pods on the host's network among them. */
  readonly nodes: PlaceEnd;
  /** Every address that is none of the cluster's. */
  readonly internet: PlaceEnd;
  /** A pod of a namespace that is not the platform's, such as a tenant's, where no policy is. */
  readonly tenant: End;
  readonly apiServerPort: number;
  endOf(workload: Workload): End;
  readonly judge: Judge;
}

/** Reads the finished objects of a cluster, and adds what is there without an object in Git: pods of operators, and of the cluster itself. */
export function landscapeOf(built: readonly Built[], cluster: PolderCluster): Landscape {
  const objects = built.flatMap((one) => one.objects);
  const { network } = cluster.config;
  const operated = operatedBy(built, cluster);
  const workloads = distinct([...objects.flatMap((object) => workloadOf(object) ?? []), ...operated.workloads, ...ofTheCluster(cluster)]);
  const nodes: PlaceEnd = { kind: 'place', addresses: addresses(network.nodes) };
  const namespaceLabels = labelsOf(objects);
  const ends = new Map<Workload, End>(
    workloads.map((workload) => [
      workload,
      workload.hostNetwork
        ? nodes
        : { kind: 'pod', namespace: workload.namespace, namespaceLabels: namespaceLabels(workload.namespace), labels: workload.labels, ports: workload.ports },
    ]),
  );
  return {
    workloads,
    services: [...objects.flatMap((object) => serviceOf(object) ?? []), ...operated.services],
    nodes,
    internet: { kind: 'place', addresses: outside(network) },
    tenant: { kind: 'pod', namespace: 'tenant', namespaceLabels: namespaceLabels('tenant'), labels: {}, ports: [] },
    apiServerPort: network.apiServerPort,
    endOf: (workload) => ends.get(workload) ?? nodes,
    judge: judgeOf(objects, addresses(network.pods)),
  };
}

/** A CronJob and a Job may make the same pods under one name: one workload. */
function distinct(workloads: readonly Workload[]): Workload[] {
  const byName = new Map(workloads.map((workload) => [workloadText(workload), workload]));
  return [...byName.values()].sort((a, b) => compare(workloadText(a), workloadText(b)));
}

/** Pods that are the cluster's own: its DNS, and what cluster.yaml says of them under `provides`. */
function ofTheCluster({ config }: PolderCluster): Workload[] {
  const dns = dnsOf(config);
  const ports = (['UDP', 'TCP'] as const).map((protocol) => ({ name: protocol === 'UDP' ? 'dns' : 'dns-tcp', port: dns.port, protocol }));
  const metrics = { name: 'metrics', port: 9153, protocol: 'TCP' } as const;
  const own = { hostNetwork: false, by: 'the cluster', object: undefined };
  return [
    { ...own, namespace: dns.namespace, name: 'dns', labels: dns.podLabels, ports: [...ports, metrics] },
    ...Object.entries(config.provides as Readonly<Record<string, unknown>>).flatMap(([name, fact]) => {
      if (!isMap(fact) || typeof fact['namespace'] !== 'string' || !isMap(fact['podLabels'])) return [];
      const port = typeof fact['port'] === 'number' ? [{ name: undefined, port: fact['port'], protocol: 'TCP' } as const] : [];
      return [{ ...own, namespace: fact['namespace'], name, labels: fact['podLabels'] as Labels, ports: port }];
    }),
  ];
}

/** The labels of a namespace; the name's own is put on every one by the API server. */
function labelsOf(objects: readonly KubeObject[]): (namespace: string) => Labels {
  const made = new Map(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  return (namespace) => ({ ...made.get(namespace), 'kubernetes.io/metadata.name': namespace });
}

/** Addresses of the families that the cluster's pods have, without the cluster's own. */
function outside({ pods, services, nodes }: PolderCluster['config']['network']): PlaceEnd['addresses'] {
  const everything = [pods.some((cidr) => !cidr.includes(':')) ? ['0.0.0.0/0'] : [], pods.some((cidr) => cidr.includes(':')) ? ['::/0'] : []].flat();
  return without(addresses(everything), addresses([...pods, ...services, ...nodes]));
}
