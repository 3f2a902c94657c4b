import type { PolderConfig } from '../../charts-ts/catalogue.ts';
import { type Distribution, kubernetesMinors, type NodeGroup } from '../../charts-ts/config/facts.ts';
import { certificates, logCollection, resourceMetrics, sharedStorage } from '../../charts-ts/kit/capability.ts';
import type { Plan } from '../../charts-ts/order.ts';

/**
 * The checks of the Haven Compliancy Checker 12.8.0, in its own words and order: https://haven.commonground.nl/techniek/checks
 * How it tests is known of some only: where it is not, the verdict is `unknown`, never a guess.
 */
export const requiredChecks = {
  havenversion: { label: 'Self test: HCC version is latest major or within 3 months upgrade window', category: 'Fundamental' },
  clusteradmin: { label: 'Self test: does HCC have cluster-admin', category: 'Fundamental' },
  multiaz: { label: 'Multiple availability zones in use', category: 'Infrastructure' },
  hamasters: { label: 'Running at least 3 master nodes', category: 'Infrastructure' },
  haworkers: { label: 'Running at least 3 worker nodes', category: 'Infrastructure' },
  nodehardening: { label: 'Nodes have SELinux, Grsecurity, AppArmor, LKRG, Talos or Flatcar enabled', category: 'Infrastructure' },
  privatenetworking: { label: 'Private networking topology', category: 'Infrastructure' },
  kubernetesversion: { label: 'Kubernetes version is latest stable or max 3 minor versions behind', category: 'Cluster' },
  rbac: { label: 'Role Based Access Control is enabled', category: 'Cluster' },
  rwxvolumes: { label: 'ReadWriteMany persistent volumes support', category: 'Cluster' },
  cncf: { label: 'CNCF Kubernetes Conformance', category: 'External' },
  autocerts: { label: 'Automated HTTPS certificate provisioning', category: 'Haven+' },
  logs: { label: 'Log aggregation is running', category: 'Haven+' },
  metrics: { label: 'Metrics-server is running', category: 'Haven+' },
  shavalidation: { label: 'SHA has been validated', category: 'Validation' },
} as const;
export type RequiredCheck = keyof typeof requiredChecks;

/** Run only when they are asked for; they decide nothing. */
export const suggestedChecks = {
  cis: { label: 'CIS Kubernetes Security Benchmark', category: 'External' },
  kubescape: { label: 'Kubescape', category: 'External' },
} as const;

/** By whom a check is met. `cluster`: seen in the running cluster. */
export type Verdict = 'met by the stack' | 'met by the facts' | 'met by the cluster' | 'not met' | 'unknown' | 'not judged';

export interface Finding {
  readonly verdict: Verdict;
  readonly why: string;
  /** What to do, where there is something. */
  readonly todo?: string;
}

export interface Judged extends Finding {
  readonly check: string;
  readonly label: string;
  readonly category: string;
  readonly required: boolean;
}

export type Findings = Readonly<Record<RequiredCheck, Finding>>;

/** Every check with its finding, in the checker's order. */
export function judged(findings: Findings): Judged[] {
  return [
    ...Object.entries(requiredChecks).map(([check, words]) => ({ check, ...words, required: true, ...findings[check as RequiredCheck] })),
    ...Object.entries(suggestedChecks).map(([check, words]) => ({
      check,
      ...words,
      required: false,
      verdict: 'not judged' as const,
      why: `only run with --${check}, and decides nothing`,
    })),
  ];
}

/** What the run of the checker itself decides: nothing of a cluster tells it. */
export const ofTheRun = {
  havenversion: { verdict: 'unknown', why: 'the checker compares itself with its releases', todo: 'run the newest release of the checker' },
  clusteradmin: { verdict: 'unknown', why: 'the checker asks what it may do', todo: 'run it with a kubeconfig that may do everything' },
  shavalidation: {
    verdict: 'unknown',
    why: 'the checker compares its own file with its releases',
    todo: 'run the file of the release itself, not one that was built again',
  },
} as const satisfies Partial<Record<RequiredCheck, Finding>>;

