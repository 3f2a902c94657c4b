import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Authority, issueCertificate, makeAuthority } from './ca.ts';
import { type Kubectl, kubectlFor, manifests, writeKubeconfig } from './kubectl.ts';
import { type RunningProcess, startProcess } from './process.ts';
import { type Binaries, moduleFolder } from './programs.ts';
import { apiServerAddress, ownNetworks, realNodeName } from './sandbox.ts';
import { waitFor } from './wait.ts';

/** Nodes of one kind in one zone; kwok pretends that they run what is scheduled on them. */
export interface NodeGroup {
  readonly zone: string;
  readonly count: number;
  readonly role?: 'control-plane' | 'worker' | 'both';
  /** Cores and memory of each; default 16 and 64Gi. */
  readonly cpu?: number;
  readonly memory?: string;
}

export interface ControlPlaneOptions {
  readonly binaries: Binaries;
  /** Gets its data, certificates, kubeconfigs and logs. */
  readonly folder: string;
  /** Name of the kubeconfig's context; default `e2e`. */
  readonly context?: string;
  readonly nodes?: readonly NodeGroup[];
  /** Networks of pods and Services, the first of each is used; default 10.244.0.0/16 and 10.96.0.0/16. */
  readonly pods?: readonly string[];
  readonly services?: readonly string[];
  /** More flags of the API server. */
  readonly apiServer?: readonly string[];
  /** More kwok Stages, as YAML, for kinds that no program here takes care of. */
  readonly stages?: string;
  /** The network of the pods that only pretend, where a real node has the rest of `pods`; default all of it. */
  readonly pretendedPods?: string;
}

/** A real control plane of processes, with nodes that only pretend. */
export interface ControlPlane {
  /** As an administrator. */
  readonly kubeconfig: string;
  readonly context: string;
  readonly kubectl: Kubectl;
  /** Environment in which scripts find this kubectl and this cluster. */
  readonly environment: Readonly<Record<string, string>>;
  readonly authority: Authority;
  /** The address of the API server. */
  readonly server: string;
  /** What a real node's kubelet logs in with. */
  readonly kubeletToken: string;
  readonly etcd: RunningProcess;
  readonly apiServer: RunningProcess;
  readonly controllerManager: RunningProcess;
  readonly scheduler: RunningProcess;
  readonly kwok: RunningProcess;
  /** Starts the API server again with these flags beside its own, as its administrator does. */
  restartApiServer(more: readonly string[]): Promise<void>;
  /** Writes a kubeconfig that has exactly the rights of a ServiceAccount, which must exist. Returns its path. */
  kubeconfigFor(namespace: string, serviceAccount: string): Promise<string>;
  stop(): Promise<void>;
}

const server = `https://${apiServerAddress}:16443`;
const etcdUrl = 'http://127.0.0.1:12379';
const adminToken = 'polder-e2e-admin';
const kubeletToken = 'polder-e2e-kubelet';

/** The annotation of a node that kwok keeps, where a real node stands beside it. */
const pretendedNode = 'kwok.x-k8s.io/node';

