import { podsOf } from '../../../charts-ts/checks/pods.ts';
import { everyPort, type Ports } from '../../../charts-ts/checks/reach/ports.ts';
import { workloadText } from '../../../charts-ts/checks/reach/workload.ts';
import { places } from './connections.ts';
import { at, nameOf, type Reason, reason } from './reason.ts';
import { gatewayPods, prometheusPods, type Scene } from './scene.ts';

/** Ends by name (`*` for any part of it), or a group of them. */
type Ends = string | 'Ceph' | 'databases' | 'databases and their jobs' | 'the gateway' | 'Prometheus' | 'other pods';

interface Known {
  readonly from: Ends;
  readonly to: Ends;
  readonly ports: readonly Ports[];
  readonly because: string;
  /** Only where there is more than one replica of it. */
  readonly replicated?: true;
  /** Only where both ends are in one namespace. */
  readonly together?: true;
}

const ceph: readonly Ports[] = [at(3300), { protocol: 'TCP', first: 6800, last: 7568 }];
const https = [at(443)];
const dns = [at(53), at(53, 'UDP')];

/** Connections that programs make by themselves: no object tells of them. Each must be allowed where both ends are. */
export const byThemselves: readonly Known[] = [
  { from: 'cert-manager/metrics-server', to: places.nodes, ports: [at(10250)], because: 'it reads every kubelet' },
  { from: 'argocd/argocd-repo-server', to: places.internet, ports: https, because: 'it reads Git repositories' },

  // https://cloudnative-pg.io/documentation/current/networking/
  { from: 'cnpg-system/cloudnative-pg', to: 'databases', ports: [at(8000), at(5432)], because: 'the operator must reach every instance' },
  { from: 'cnpg-system/cloudnative-pg', to: 'cnpg-system/barman-cloud', ports: [at(9090)], because: 'the operator calls its plugin' },
  { from: 'databases and their jobs', to: 'databases', ports: [at(5432), at(8000)], because: 'copies follow the one that is written to', together: true },
  { from: 'databases and their jobs', to: 'the API server', ports: [], because: 'CloudNativePG gives them an account' },

  { from: 'keycloak/keycloak', to: 'keycloak/keycloak', ports: [at(7800), at(57800)], because: 'replicas share their sessions (JGroups)', replicated: true },
  { from: 'monitoring/alertmanager', to: 'monitoring/alertmanager', ports: [at(9094, 'UDP')], because: 'replicas gossip over UDP too', replicated: true },

  { from: 'Ceph', to: 'Ceph', ports: ceph, because: 'its daemons talk to each other' },
  { from: 'rook-ceph/rook-ceph-operator', to: 'Ceph', ports: ceph, because: 'the operator runs the ceph command' },
  { from: 'rook-ceph/ceph-csi-controller', to: 'Ceph', ports: ceph, because: 'the drivers make volumes' },
  { from: places.nodes, to: 'Ceph', ports: ceph, because: 'the kernel mounts volumes' },
  { from: 'rook-ceph/rook-ceph-operator', to: 'rook-ceph/rook-ceph-rgw', ports: [at(8080)], because: 'the operator makes users and buckets' },
  { from: 'rook-ceph/ceph-csi-controller', to: 'the API server', ports: [], because: 'its operator gives it an account' },
  { from: 'rook-ceph/rook-ceph-mgr', to: 'the API server', ports: [], because: 'its sidecar labels the one that is active' },
  { from: 'other pods', to: 'rook-ceph/rook-ceph-rgw', ports: [at(8080)], because: 'whoever has a bucket, in any namespace' },

  { from: 'velero/velero-*', to: 'the API server', ports: [], because: 'Velero gives its pods its own account' },
  { from: places.nodes, to: 'kyverno/kyverno-admission-controller', ports: [at(9443)], because: 'Kyverno registers its webhooks when it starts' },
  { from: places.nodes, to: 'kyverno/kyverno-cleanup-controller', ports: [at(9443)], because: 'Kyverno registers its webhooks when it starts' },
  { from: 'kyverno/kyverno-admission-controller', to: places.internet, ports: https, because: 'signatures are in the registry' },
  { from: 'kyverno/kyverno-reports-controller', to: places.internet, ports: https, because: 'signatures are in the registry' },
  { from: 'trivy-system/trivy-scan', to: places.internet, ports: https, because: 'images are in the registry' },
  { from: 'trivy-system/trivy-server', to: places.internet, ports: https, because: 'its database is in the registry' },

  { from: 'the gateway', to: 'traefik/acme-solver', ports: [at(8089)], because: 'cert-manager makes a route to the pod that answers a challenge' },
  { from: 'other pods', to: 'otel-collector/otel-gateway', ports: [at(4317), at(4318)], because: 'programs of every namespace send what they measure' },
];