/** The findings for what is told of a cluster, before it is there. */
export function fromFacts(facts: PolderConfig, plan: Plan): Findings {
  const { nodes, distribution } = facts;
  return {
    ...ofTheRun,
    multiaz: zones(nodes),
    hamasters: masters(nodes),
    haworkers: workers(nodes),
    nodehardening: hardening(nodes, distribution),
    privatenetworking: addresses(nodes),
    kubernetesversion: minor(facts.kubernetes),
    rbac: { verdict: 'met by the facts', why: `${distribution} turns RBAC on, and the platform gives rights by it alone` },
    rwxvolumes: rwx(plan),
    cncf: conformance(facts.kubernetes, distribution),
    autocerts: byComponent(facts, plan, 'cert-manager', certificates.id, 'set components.cert-manager.enabled: true'),
    logs: logs(facts, plan),
    metrics: byComponent(facts, plan, 'metrics-server', resourceMetrics.id, 'set components.metrics-server.enabled: true'),
  };
}

function count(nodes: readonly NodeGroup[], roles: readonly NodeGroup['role'][]): number {
  return nodes.filter(({ role }) => roles.includes(role)).reduce((sum, group) => sum + group.count, 0);
}

function zones(nodes: readonly NodeGroup[]): Finding {
  const names = [...new Set(nodes.map(({ zone }) => zone))];
  if (names.length > 1) return { verdict: 'met by the facts', why: `nodes stand in ${names.join(', ')}` };
  return {
    verdict: 'not met',
    why: `all nodes stand in ${names.join()}`,
    todo: 'spread the nodes over two zones or more, labelled topology.kubernetes.io/zone',
  };
}

function masters(nodes: readonly NodeGroup[]): Finding {
  const there = count(nodes, ['control-plane', 'both']);
  if (there >= 3) return { verdict: 'met by the facts', why: `${there} nodes of the control plane` };
  if (there === 0)
    return {
      verdict: 'unknown',
      why: 'no group of nodes has the role control-plane: a provider runs the control plane, or nobody told',
      todo: 'add its nodes to nodes in cluster.yaml, unless a provider runs it',
    };
  return { verdict: 'not met', why: `${nodesOf(there)} of the control plane`, todo: 'have three, each in a zone of its own where there are three' };
}

function workers(nodes: readonly NodeGroup[]): Finding {
  const [own, all] = [count(nodes, ['worker']), count(nodes, ['worker', 'both'])];
  if (own >= 3) return { verdict: 'met by the facts', why: `${own} workers` };
  if (all >= 3)
    return { verdict: 'unknown', why: `${all} nodes run pods, of which ${all - own} are the control plane too: how the checker counts those is not known` };
  return { verdict: 'not met', why: `${nodesOf(all)} for pods`, todo: 'have three workers' };
}

function nodesOf(number: number): string {
  return number === 1 ? '1 node' : `${number} nodes`;
}

/** What a distribution has on every node, unless somebody turned it off. */
const ownHardening: Readonly<Partial<Record<Distribution, string>>> = { talos: 'talos', openshift: 'selinux' };

function hardening(nodes: readonly NodeGroup[], distribution: Distribution): Finding {
  const kinds = [...new Set(nodes.map((group) => group.hardening ?? ownHardening[distribution]))];
  const how = 'harden the nodes by SELinux, AppArmor, Talos or Flatcar, and tell it as hardening of each group of nodes';
  if (kinds.includes('none')) return { verdict: 'not met', why: 'some nodes have nothing that guards their kernel', todo: how };
  if (kinds.includes(undefined)) return { verdict: 'unknown', why: 'not every group of nodes tells its hardening', todo: how };
  return { verdict: 'met by the facts', why: kinds.join(', ') };
}

