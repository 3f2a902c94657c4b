import type { Built } from '../../built.ts';
import type { PolderCluster } from '../../catalogue.ts';
import { plannedFor } from '../../kit/component.ts';
import type { KubeObject } from '../../kit/object.ts';
import { postgresLabels } from '../../kit/postgres-config.ts';
import { clusterContext } from '../../order.ts';
import { within } from '../pods.ts';
import type { NamedPort } from './evaluate.ts';
import { type Labels, selected } from './selector.ts';
import type { Service } from './services.ts';
import type { Workload } from './workload.ts';

/** What an operator makes, as far as network policies and monitors see it. */
export interface Operated {
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
}

/**
 * Pods and Services that operators make, so that no object in Git shows them. Those of custom resources that are known here come with
 * all their labels and ports; of the others what their component tells (`operated`).
 */
export function operatedBy(built: readonly Built[], cluster: PolderCluster): Operated {
  const objects = built.flatMap((one) => one.objects);
  const made = objects.flatMap((object) => makers[groupKind(object)]?.(object, objects) ?? []);
  const known = made.flatMap(({ workloads }) => workloads);
  const context = clusterContext(cluster);
  const told = built.flatMap((one) =>
    (one.component.operated?.(plannedFor(one, context)) ?? []).map(({ name, namespace = one.component.namespace.name, labels = {} }) =>
      toldWorkload(one.component.name, namespace, name, labels),
    ),
  );
  const others = told.filter((one) => !known.some((other) => isSame(one, other)));
  return { workloads: [...known, ...others], services: made.flatMap(({ services }) => services) };
}

/** What a component tells of pods, by their labels: it may name fewer of them. */
function isSame(told: Workload, known: Workload): boolean {
  return told.namespace === known.namespace && Object.keys(told.labels).length > 0 && selected({ matchLabels: told.labels }, known.labels);
}

/** Of Ceph's CSI drivers only those on the nodes have no labels of ours: https://github.com/ceph/ceph-csi-operator has them on the host's network. */
function toldWorkload(component: string, namespace: string, told: string, labels: Labels): Workload {
  const name = labels['app.kubernetes.io/name'] ?? labels['app'] ?? told.replaceAll(/[^a-z0-9.-]+/g, '-');
  return {
    namespace,
    name,
    labels,
    ports: portsOfCeph[name] ?? [],
    hostNetwork: Object.keys(labels).length === 0,
    by: `the operator of ${component}`,
    object: undefined,
  };
}

/** Ports of what Rook starts, as its own code names them; those of the Services are with these. */
const portsOfCeph: Readonly<Record<string, readonly NamedPort[]>> = {
  'rook-ceph-mon': [tcp('tcp-msgr2', 3300)],
  'rook-ceph-mgr': [tcp('http-metrics', 9283)],
  'rook-ceph-exporter': [tcp('metrics', 9926)],
  'rook-ceph-rgw': [tcp('http', 8080)],
};

function groupKind({ apiVersion, kind }: KubeObject): string {
  return `${apiVersion.split('/')[0]}/${kind}`;
}

/** What is made of a custom resource, by its group and kind. */
const makers: Readonly<Record<string, (object: KubeObject, objects: readonly KubeObject[]) => Operated>> = {
  'postgresql.cnpg.io/Cluster': postgres,
  'monitoring.coreos.com/Prometheus': prometheus,
  'ceph.rook.io/CephCluster': cephCluster,
  'ceph.rook.io/CephObjectStore': cephGateways,
  'cert-manager.io/ClusterIssuer': acmeSolvers,
};

/**
 * https://github.com/cloudnative-pg/cloudnative-pg/blob/main/pkg/specs/pods.go: labels and ports;
 * pkg/specs/jobs.go: the jobs that make a copy have no role of an instance; pkg/specs/services.go.
 */