/** Allowed, though no connection that is known needs all of it: each with the reason why it is left so. */
export const wider: readonly Known[] = [
  {
    from: 'Prometheus',
    to: places.nodes,
    ports: everyPort,
    because: 'what listens on nodes differs by distribution and by exporter: its policy names no port, and the nodes themselves are not guarded by policies',
  },
  { from: 'Prometheus', to: 'other pods', ports: everyPort, because: 'monitors of tenants name their own ports; their namespace lets Prometheus in or not' },
  {
    from: 'Prometheus',
    to: 'otel-collector/otel-gateway',
    ports: [at(4317), at(4318)],
    because: 'it may reach every pod that lets it in, and this one lets in every namespace',
  },
  {
    from: 'Prometheus',
    to: 'rook-ceph/rook-ceph-rgw',
    ports: [at(8080)],
    because: 'it may reach every pod that lets it in, and this one lets in every namespace; a bucket asks for its keys',
  },
  {
    from: 'Prometheus',
    to: 'databases and their jobs',
    ports: [at(9187)],
    because: 'the jobs have the label by which the policy selects the instances',
  },
  ...['keycloak/keycloak', 'forgejo/forgejo', 'forgejo/forgejo-login'].map(
    (from): Known => ({
      from,
      to: 'databases and their jobs',
      ports: [at(5432)],
      because: 'the jobs have the label by which the policy selects the instances',
      together: true,
    }),
  ),
  {
    from: 'databases and their jobs',
    to: 'databases and their jobs',
    ports: [at(5432), at(8000)],
    because: 'the jobs have the label by which the policy selects the instances',
    together: true,
  },
  { from: '*', to: 'openshift-ingress/gateway', ports: everyPort, because: 'which ports the containers of a router that the site brings have, nobody tells' },
  { from: 'cert-manager/cert-manager', to: places.internet, ports: [at(80)], because: 'it tries a challenge itself before the ACME server does' },
  {
    from: 'external-dns/external-dns',
    to: places.internet,
    ports: dns,
    because: 'a name server by RFC 2136 is told as a host, not as an address with a scheme',
  },
];

/** The reasons of a list in a cluster: those whose ends are there. Addresses outside may be those of nodes. */
export function reasonsOf(list: readonly Known[], scene: Scene, must: boolean): Reason[] {
  return list.flatMap(({ from, to, ports, because, replicated, together }) => {
    const isApi = to === 'the API server';
    const targets = isApi ? [places.nodes] : expand(to, scene);
    const wanted = isApi ? [at(scene.landscape.apiServerPort)] : ports;
    const sources = expand(from, scene).filter((name) => replicated === undefined || replicasOf(name, scene) > 1);
    return sources.flatMap((source) =>
      targets
        .filter((target) => together === undefined || namespaceOf(target) === namespaceOf(source))
        .flatMap((target) => [
          reason(source, target, wanted, because, must),
          ...(target === places.internet ? [reason(source, places.nodes, wanted, because, false)] : []),
        ]),
    );
  });
}

function namespaceOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

function replicasOf(name: string, { landscape }: Scene): number {
  const object = landscape.workloads.find((workload) => workloadText(workload) === name)?.object;
  return object === undefined ? 1 : (podsOf(object, 1)?.count ?? 1);
}

function expand(ends: Ends, scene: Scene): readonly string[] {
  const { workloads } = scene.landscape;
  const postgres = workloads.filter(({ by }) => by === 'CloudNativePG');
  switch (ends) {
    case 'databases':
      return postgres.filter(({ labels }) => labels['cnpg.io/podRole'] === 'instance').map(workloadText);
    case 'databases and their jobs':
      return postgres.map(workloadText);
    case 'Ceph':
      return workloads.filter(({ labels }) => labels['rook_cluster'] !== undefined).map(workloadText);
    case 'the gateway':
      return gatewayPods(scene).map(workloadText);
    case 'Prometheus':
      return prometheusPods(scene).map(workloadText);
    case 'other pods':
      return [places.tenant, ...workloads.filter(({ by }) => by === 'the cluster').map(workloadText)];
  }
  if (Object.values(places).includes(ends as never)) return [ends];
  const pattern = new RegExp(`^${ends.replaceAll('*', '.*')}$`);
  return workloads.map(nameOf).filter((name) => pattern.test(name));
}
