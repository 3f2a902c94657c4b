import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dump } from 'js-yaml';
import { issueCertificate } from './ca.ts';
import type { ControlPlane } from './control-plane.ts';
import { writeKubeconfig } from './kubectl.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { realNodeAddress, realNodeName, sandboxFolder } from './sandbox.ts';
import { waitFor } from './wait.ts';

/** A node whose kubelet really starts containers. */
export interface RealNode {
  readonly name: string;
  readonly address: string;
  readonly containerd: RunningProcess;
  readonly kubelet: RunningProcess;
  readonly kubeProxy: RunningProcess;
  /** Puts an image of an OCI layout into containerd, for what no registry serves. */
  load(layout: string): void;
  /** The first processes of containers, by the containers' ids. */
  processes(containers: readonly string[]): readonly number[];
  /** Ends the node's programs; its containers end with the sandbox. */
  stop(): Promise<void>;
}

export interface RealNodeOptions {
  readonly binaries: Binaries;
  readonly controlPlane: ControlPlane;
  readonly folder: string;
  readonly zone: string;
  /** The pods' network on this node. */
  readonly pods: string;
  /** Where the cluster's DNS answers. */
  readonly dns: string;
  /** A registry's host and port, signed by the control plane's authority. */
  readonly registry: string;
  /** An OCI layout of the image that holds a pod's namespaces. */
  readonly pause: { readonly layout: string; readonly reference: string };
}

const realNode = { name: realNodeName, address: realNodeAddress } as const;

/**
 * Starts containerd, kubelet and kube-proxy inside the sandbox, as a node of this control plane. Needs root.
 * Throws with the log of what does not start.
 */
export async function startNode(options: RealNodeOptions): Promise<RealNode> {
  const { binaries, controlPlane, folder } = options;
  prepareMounts(folder);
  execFileSync('ip', ['address', 'replace', `${realNode.address}/32`, 'dev', 'lo']);
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  const start = (name: string, command: string, args: readonly string[], ready: () => Promise<boolean>) =>
    startProcess({
      name,
      command,
      args,
      env: { PATH: `${dirname(binaries.containerd)}:${process.env['PATH'] ?? ''}` },
      logFile: join(folder, 'log', `${name}.log`),
      ready,
    });

  const socket = join(folder, 'containerd.sock');
  const ctr = (...args: readonly string[]) => execFileSync(binaries.ctr, ['--address', socket, '--namespace', 'k8s.io', ...args], { encoding: 'utf8' });
  const load = (layout: string) => {
    const archive = join(folder, 'image.tar');
    // Its blobs are a link to where they are kept once.
    execFileSync('tar', ['--create', `--file=${archive}`, `--directory=${layout}`, '--dereference', ...archived(layout)]);
    ctr('images', 'import', archive);
  };
  const containerd = await start('containerd', binaries.containerd, ['--config', containerdConfig(options, socket)], async () => ctr('version') !== '');
  load(options.pause.layout);

  const kubeconfig = join(folder, 'kubeconfig-kubelet');
  writeKubeconfig(kubeconfig, {
    context: 'kubelet',
    server: controlPlane.server,
    certificate: controlPlane.authority.certificate,
    token: controlPlane.kubeletToken,
  });
  const kubelet = await start(
    'kubelet',
    binaries.kubelet,
    [
      `--config=${kubeletConfig(options, socket)}`,
      `--kubeconfig=${kubeconfig}`,
      `--root-dir=${mounted.kubelet}`,
      `--cert-dir=${join(folder, 'pki')}`,
      `--hostname-override=${realNode.name}`,
      `--node-ip=${realNode.address}`,
      `--node-labels=topology.kubernetes.io/zone=${options.zone}`,
    ],
    async () => (await fetch('http://127.0.0.1:10248/healthz')).ok,
  );
  const kubeProxy = await start('kube-proxy', binaries['kube-proxy'], [`--config=${kubeProxyConfig(options)}`], async () => {
    return (await fetch('http://127.0.0.1:10256/livez')).ok;
  });
  await waitFor(
    `node ${realNode.name} to be Ready`,
    async () => (await controlPlane.kubectl(['get', 'node', realNode.name, '--output', 'jsonpath={.status.conditions[?(@.type=="Ready")].status}'])) === 'True',
    { seconds: 90 },
  );
  return {
    ...realNode,
    containerd,
    kubelet: { ...kubelet, restart: (args) => untilItStays(() => kubelet.restart(args)) },
    kubeProxy,
    load,
    processes: (containers) => {
      const rows = ctr('tasks', 'ls')
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/));
      return rows.flatMap(([id = '', pid]) => (containers.includes(id) ? [Number(pid)] : []));
    },
    stop: async () => {
      for (const one of [kubeProxy, kubelet, containerd]) await one.stop();
    },
  };
}

