import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlPlane } from './control-plane.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { waitFor } from './wait.ts';

/** Argo CD's programs, as its binary calls them. */
const roles = ['argocd-server', 'argocd-repo-server', 'argocd-application-controller', 'argocd-applicationset-controller'] as const;
export type ArgoCdRole = (typeof roles)[number];

export interface ArgoCdOptions {
  readonly binaries: Binaries;
  readonly controlPlane: ControlPlane;
  /** Gets its data and logs. */
  readonly folder: string;
  readonly namespace?: string;
  /** How often every Application is compared again; default 15. */
  readonly resyncSeconds?: number;
  /** A CA that all of Argo CD trusts besides the machine's; Git hosts have theirs in argocd-tls-certs-cm, as in a cluster. */
  readonly caFile?: string;
  /** Run each program with the rights of the ServiceAccount of its name, instead of an administrator's. */
  readonly ownRights?: boolean;
  /** Verify commit signatures, as Argo CD does by default: needs gpg. */
  readonly gpg?: boolean;
  /** Arguments to add, last. */
  readonly args?: Partial<Readonly<Record<ArgoCdRole, readonly string[]>>>;
  /** Environment to add, such as the parameters of argocd-cmd-params-cm. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Argo CD of processes, working on the control plane's cluster as https://kubernetes.default.svc. */
export interface ArgoCd {
  readonly redis: RunningProcess;
  readonly server: RunningProcess;
  readonly repoServer: RunningProcess;
  readonly applicationController: RunningProcess;
  readonly applicationSetController: RunningProcess;
  /** Where the server's API and pages are: plain HTTP. */
  readonly url: string;
  /** Copies argocd-tls-certs-cm, argocd-ssh-known-hosts-cm and argocd-gpg-keys-cm to where the programs read them, as kubelet does for mounted ConfigMaps. */
  mountConfigMaps(): Promise<void>;
  stop(): Promise<void>;
}

const ports = { redis: 16379, repoServer: 18081, server: 18080 };

/**
 * Starts Argo CD's own programs, after waiting for its namespace, ConfigMaps and definitions, which the platform brings.
 * Throws with the log of what does not start.
 */
export async function startArgoCd(options: ArgoCdOptions): Promise<ArgoCd> {
  const { binaries, controlPlane, folder, namespace = 'argocd', resyncSeconds = 15 } = options;
  await waitForItsObjects(controlPlane, namespace);
  const home = makeHome(folder);
  const mountConfigMaps = () => mount(controlPlane, namespace, home);
  await mountConfigMaps();

  const redis = await startProcess({
    name: 'redis',
    command: 'redis-server',
    args: ['--port', String(ports.redis), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    logFile: join(folder, 'log', 'redis.log'),
  });
  const start = async (role: ArgoCdRole, args: readonly string[], readyUrl: string) => {
    const kubeconfig = options.ownRights === true ? await controlPlane.kubeconfigFor(namespace, role) : controlPlane.kubeconfig;
    // In a fake in-cluster, the cluster is the one of the home folder's kubeconfig.
    const ownHome = join(home, role);
    mkdirSync(join(ownHome, '.kube'), { recursive: true });
    copyFileSync(kubeconfig, join(ownHome, '.kube', 'config'));
    return startProcess({
      name: role,
      command: binaries.argocd,
      args: [...args, ...(options.args?.[role] ?? [])],
      env: { ...environment(home, ownHome, options), ARGOCD_BINARY_NAME: role, KUBECONFIG: kubeconfig },
      cwd: ownHome,
      logFile: join(folder, 'log', `${role}.log`),
      ready: async () => (await fetch(readyUrl)).ok,
      readySeconds: 90,
    });
  };

  const cache = ['--redis', `127.0.0.1:${ports.redis}`];
  const repoServerAddress = `127.0.0.1:${ports.repoServer}`;
  const repoServer = await start(
    'argocd-repo-server',
    [...cache, '--port', String(ports.repoServer), '--metrics-port', '18084', '--disable-tls', '--client-ca-path', ''],
    'http://127.0.0.1:18084/healthz',
  );
  const inNamespace = ['--namespace', namespace];
  const toRepoServer = ['--repo-server', repoServerAddress, '--repo-server-plaintext'];
  // First of those that read argocd-secret: it puts the signing key and the first administrator into it.
  const server = await start(
    'argocd-server',
    [...cache, ...inNamespace, ...toRepoServer, '--insecure', '--port', String(ports.server), '--metrics-port', '18083'],
    `http://127.0.0.1:${ports.server}/healthz`,
  );
  const applicationController = await start(
    'argocd-application-controller',
    [...cache, ...inNamespace, ...toRepoServer, '--metrics-port', '18082', '--app-resync', String(resyncSeconds), '--app-resync-jitter', '0'],
    'http://127.0.0.1:18082/healthz',
  );
  const applicationSetController = await start(
    'argocd-applicationset-controller',
    [...inNamespace, '--argocd-repo-server', repoServerAddress, '--repo-server-plaintext', ...applicationSetPorts],
    'http://127.0.0.1:18085/metrics',
  );
  return {
    redis,
    server,
    repoServer,
    applicationController,
    applicationSetController,
    url: `http://127.0.0.1:${ports.server}`,
    mountConfigMaps,
    stop: async () => {
      await Promise.all([applicationSetController, applicationController, server, repoServer, redis].map((process) => process.stop()));
    },
  };
}

const applicationSetPorts = ['--metrics-addr', ':18085', '--probe-addr', ':18086', '--webhook-addr', ':18087'];

async function waitForItsObjects({ kubectl }: ControlPlane, namespace: string): Promise<void> {
  const definitions = ['applications', 'applicationsets', 'appprojects'].map((name) => `customresourcedefinition/${name}.argoproj.io`);
  const configMaps = ['argocd-cm', 'argocd-rbac-cm'].map((name) => `configmap/${name}`);
  await waitFor(`Argo CD's ConfigMaps in namespace ${namespace}, and its definitions`, async () => {
    await kubectl(['get', '--namespace', namespace, ...configMaps]);
    await kubectl(['wait', '--for=condition=Established', '--timeout=5s', ...definitions]);
    return true;
  });
}

function makeHome(folder: string): string {
  const home = join(folder, 'home');
  for (const one of ['tmp', 'tls', 'ssh', 'gpg/keys', 'gpg/source', 'bin', 'plugins']) mkdirSync(join(home, one), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'ssh', 'ssh_known_hosts'), '', { flag: 'a' });
  // Upstream's image has such scripts on its PATH; the repo-server calls them for its keyring, and to see who signed a commit.
  script(home, 'gpg-wrapper.sh', 'gpg "$@" 2>&1');
  script(home, 'git-verify-wrapper.sh', 'git verify-commit "$1" 2>&1 || git verify-tag "$1" 2>&1 || true');
  return home;
}

function script(home: string, name: string, command: string): void {
  writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
}

function environment(home: string, ownHome: string, { caFile, env, gpg = false }: ArgoCdOptions): Record<string, string> {
  return {
    HOME: ownHome,
    PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`,
    TMPDIR: join(home, 'tmp'),
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: String(gpg),
    ARGOCD_TLS_DATA_PATH: join(home, 'tls'),
    ARGOCD_SSH_DATA_PATH: join(home, 'ssh'),
    ARGOCD_GNUPGHOME: join(home, 'gpg', 'keys'),
    ARGOCD_GPG_DATA_PATH: join(home, 'gpg', 'source'),
    ARGOCD_PLUGINSOCKFILEPATH: join(home, 'plugins'),
    // Go reads the one, git the other.
    ...(caFile === undefined ? {} : { SSL_CERT_FILE: caFile, GIT_SSL_CAINFO: caFile }),
    ...env,
  };
}

async function mount({ kubectl }: ControlPlane, namespace: string, home: string): Promise<void> {
  const data = async (name: string): Promise<Readonly<Record<string, string>>> => {
    const text = await kubectl(['get', 'configmap', name, '--namespace', namespace, '--ignore-not-found', '--output', 'jsonpath={.data}']);
    return text === '' ? {} : JSON.parse(text);
  };
  rmSync(join(home, 'tls'), { recursive: true, force: true });
  mkdirSync(join(home, 'tls'));
  for (const [host, certificate] of Object.entries(await data('argocd-tls-certs-cm'))) writeFileSync(join(home, 'tls', host), certificate);
  for (const [key, text] of Object.entries(await data('argocd-gpg-keys-cm'))) writeFileSync(join(home, 'gpg', 'source', key), text);
  writeFileSync(join(home, 'ssh', 'ssh_known_hosts'), (await data('argocd-ssh-known-hosts-cm'))['ssh_known_hosts'] ?? '');
}
