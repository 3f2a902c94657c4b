import type { PolderConfig } from '../../charts-ts/catalogue.ts';
import { sharedStorage } from '../../charts-ts/kit/capability.ts';
import type { Plan } from '../../charts-ts/order.ts';
import { conformance, type Finding, type Findings, minor, ofTheRun, type Verdict } from './haven.ts';
import type { Kubectl } from './kubectl.ts';

/** What is read of a running cluster; nothing is changed, and no Secret is read. */
export interface Observed {
  readonly nodes: readonly ObservedNode[];
  /** The minor of the API server, such as 1.36. */
  readonly kubernetes: string;
  readonly rbac: boolean;
  readonly storageClasses: readonly { readonly name: string; readonly provisioner: string }[];
  /** Whether somebody answers for metrics.k8s.io. */
  readonly metrics: boolean;
  /** Kind and images of each workload. */
  readonly workloads: readonly { readonly kind: string; readonly images: readonly string[] }[];
}

export interface ObservedNode {
  readonly name: string;
  readonly zone: string | undefined;
  readonly controlPlane: boolean;
  /** Whether pods of everybody may run there. */
  readonly runsPods: boolean;
  readonly externalAddress: boolean;
  readonly osImage: string;
  /** What its labels or its operating system say of its hardening; undefined when nothing does. */
  readonly hardening: string | undefined;
}

interface Item {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

interface NodeItem extends Item {
  readonly spec?: { readonly taints?: readonly { readonly key: string; readonly effect: string }[] };
  readonly status?: {
    readonly addresses?: readonly { readonly type: string }[];
    readonly nodeInfo?: { readonly osImage?: string };
  };
}

interface WorkloadItem extends Item {
  readonly spec?: { readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } } };
}