/** Starts etcd, the API server, its controllers, the scheduler and kwok, inside the sandbox. Throws with the log of what does not start. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { binaries, folder, context = 'e2e', nodes = [{ zone: 'zone-a', count: 1, role: 'both' }] } = options;
  const pods = options.pods?.[0] ?? '10.244.0.0/16';
  const services = options.services?.[0] ?? '10.96.0.0/16';
  mkdirSync(folder, { recursive: true });
  const alone = options.pretendedPods === undefined;
  // Beside a real node, addresses of pods are what its network plugin makes of them.
  if (alone) ownNetworks([pods]);
  const authority = makeAuthority(join(folder, 'pki'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeKubeconfig(kubeconfig, { context, server, certificate: authority.certificate, token: adminToken });
  const kubectl = kubectlFor(binaries.kubectl, kubeconfig);
  const start = (name: keyof Binaries, args: readonly string[], ready?: () => Promise<boolean>) =>
    startProcess({ name, command: binaries[name], args, logFile: join(folder, 'log', `${name}.log`), ...(ready === undefined ? {} : { ready }) });

  const etcd = await start('etcd', etcdArguments(folder), async () => (await fetch(`${etcdUrl}/health`)).ok);
  const apiServerArgs = [...apiServerArguments(folder, authority, services), ...(options.apiServer ?? [])];
  const apiServer = await start('kube-apiserver', apiServerArgs, async () => {
    return (await kubectl(['get', '--raw', '/readyz'])) === 'ok';
  });
  const asAdmin = [`--kubeconfig=${kubeconfig}`, `--authentication-kubeconfig=${kubeconfig}`, `--authorization-kubeconfig=${kubeconfig}`];
  const controllerManager = await start('kube-controller-manager', [
    ...asAdmin,
    `--service-account-private-key-file=${join(folder, 'pki', 'accounts.key')}`,
    `--root-ca-file=${authority.certificateFile}`,
    `--cluster-signing-cert-file=${authority.certificateFile}`,
    `--cluster-signing-key-file=${authority.keyFile}`,
    '--use-service-account-credentials=true',
    '--leader-elect=false',
    // A quota that was made before the controller knew a kind refuses that kind until it is counted again: by default after five minutes.
    '--resource-quota-sync-period=20s',
    `--cert-dir=${join(folder, 'pki', 'controller-manager')}`,
  ]);
  const scheduler = await start('kube-scheduler', [...asAdmin, '--leader-elect=false', `--cert-dir=${join(folder, 'pki', 'scheduler')}`]);
  const stages = join(folder, 'stages.yaml');
  writeFileSync(stages, await kwokStages(kubectl, alone, options.stages));
  const kwok = await start('kwok', [
    `--kubeconfig=${kubeconfig}`,
    `--config=${stages}`,
    ...(alone ? ['--manage-all-nodes=true'] : ['--manage-all-nodes=false', `--manage-nodes-with-annotation-selector=${pretendedNode}=fake`]),
    '--node-lease-duration-seconds=40',
    `--cidr=${options.pretendedPods ?? pods}`,
  ]);

  const all = [kwok, scheduler, controllerManager, apiServer, etcd];
  await kubectl(['apply', '--filename', '-'], manifests(...nodes.flatMap(nodesOf)));
  await waitFor('the nodes to be Ready', async () => {
    const ready = await kubectl(['get', 'nodes', '--output', 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}']);
    return ready.split('\n').filter((line) => line === 'True').length === nodes.reduce((sum, { count }) => sum + count, 0);
  });
  return {
    kubeconfig,
    context,
    kubectl,
    environment: { KUBECONFIG: kubeconfig, PATH: `${dirname(binaries.kubectl)}:${process.env['PATH'] ?? ''}` },
    authority,
    server,
    kubeletToken,
    etcd,
    apiServer,
    controllerManager,
    scheduler,
    kwok,
    restartApiServer: (more) => apiServer.restart([...apiServerArgs, ...more]),
    kubeconfigFor: async (namespace, serviceAccount) => {
      const token = await kubectl(['create', 'token', serviceAccount, '--namespace', namespace, '--duration=24h']);
      const file = join(folder, `kubeconfig-${namespace}-${serviceAccount}`);
      writeKubeconfig(file, { context: serviceAccount, server, certificate: authority.certificate, token: token.trim(), namespace });
      return file;
    },
    stop: async () => {
      // Nothing of it is kept.
      await Promise.all(all.map((process) => process.kill()));
    },
  };
}

function etcdArguments(folder: string): string[] {
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    '--listen-peer-urls=http://127.0.0.1:12380',
    // A test's data need not survive the machine.
    '--unsafe-no-fsync',
  ];
}

function apiServerArguments(folder: string, authority: Authority, services: string): string[] {
  const names = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', 'localhost'];
  const serving = issueCertificate(authority, 'kube-apiserver', { hosts: [...names, '127.0.0.1', apiServerAddress, firstOf(services)] });
  const frontProxy = issueCertificate(authority, 'front-proxy');
  const accounts = issueCertificate(authority, 'accounts');
  const toKubelet = issueCertificate(authority, 'apiserver-kubelet-client', { subject: '/O=system:masters/CN=kube-apiserver' });
  const tokens = join(folder, 'pki', 'tokens.csv');
  const people = [`${adminToken},admin,admin,system:masters`, `${kubeletToken},system:node:${realNodeName},kubelet,system:nodes`];
  writeFileSync(tokens, people.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  return [
    `--etcd-servers=${etcdUrl}`,
    '--secure-port=16443',
    `--bind-address=${apiServerAddress}`,
    `--advertise-address=${apiServerAddress}`,
    `--tls-cert-file=${serving.certificateFile}`,
    `--tls-private-key-file=${serving.keyFile}`,
    `--token-auth-file=${tokens}`,
    `--client-ca-file=${authority.certificateFile}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged=true',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${accounts.certificateFile}`,
    `--service-account-signing-key-file=${accounts.keyFile}`,
    `--service-cluster-ip-range=${services}`,
    // Without kube-proxy no Service address works: webhooks and extension servers are called at their pods' addresses.
    '--enable-aggregator-routing=true',
    `--kubelet-certificate-authority=${authority.certificateFile}`,
    `--kubelet-client-certificate=${toKubelet.certificateFile}`,
    `--kubelet-client-key=${toKubelet.keyFile}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--requestheader-client-ca-file=${authority.certificateFile}`,
    '--requestheader-allowed-names=front-proxy',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${frontProxy.certificateFile}`,
    `--proxy-client-key-file=${frontProxy.keyFile}`,
  ];
}

/** The address of Service kubernetes: the first of the Services' network. */
function firstOf(network: string): string {
  const [address = ''] = network.split('/');
  return address.includes(':') ? `${address}1` : address.replace(/\d+$/, (last) => String(Number(last) + 1));
}

/** Downloads the Go module that kwok's stages are in: startControlPlane needs no network after it. */
export function prepareControlPlane(): void {
  stagesFolder();
}

function stagesFolder(): string {
  return join(moduleFolder('kwok', 'sigs.k8s.io/kwok'), 'kustomize', 'stage');
}

/** What kwok does: pods become Ready or complete, nodes stay Ready; where no real node's driver makes volumes, claims become Bound. */
async function kwokStages(kubectl: Kubectl, alone: boolean, own: string | undefined): Promise<string> {
  const stages = await Promise.all(['fast', ...(alone ? ['volume/fast'] : [])].map((folder) => kubectl(['kustomize', join(stagesFolder(), folder)])));
  return [...stages, ...(own === undefined ? [] : [own])].join('\n---\n');
}

function nodesOf({ zone, count, role = 'worker', cpu = 16, memory = '64Gi' }: NodeGroup): object[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${zone}-${role}-${index + 1}`;
    const size = { cpu: String(cpu), memory, pods: '110', 'ephemeral-storage': '100Gi' };
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        annotations: { [pretendedNode]: 'fake' },
        labels: {
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/hostname': name,
          'topology.kubernetes.io/zone': zone,
          ...(role === 'worker' ? {} : { 'node-role.kubernetes.io/control-plane': '' }),
        },
      },
      spec: role === 'control-plane' ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] } : {},
      status: { allocatable: size, capacity: size },
    };
  });
}
