import type { Distribution } from '../config/facts.ts';
import type { ClusterContext } from './component.ts';

/** Namespaces that are the cluster provider's own: policies for tenants and platform do not hold there. */
export interface SystemNamespaces {
  readonly names: readonly string[];
  /** Beginnings of names: the provider makes more of them with each release. */
  readonly prefixes: readonly string[];
}

/** Every cluster has these. */
export const ofKubernetes: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

/** The cluster provider's own namespaces, by what the cluster is installed with. */
export function systemNamespaces({ distribution }: Pick<ClusterContext, 'distribution'>): SystemNamespaces {
  if (distribution === 'openshift') return { names: [...ofKubernetes, 'openshift'], prefixes: ['openshift-'] };
  return { names: ofKubernetes, prefixes: [] };
}

/** Whether a namespace is the cluster provider's own. */
export function isSystemNamespace({ names, prefixes }: SystemNamespaces, namespace: string): boolean {
  return names.includes(namespace) || prefixes.some((prefix) => namespace.startsWith(prefix));
}

/** The pods of a cluster's DNS, and the port of their containers: policies are applied after the Service's address is replaced by a pod's. */
export interface Dns {
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly port: number;
}

/** kubeadm, RKE2, Talos and kind all label CoreDNS as it was called before. */
const coreDns: Dns = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' }, port: 53 };

/** https://github.com/openshift/cluster-dns-operator: each node has one, which listens on another port. */
const openShiftDns: Dns = { namespace: 'openshift-dns', podLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' }, port: 5353 };

/** Where the cluster's own DNS answers. */
export function dnsOf({ distribution }: Pick<ClusterContext, 'distribution'>): Dns {
  return distribution === 'openshift' ? openShiftDns : coreDns;
}

/** Where each distribution writes the API server's audit log, once it is turned on there; of the others kubeadm's documentation speaks. */
const auditLogs: Readonly<Partial<Record<Distribution, string>>> = {
  rke2: '/var/lib/rancher/rke2/server/logs/audit.log',
  talos: '/var/log/audit/kube/kube-apiserver.log',
  openshift: '/var/log/kube-apiserver/audit.log',
};

/** The API server's audit log on the nodes of the control plane. */
export function auditLogOf({ distribution }: Pick<ClusterContext, 'distribution'>): string {
  return auditLogs[distribution] ?? '/var/log/kubernetes/audit/audit.log';
}

/** API groups whose kinds the cluster has by itself, beside Kubernetes' own. */
export function groupsOf(distribution: Distribution): readonly string[] {
  return distribution === 'openshift' ? ['security.openshift.io', 'route.openshift.io'] : [];
}

/** A component whose work a distribution does itself. */
interface Brought {
  /** The capability to state under `provides` instead. */
  readonly provides: string;
  readonly because: string;
}

const openShiftBrings: Readonly<Record<string, Brought>> = {
  'gateway-api': { provides: 'gateway-api', because: "its Ingress Operator has the Gateway API's definitions and lets nobody else change them" },
  'prometheus-operator': {
    provides: 'metrics',
    because: 'its monitoring has the same definitions and puts its own back; monitoring for user-defined projects reads monitors',
  },
  'metrics-server': { provides: 'resource-metrics', because: 'its monitoring answers for metrics.k8s.io, which has one answerer' },
  'snapshot-controller': { provides: 'snapshots', because: 'its storage operator runs one, and two would work on the same snapshots' },
};

/** Components that cannot be beside what the distribution always has, by name. Not RKE2's: there each can be left out at installation. */
export function broughtBy({ distribution }: Pick<ClusterContext, 'distribution'>): Readonly<Record<string, Brought>> {
  return distribution === 'openshift' ? openShiftBrings : {};
}