function addresses(nodes: readonly NodeGroup[]): Finding {
  const external = nodes.map(({ externalAddress }) => externalAddress);
  const how = 'take the public addresses from the nodes (kubectl get nodes -o wide shows none as EXTERNAL-IP), and tell externalAddress: false of each group';
  if (external.includes(true)) return { verdict: 'not met', why: 'some nodes have an external address', todo: how };
  if (external.includes(undefined)) return { verdict: 'unknown', why: 'not every group of nodes tells externalAddress', todo: how };
  return { verdict: 'met by the facts', why: 'no node has an external address' };
}

const newest = kubernetesMinors[kubernetesMinors.length - 1] ?? '';

/** The finding for a minor, as far as this release knows the newest. */
export function minor(kubernetes: string, verdict: Verdict = 'met by the facts'): Finding {
  const behind = Number(newest.split('.')[1]) - Number(kubernetes.split('.')[1]);
  if (behind > 3) return { verdict: 'not met', why: `${kubernetes} is ${behind} minors behind ${newest}`, todo: 'upgrade Kubernetes' };
  return { verdict, why: `${kubernetes}; the newest that this release of Polder knows is ${newest}, and the checker looks it up` };
}

export function conformance(kubernetes: string, distribution: Distribution): Finding {
  return {
    verdict: 'unknown',
    why: `the checker looks for ${distribution} ${kubernetes} in cncf/k8s-conformance, by labels of the nodes; else it runs the conformance tests itself`,
    todo: 'where it does not find the distribution, run it with --cncf, which takes hours',
  };
}

function rwx(plan: Plan): Finding {
  const fact = plan.fact(sharedStorage);
  if (fact === undefined)
    return {
      verdict: 'not met',
      why: 'no volume can be read and written by many nodes',
      todo: 'turn on rook-ceph, name a class with access: readWriteMany in storage-classes, or tell provides.shared-storage',
    };
  const provider = plan.components.find(({ component }) => component.haven?.includes('rwxvolumes'));
  const how = 'a provisioner that the checker does not know it tries, with a claim and a pod';
  return provider === undefined
    ? { verdict: 'met by the facts', why: `StorageClass ${fact.storageClass}; ${how}` }
    : { verdict: 'met by the stack', why: `StorageClass ${fact.storageClass} of ${provider.component.name}; ${how}` };
}

function has(plan: Plan, name: string): boolean {
  return plan.components.some(({ component }) => component.name === name);
}

function provides(facts: PolderConfig, capability: string): boolean {
  return (facts.provides as Readonly<Record<string, unknown>>)[capability] !== undefined;
}

function byComponent(facts: PolderConfig, plan: Plan, name: string, capability: string, todo: string): Finding {
  if (has(plan, name)) return { verdict: 'met by the stack', why: name };
  if (provides(facts, capability)) return { verdict: 'met by the facts', why: `the cluster has it: provides.${capability}` };
  return { verdict: 'not met', why: `neither ${name} nor provides.${capability}`, todo };
}

const knownLogs = 'Loki with Alloy is what the checker is known to take';

function logs(facts: PolderConfig, plan: Plan): Finding {
  if (has(plan, 'loki') && has(plan, 'alloy')) return { verdict: 'met by the stack', why: `loki and alloy: ${knownLogs}` };
  const collects = plan.components.find(({ component }) => ['alloy', 'otel-collector'].includes(component.name));
  const todo = 'see what the checker says; where it says NO, set components.loki.enabled and components.alloy.enabled: true';
  if (collects !== undefined || provides(facts, logCollection.id)) {
    const by = collects?.component.name ?? 'the cluster itself';
    return { verdict: 'unknown', why: `${by} collects the logs of all pods, but whether the checker knows that is not known: ${knownLogs}`, todo };
  }
  return { verdict: 'not met', why: 'nothing collects the logs of pods', todo: 'set components.loki.enabled and components.alloy.enabled: true' };
}