/** Folders that stand at fixed places on every node; here each is the sandbox's own. */
const mounted = { kubelet: '/var/lib/kubelet', logs: '/var/log', volumes: '/var/lib/local-path', collector: '/var/lib/otel-collector' } as const;

function prepareMounts(folder: string): void {
  sandboxFolder();
  for (const [name, place] of Object.entries(mounted)) {
    const own = join(folder, name);
    mkdirSync(own, { recursive: true });
    mkdirSync(place, { recursive: true });
    execFileSync('mount', ['--bind', own, place]);
  }
  // A pod that sees the node's mounts wants them shared; outside of the sandbox nobody sees these.
  execFileSync('mount', ['--make-rshared', '/']);
}

/** What belongs to one image of a layout whose blobs are shared with others. */
function archived(layout: string): string[] {
  const listed = execFileSync('sh', ['-euc', 'cd "$1" && find . -type f', 'sh', layout], { encoding: 'utf8' });
  return [...listed.trim().split('\n'), 'blobs'];
}

/** As systemd does with Restart=always: the kubelet ends while containerd, which was started at the same time, has not found its containers again. */
async function untilItStays(start: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await start();
    } catch (error) {
      if (tries === 10) throw error;
      await sleep(2000);
    }
  }
}

/** https://github.com/containerd/containerd/blob/main/docs/cri/config.md */
function containerdConfig({ binaries, controlPlane, folder, pods, registry, pause }: RealNodeOptions, socket: string): string {
  const network = join(folder, 'cni');
  mkdirSync(network, { recursive: true });
  const plugins = [
    // Point to point: also what two pods of a node say to each other passes the node's filter.
    { type: 'ptp', ipam: { type: 'host-local', dataDir: join(folder, 'ipam'), ranges: [[{ subnet: pods }]], routes: [{ dst: '0.0.0.0/0' }] } },
    { type: 'portmap', capabilities: { portMappings: true } },
  ];
  writeFileSync(join(network, '10-e2e.conflist'), JSON.stringify({ cniVersion: '1.0.0', name: 'e2e', plugins }));
  const hosts = join(folder, 'certs.d', registry);
  mkdirSync(hosts, { recursive: true });
  writeFileSync(join(hosts, 'hosts.toml'), `server = "https://${registry}"\nca = ["${controlPlane.authority.certificateFile}"]\n`);
  const file = join(folder, 'containerd.toml');
  writeFileSync(
    file,
    `version = 3
root = "${join(folder, 'containerd')}"
state = "/run/containerd"
[grpc]
  address = "${socket}"
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "overlayfs"
  [plugins."io.containerd.cri.v1.images".pinned_images]
    sandbox = "${pause.reference}"
  [plugins."io.containerd.cri.v1.images".registry]
    config_path = "${join(folder, 'certs.d')}"
[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = true
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["${dirname(binaries.ptp)}"]
    conf_dir = "${network}"
  [plugins."io.containerd.cri.v1.runtime".containerd]
    default_runtime_name = "runc"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
        BinaryName = "${binaries.runc}"
        SystemdCgroup = false
`,
  );
  return file;
}

/** https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ */
function kubeletConfig({ controlPlane: { authority }, folder, dns }: RealNodeOptions, socket: string): string {
  const serving = issueCertificate(authority, 'kubelet', { hosts: [realNode.name, realNode.address] });
  return configuration(join(folder, 'kubelet.yaml'), {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: authority.certificateFile } },
    authorization: { mode: 'Webhook' },
    tlsCertFile: serving.certificateFile,
    tlsPrivateKeyFile: serving.keyFile,
    cgroupDriver: 'cgroupfs',
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [dns],
    clusterDomain: 'cluster.local',
    resolvConf: '',
    containerRuntimeEndpoint: `unix://${socket}`,
    evictionHard: { 'nodefs.available': '1%', 'imagefs.available': '1%', 'memory.available': '100Mi' },
    imageGCHighThresholdPercent: 100,
    maxPods: 250,
    enforceNodeAllocatable: [],
    // A changed Secret or ConfigMap arrives in seconds, not in a minute.
    syncFrequency: '10s',
    serializeImagePulls: false,
    maxParallelImagePulls: 4,
  });
}

function kubeProxyConfig({ controlPlane, folder, pods }: RealNodeOptions): string {
  return configuration(join(folder, 'kube-proxy.yaml'), {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clusterCIDR: pods,
    clientConnection: { kubeconfig: controlPlane.kubeconfig },
    hostnameOverride: realNode.name,
    conntrack: { maxPerCore: 0 },
  });
}

function configuration(file: string, content: object): string {
  writeFileSync(file, dump(content));
  return file;
}