interface ApiServiceItem extends Item {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Asks a cluster. Refuses, in a line, where it does not answer. */
export async function observe(kubectl: Kubectl): Promise<Observed> {
  const get = async (...args: readonly string[]) => kubectl.run(['get', ...args, '-o', 'json', '--request-timeout=15s']);
  const version = JSON.parse(await kubectl.run(['version', '-o', 'json', '--request-timeout=15s'])) as {
    readonly serverVersion?: { readonly gitVersion?: string };
  };
  const nodes = items<NodeItem>(await get('nodes'));
  const classes = items<Item>(await get('storageclasses'));
  const workloads = items<WorkloadItem>(await get('daemonsets,deployments,statefulsets', '--all-namespaces'));
  const apiService = await get('apiservices', 'v1beta1.metrics.k8s.io', '--ignore-not-found');
  const groups = await kubectl.run(['api-versions', '--request-timeout=15s']);
  return {
    nodes: nodes.map(nodeOf),
    kubernetes: /^v(\d+\.\d+)/.exec(version.serverVersion?.gitVersion ?? '')?.[1] ?? '',
    rbac: groups.split('\n').includes('rbac.authorization.k8s.io/v1'),
    storageClasses: classes.map(({ metadata, ...rest }) => ({ name: metadata.name, provisioner: String(rest['provisioner']) })),
    metrics: apiService.trim() !== '' && isAvailable(JSON.parse(apiService) as ApiServiceItem),
    workloads: workloads.map(({ kind, spec }) => ({ kind, images: (spec?.template?.spec?.containers ?? []).map(({ image }) => image ?? '') })),
  };
}

function items<T extends Item>(json: string): readonly T[] {
  return (JSON.parse(json) as { readonly items: readonly T[] }).items;
}

function isAvailable({ status }: ApiServiceItem): boolean {
  return (status?.conditions ?? []).some(({ type, status: is }) => type === 'Available' && is === 'True');
}

function nodeOf({ metadata, spec, status }: NodeItem): ObservedNode {
  const labels = metadata.labels ?? {};
  const controlPlane = ['control-plane', 'master'].some((role) => `node-role.kubernetes.io/${role}` in labels);
  const osImage = status?.nodeInfo?.osImage ?? '';
  return {
    name: metadata.name,
    zone: labels['topology.kubernetes.io/zone'],
    controlPlane,
    runsPods: !(spec?.taints ?? []).some(({ key, effect }) => effect === 'NoSchedule' && key.startsWith('node-role.kubernetes.io/')),
    externalAddress: (status?.addresses ?? []).some(({ type }) => type === 'ExternalIP'),
    osImage,
    hardening: hardeningOf(osImage, labels),
  };
}

/** By the operating system's name where that alone is the hardening, or by the label of node-feature-discovery. */
function hardeningOf(osImage: string, labels: Readonly<Record<string, string>>): string | undefined {
  if (/^Talos\b/.test(osImage)) return 'talos';
  if (/^Flatcar\b/.test(osImage)) return 'flatcar';
  return labels['feature.node.kubernetes.io/kernel-selinux.enabled'] === 'true' ? 'selinux' : undefined;
}

/** Provisioners of volumes that many nodes read and write; the checker knows some, and tries the others. */
const shared = [
  /cephfs/,
  /(^|\.)longhorn\.io$/,
  /nfs/,
  /^efs\.csi\.aws\.com$/,
  /^file\.csi\.azure\.com$/,
  /^filestore\.csi\.storage\.gke\.io$/,
  /manila/,
  /glusterfs/,
];

/** The findings for a cluster as it runs. */
export function fromCluster(seen: Observed, { distribution }: Pick<PolderConfig, 'distribution'>): Findings {
  const { nodes } = seen;
  const met = (why: string): Finding => ({ verdict: 'met by the cluster', why });
  const zones = [...new Set(nodes.flatMap(({ zone }) => zone ?? []))].sort();
  const masters = nodes.filter(({ controlPlane }) => controlPlane).length;
  const workers = nodes.filter(({ controlPlane }) => !controlPlane).length;
  const both = nodes.filter(({ controlPlane, runsPods }) => controlPlane && runsPods).length;
  const open = nodes.filter(({ externalAddress }) => externalAddress);
  const unsure = nodes.filter(({ hardening }) => hardening === undefined);
  const classes = seen.storageClasses.filter(({ provisioner }) => shared.some((pattern) => pattern.test(provisioner)));
  return {
    ...ofTheRun,
    multiaz:
      zones.length > 1
        ? met(`zones ${zones.join(', ')}`)
        : failed(`${zones.length} zone in topology.kubernetes.io/zone`, 'label the nodes with their zone, or add nodes in another'),
    hamasters:
      masters >= 3
        ? met(`${masters} nodes of the control plane`)
        : masters === 0
          ? { verdict: 'unknown', why: 'no node has a role of the control plane: a provider seems to run it' }
          : failed(`${masters} of the control plane`, 'have three'),
    haworkers:
      workers >= 3
        ? met(`${workers} workers`)
        : workers + both >= 3
          ? { verdict: 'unknown', why: `${workers} workers, and ${both} of the control plane that run pods: how the checker counts those is not known` }
          : failed(`${workers} workers`, 'have three'),
    nodehardening:
      nodes.length === 0
        ? nobody
        : unsure.length === 0
          ? met([...new Set(nodes.map(({ hardening }) => hardening))].join(', '))
          : {
              verdict: 'unknown',
              why: `nothing in the API tells the hardening of ${unsure.map(({ name, osImage }) => `${name} (${osImage})`).join(', ')}`,
              todo: 'on such a node: cat /sys/kernel/security/lsm names selinux or apparmor',
            },
    privatenetworking:
      nodes.length === 0
        ? nobody
        : open.length === 0
          ? met('no node has an ExternalIP')
          : failed(`${open.map(({ name }) => name).join(', ')} have an ExternalIP`, 'take the public addresses from the nodes'),
    kubernetesversion: minor(seen.kubernetes, 'met by the cluster'),
    rbac: seen.rbac
      ? met('the API server serves rbac.authorization.k8s.io/v1')
      : failed('the API server does not serve rbac.authorization.k8s.io/v1', 'start it with --authorization-mode=Node,RBAC'),
    rwxvolumes:
      classes.length > 0
        ? met(classes.map(({ name, provisioner }) => `${name} (${provisioner})`).join(', '))
        : seen.storageClasses.length > 0
          ? {
              verdict: 'unknown',
              why: `of no provisioner it is known here: ${seen.storageClasses.map(({ provisioner }) => provisioner).join(', ')}; the checker tries`,
            }
          : failed('no StorageClass', 'turn on storage'),
    cncf: conformance(seen.kubernetes, distribution),
    autocerts: runs(seen, /\/cert-manager-controller[:@]/)
      ? met('cert-manager runs')
      : failed('cert-manager does not run', 'sync the Application cert-manager'),
    logs: logs(seen),
    metrics: seen.metrics
      ? met('metrics.k8s.io is answered')
      : failed('nobody answers for metrics.k8s.io', 'kubectl get apiservice v1beta1.metrics.k8s.io tells why'),
  };
}

const nobody: Finding = { verdict: 'unknown', why: 'there is no node' };

function failed(why: string, todo: string): Finding {
  return { verdict: 'not met', why, todo };
}

function runs({ workloads }: Observed, image: RegExp, kind?: string): boolean {
  return workloads.some((one) => (kind === undefined || one.kind === kind) && one.images.some((name) => image.test(name)));
}

function logs(seen: Observed): Finding {
  if (runs(seen, /\/loki[:@]/) && runs(seen, /\/alloy[:@]/, 'DaemonSet')) return { verdict: 'met by the cluster', why: 'Loki and Alloy run' };
  const collector = ['otel', 'opentelemetry-collector', 'alloy', 'promtail', 'fluent', 'vector'].find((name) => runs(seen, new RegExp(name), 'DaemonSet'));
  if (collector === undefined) return failed('no program on each node collects logs', 'turn on Loki and Alloy, or what the site has instead');
  const unknown: Verdict = 'unknown';
  return { verdict: unknown, why: `${collector} runs on the nodes, and whether the checker knows it is not known: Loki with Alloy it takes` };
}

/** Where what was told of a cluster is not so. */
export function differences(facts: PolderConfig, plan: Plan, seen: Observed): string[] {
  const told = (roles: readonly string[]) => facts.nodes.filter(({ role }) => roles.includes(role)).reduce((sum, { count }) => sum + count, 0);
  const zones = [...new Set(facts.nodes.map(({ zone }) => zone))].sort();
  const there = [...new Set(seen.nodes.flatMap(({ zone }) => zone ?? []))].sort();
  const masters = seen.nodes.filter(({ controlPlane }) => controlPlane).length;
  const classes = seen.storageClasses.map(({ name }) => name);
  const rwx = plan.fact(sharedStorage)?.storageClass;
  const saidClosed = facts.nodes.every(({ externalAddress }) => externalAddress === false);
  return [
    ...(facts.kubernetes === seen.kubernetes ? [] : [`kubernetes: ${facts.kubernetes} is told, and the API server is ${seen.kubernetes}`]),
    ...(told(['control-plane', 'worker', 'both']) === seen.nodes.length
      ? []
      : [`nodes: ${told(['control-plane', 'worker', 'both'])} are told, and ${seen.nodes.length} are there`]),
    ...(told(['control-plane', 'both']) === masters
      ? []
      : [`nodes: ${told(['control-plane', 'both'])} of the control plane are told, and ${masters} are there`]),
    ...(zones.join() === there.join() ? [] : [`nodes: the zones ${zones.join(', ')} are told, and the nodes have ${there.join(', ') || 'none'}`]),
    ...(saidClosed && seen.nodes.some(({ externalAddress }) => externalAddress) ? ['nodes: externalAddress: false is told, and some have an ExternalIP'] : []),
    ...(rwx === undefined || classes.includes(rwx) ? [] : [`shared-storage: StorageClass ${rwx} is told, and there is ${classes.join(', ') || 'none'}`]),
  ];
}