function postgres(object: KubeObject): Operated {
  const { name, namespace = 'default' } = object.metadata;
  const labels = { ...postgresLabels(name), 'cnpg.io/podRole': 'instance' };
  const ports = [tcp('postgresql', 5432), tcp('metrics', 9187), tcp('status', 8000)];
  return {
    workloads: [
      { namespace, name, labels, ports, hostNetwork: false, by: 'CloudNativePG', object },
      {
        namespace,
        name: `${name}-jobs`,
        labels: { ...postgresLabels(name), 'cnpg.io/jobRole': 'join' },
        ports: [],
        hostNetwork: false,
        by: 'CloudNativePG',
        object,
      },
    ],
    services: ['rw', 'ro', 'r'].map((which) => service(namespace, `${name}-${which}`, {}, labels, [['postgres', 5432, 5432]])),
  };
}

/** https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/prometheus/server/statefulset.go, and pkg/operator/config_reloader.go */
function prometheus(object: KubeObject): Operated {
  const { name, namespace = 'default' } = object.metadata;
  const labels = { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': name, 'app.kubernetes.io/managed-by': 'prometheus-operator' };
  return {
    workloads: [{ namespace, name, labels, ports: [tcp('web', 9090), tcp('reloader-web', 8080)], hostNetwork: false, by: 'the Prometheus operator', object }],
    services: [service(namespace, 'prometheus-operated', {}, { 'app.kubernetes.io/name': 'prometheus' }, [['web', 9090, 9090]])],
  };
}

/** https://github.com/rook/rook/blob/master/pkg/operator/ceph/cluster/mgr/spec.go, and pkg/operator/ceph/cluster/nodedaemon/exporter.go */
function cephCluster({ metadata: { namespace = 'default' } }: KubeObject): Operated {
  const of = (app: string) => ({ app, rook_cluster: namespace });
  return {
    workloads: [],
    services: [
      service(namespace, 'rook-ceph-mgr', of('rook-ceph-mgr'), of('rook-ceph-mgr'), [['http-metrics', 9283, 9283]]),
      service(namespace, 'rook-ceph-exporter', of('rook-ceph-exporter'), of('rook-ceph-exporter'), [['ceph-exporter-http-metrics', 9926, 9926]]),
    ],
  };
}

/** https://github.com/rook/rook/blob/master/pkg/operator/ceph/object/spec.go: behind port 80 the gateway listens on 8080. */
function cephGateways(object: KubeObject): Operated {
  const { name, namespace = 'default' } = object.metadata;
  const labels = { app: 'rook-ceph-rgw', rook_object_store: name };
  const port = within(object, 'spec', 'gateway', 'port');
  return { workloads: [], services: typeof port === 'number' ? [service(namespace, `rook-ceph-rgw-${name}`, labels, labels, [['http', port, 8080]])] : [] };
}

/** https://cert-manager.io/docs/configuration/acme/http01/: pods that answer the challenge, in the namespace of the Gateway that asks for the certificate. */
function acmeSolvers(object: KubeObject, objects: readonly KubeObject[]): Operated {
  const isAcme = JSON.stringify(within(object, 'spec', 'acme', 'solvers') ?? []).includes('http01');
  const labels = { 'acme.cert-manager.io/http01-solver': 'true' };
  const gateways = objects.filter(({ kind }) => isAcme && kind === 'Gateway');
  const namespaces = [...new Set(gateways.flatMap(({ metadata }) => metadata.namespace ?? []))];
  return {
    workloads: namespaces.map((namespace) => ({
      namespace,
      name: 'acme-solver',
      labels,
      ports: [tcp(undefined, 8089)],
      hostNetwork: false,
      by: 'cert-manager',
      object,
    })),
    services: namespaces.map((namespace) => service(namespace, 'acme-solver', labels, labels, [['http', 8089, 8089]])),
  };
}

function tcp(name: string | undefined, port: number): NamedPort {
  return { name, port, protocol: 'TCP' };
}

function service(
  namespace: string,
  name: string,
  labels: Labels,
  selector: Labels,
  ports: readonly (readonly [name: string, port: number, target: number])[],
): Service {
  return { namespace, name, labels, selector, ports: ports.map(([port, number, target]) => ({ name: port, port: number, protocol: 'TCP', target })) };
}
