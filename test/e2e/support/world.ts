import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, type PolderCluster } from '../../../charts-ts/catalogue.ts';
import type { AnyComponent } from '../../../charts-ts/kit/component.ts';
import { hostnamesOf } from '../../../charts-ts/kit/hostnames.ts';
import { clusterContext, order } from '../../../charts-ts/order.ts';
import { chooseCluster, readFleet } from '../../../scripts/lib/fleet.ts';
import { startAcme } from './acme.ts';
import { type ArgoCd, startArgoCd } from './argocd.ts';
import { containerArguments, type Workload } from './arguments.ts';
import { type CertManager, startCertManager } from './cert-manager.ts';
import { startCloudNativePg } from './cloudnative-pg.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { type Fleet, makeFleet, polder, type Signer } from './fleet.ts';
import { makeMirror, mirroredHosts } from './git-mirror.ts';
import { type GitServer, startGitServer } from './git-server.ts';
import { startMetricsServer } from './metrics-server.ts';
import { makeOwnKinds } from './own-kinds.ts';
import { forwardPort } from './ports.ts';
import type { RunningProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { addHosts, sandboxFolder } from './sandbox.ts';
import { startStandIns } from './stand-ins/stand-ins.ts';
import { makeTenantRepositories, tenantHosts } from './tenant-repositories.ts';
import { startTraefik } from './traefik.ts';
import { startTrustManager } from './trust-manager.ts';
import { waitFor } from './wait.ts';

/** One cluster of a fleet, with everything around it: Git, mirrors, and the programs that kwok's pods only pretend to run. */
export interface World {
  readonly id: string;
  readonly config: PolderCluster['config'];
  readonly fleet: Fleet;
  readonly cluster: ControlPlane;
  readonly git: GitServer;
  /** What the real bootstrap printed, and how it ended. */
  readonly bootstrap: { readonly code: number; readonly output: string };
  readonly argoCd: ArgoCd;
  /** What kubelet does when Traefik's Deployment is made anew: its program gets a new token. Waits for the Deployment. */
  restartTraefik(): Promise<void>;
  /** Runs the real bootstrap again. */
  bootstrapAgain(): Promise<{ readonly code: number; readonly output: string }>;
  stop(): Promise<void>;
}

const namespace = 'cert-manager';

/** Where the hostnames of the platform are answered. */
const ingressAddress = '127.0.0.3';

export interface WorldOptions {
  /** Changes the fleet before it is generated and published for the first time. */
  readonly prepare?: (fleet: Fleet) => void;
  /** How often Argo CD looks at everything again by itself, in seconds; default 20, since a test cannot wait for minutes. */
  readonly resyncSeconds?: number;
  /** Who signs the first commit; with a signer, Argo CD verifies signatures. */
  readonly signer?: Signer;
}

/** Starts a cluster of the reference fleet from nothing, by the commands that an ODC team uses. */
export async function startWorld(binaries: Binaries, id: string, { prepare, signer, resyncSeconds = 20 }: WorldOptions = {}): Promise<World> {
  // Its own each time: two tests may start the same cluster.
  const folder = mkdtempSync(join(sandboxFolder(), `${id.replace('/', '-')}-`));
  const reference = clusterOf(polder, id);
  const { config } = reference;
  const nodes = config.nodes.map(({ zone, count, role, cpu, memory }) => ({ zone, count, role, cpu: Number(cpu), memory }));
  const cluster = await startControlPlane({
    binaries,
    folder: join(folder, 'cluster'),
    context: id,
    nodes,
    pods: config.network.pods,
    services: config.network.services,
  });
  await makeOwnKinds(cluster.kubectl, config);
  const git = await startGitServer({
    folder: join(folder, 'git'),
    authority: cluster.authority,
    hosts: [...new Set([...gitHosts(config), ...tenantHosts(reference), ...mirroredHosts])],
  });
  const commits = makeMirror(join(folder, 'git'), config.mirrors.git === undefined ? [] : [config.mirrors.git]);
  const fleet = makeFleet({
    root: join(folder, 'fleet'),
    bare: git.repository(config.git.repository),
    certificate: cluster.authority.certificate,
    commits: lockedCommits(catalogue, commits),
  });
  prepare?.(fleet);
  fleet.generate();
  fleet.publish('the reference fleet', signer);

  const own = clusterOf(fleet.root, id);
  makeTenantRepositories(git, fleet.root, own, tenantImage(own));
  const standIns = startStandIns(cluster);
  const acme = config.airGapped || config.profile === 'lab' ? undefined : await startAcme(binaries, cluster, folder, 'acme.odc-west.example.nl');
  const booting = runBootstrap(fleet, cluster, id);
  // What kubelet would start, each as soon as the Deployment that it belongs to is there.
  const programs = Promise.all([
    startOwnArgoCd(binaries, cluster, folder, signer !== undefined, resyncSeconds),
    startOwnCertManager(binaries, cluster, folder, own),
    startOwnTrustManager(binaries, cluster, folder),
    hasTraefik(own) ? startOwnTraefik(binaries, cluster, folder, publishedHostnames(own)) : noTraefik,
    startOwnMetricsServer(binaries, cluster, folder, own),
    startOwnCloudNativePg(binaries, cluster, folder, own),
  ]);
  programs.catch(() => {});
  const bootstrap = await booting;
  // Otherwise the programs would wait for Deployments that do not come.
  if (bootstrap.code !== 0) throw new Error(bootstrap.output);
  const [argoCd, certManager, trustManager, traefik, metricsServer, cloudNativePg] = await programs;
  return {
    id,
    config,
    fleet,
    cluster,
    git,
    bootstrap,
    argoCd,
    restartTraefik: traefik.restart,
    bootstrapAgain: () => runBootstrap(fleet, cluster, id),
    stop: async () => {
      await standIns.stop();
      // Each may take its ten seconds; the API server last, which they say goodbye to.
      await Promise.all([argoCd, certManager, trustManager, traefik, metricsServer, cloudNativePg, acme, git].map((one) => one?.stop()));
      await cluster.stop();
    },
  };
}

const noTraefik = { restart: async () => {}, stop: async () => {} };

/** Whether the platform's own Traefik serves the hostnames; else what the cluster has by itself would. */
export function hasTraefik({ config }: PolderCluster): boolean {
  return isEnabled(config, 'traefik');
}

function isEnabled({ components }: PolderCluster['config'], name: string): boolean {
  return (components[name] as { readonly enabled?: boolean } | undefined)?.enabled !== false;
}

/** A cluster as its files tell it. Throws with the problems of the files. */
export function clusterOf(root: string, id: string): PolderCluster {
  return chooseCluster(readFleet(root), [id]);
}

/** The hostnames that the platform's routes claim. */
function publishedHostnames(cluster: PolderCluster): string[] {
  const planned = order(catalogue as readonly AnyComponent[], cluster);
  return planned.ok ? hostnamesOf(planned.value.components, clusterContext(cluster)) : [];
}

/** An image that a cluster's policies let pass: nothing pulls it. */
export function tenantImage({ config: { mirrors, components } }: PolderCluster): string {
  const { registries: [own] = [] } = components['admission-policies'] as { readonly registries?: readonly string[] };
  const registry = own ?? (mirrors.registry === undefined ? undefined : `${mirrors.registry}/tenants`);
  return registry === undefined ? 'docker.io/library/busybox:1.38.0-musl' : `${registry}/probe:1.0.0`;
}

function gitHosts({ git, mirrors }: PolderCluster['config']): string[] {
  return [git.repository, ...(mirrors.git === undefined ? [] : [mirrors.git])].map((address) => new URL(address).hostname);
}

/** The lock speaks of the catalogue's tags; the test's mirror holds one commit of each repository, made from a Go module. */
function lockedCommits(components: readonly AnyComponent[], mirror: Readonly<Record<string, string>>): Record<string, string> {
  const byRepository = new Map(Object.entries(mirror).map(([name, commit]) => [name.slice(0, name.lastIndexOf('@')), commit]));
  const sources = components.flatMap(({ crds }) => crds);
  return Object.fromEntries(
    sources.map(({ repository, tag }) => {
      const commit = byRepository.get(repository);
      if (commit === undefined) throw new Error(`the test's mirror has no ${repository}; add it to git-mirror.ts`);
      return [`${repository}@${tag}`, commit];
    }),
  );
}

function runBootstrap(fleet: Fleet, cluster: ControlPlane, id: string): Promise<{ readonly code: number; readonly output: string }> {
  const args = ['--import', 'tsx', join(polder, 'scripts/bootstrap.ts'), id, '--yes', '--timeout', '20', '--root', fleet.root];
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, {
      cwd: polder,
      env: { ...process.env, ...cluster.environment, GIT_SSL_CAINFO: cluster.authority.certificateFile },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.once('error', fail).once('close', (code) => done({ code: code ?? 1, output }));
  });
}

async function startOwnArgoCd(binaries: Binaries, cluster: ControlPlane, folder: string, gpg: boolean, resyncSeconds: number): Promise<ArgoCd> {
  await available(cluster, 'argocd', 'argocd-server');
  return startArgoCd({
    binaries,
    controlPlane: cluster,
    folder: join(folder, 'argocd'),
    resyncSeconds,
    caFile: cluster.authority.certificateFile,
    ownRights: true,
    gpg,
  });
}

async function startOwnCertManager(binaries: Binaries, cluster: ControlPlane, folder: string, { config }: PolderCluster): Promise<CertManager> {
  const { issuer } = config.components['cert-manager'] as { readonly issuer?: { readonly ca?: { readonly secretName: string } | null } };
  if (issuer?.ca) await supplySiteAuthority(cluster, issuer.ca.secretName);
  const [controller, webhook, cainjector] = [
    await available(cluster, namespace, 'cert-manager'),
    await available(cluster, namespace, 'cert-manager-webhook'),
    await available(cluster, namespace, 'cert-manager-cainjector'),
  ];
  const rights = (account: string) => cluster.kubeconfigFor(namespace, account);
  return startCertManager({
    binaries,
    folder,
    kubeconfigs: {
      controller: await rights('cert-manager'),
      webhook: await rights('cert-manager-webhook'),
      cainjector: await rights('cert-manager-cainjector'),
    },
    args: { controller: containerArguments(controller), webhook: containerArguments(webhook), cainjector: containerArguments(cainjector) },
    caFile: cluster.authority.certificateFile,
  });
}

/** What the site's people do by hand, as docs/operations.md says: the key of the site's CA never is in Git. */
async function supplySiteAuthority({ kubectl, authority }: ControlPlane, name: string): Promise<void> {
  await waitFor('namespace cert-manager', () => kubectl(['get', 'namespace', namespace]), { seconds: 120 });
  await kubectl(['create', 'secret', 'tls', name, '--namespace', namespace, `--cert=${authority.certificateFile}`, `--key=${authority.keyFile}`]);
}

async function startOwnTrustManager(binaries: Binaries, cluster: ControlPlane, folder: string): Promise<RunningProcess> {
  const workload = await available(cluster, namespace, 'trust-manager');
  // The init container's image brings Debian's public CAs in this form.
  const packages = join(folder, 'packages.json');
  writeFileSync(packages, JSON.stringify({ name: 'e2e', version: '1', bundle: cluster.authority.certificate }));
  return startTrustManager({
    binaries,
    folder,
    kubeconfig: await cluster.kubeconfigFor(namespace, 'trust-manager'),
    kubectl: cluster.kubectl,
    args: containerArguments(workload),
    certificate: { namespace, secret: 'trust-manager-tls' },
    overrides: { 'default-package-location': packages },
  });
}

async function startOwnMetricsServer(
  binaries: Binaries,
  cluster: ControlPlane,
  folder: string,
  { config }: PolderCluster,
): Promise<RunningProcess | undefined> {
  return isEnabled(config, 'metrics-server') ? startMetricsServer(binaries, cluster, folder, await available(cluster, namespace, 'metrics-server')) : undefined;
}

async function startOwnCloudNativePg(
  binaries: Binaries,
  cluster: ControlPlane,
  folder: string,
  { config }: PolderCluster,
): Promise<RunningProcess | undefined> {
  return isEnabled(config, 'cloudnative-pg')
    ? startCloudNativePg(binaries, cluster, folder, await available(cluster, 'cnpg-system', 'cloudnative-pg'))
    : undefined;
}

async function startOwnTraefik(
  binaries: Binaries,
  cluster: ControlPlane,
  folder: string,
  hostnames: readonly string[],
): Promise<{ restart(): Promise<void>; stop(): Promise<void> }> {
  const workload = await available(cluster, 'traefik', 'traefik');
  const mounted = join(folder, 'traefik-dynamic');
  mkdirSync(mounted, { recursive: true });
  const data = JSON.parse(await cluster.kubectl(['get', 'configmap', 'traefik', '--namespace', 'traefik', '--output', 'jsonpath={.data}'])) as Readonly<
    Record<string, string>
  >;
  for (const [name, text] of Object.entries(data)) writeFileSync(join(mounted, name), text);
  const traefik = await startTraefik({
    binaries,
    folder,
    kubeconfig: await cluster.kubeconfigFor('traefik', 'traefik'),
    args: containerArguments(workload),
    overrides: { 'providers.file.filename': join(mounted, Object.keys(data)[0] ?? '') },
    port: 8080,
  });
  // The way from the load balancer's address to the pod.
  addHosts(hostnames, ingressAddress);
  const close = [await forwardPort(ingressAddress, 80, 8080), await forwardPort(ingressAddress, 443, 8443)];
  return {
    restart: async () => {
      await available(cluster, 'traefik', 'traefik');
      await cluster.kubeconfigFor('traefik', 'traefik');
      await traefik.restart();
    },
    stop: async () => {
      for (const one of close) await one();
      await traefik.stop();
    },
  };
}

/** A Deployment once kwok's pods of it are available: then kubelet would have started its program. */
async function available(cluster: ControlPlane, inNamespace: string, name: string): Promise<Workload> {
  return waitFor(
    `Deployment ${inNamespace}/${name} to be available`,
    async () => {
      const found = (await deployments(cluster)).find(({ metadata }) => metadata.namespace === inNamespace && metadata.name === name);
      return (found?.status?.availableReplicas ?? 0) > 0 ? found : undefined;
    },
    { seconds: 900, everyMilliseconds: 1000 },
  );
}

type Deployment = Workload & { readonly status?: { readonly availableReplicas?: number } };

const lastLook = new WeakMap<ControlPlane, { readonly at: number; readonly found: Promise<readonly Deployment[]> }>();

/** All Deployments, looked at once every other second by however many wait: each kubectl is a process. */
function deployments(cluster: ControlPlane): Promise<readonly Deployment[]> {
  const last = lastLook.get(cluster);
  if (last !== undefined && Date.now() - last.at < 2000) return last.found;
  const found = cluster
    .kubectl(['get', 'deployments', '--all-namespaces', '--output', 'json'])
    .then((text) => (JSON.parse(text) as { readonly items: readonly Deployment[] }).items);
  lastLook.set(cluster, { at: Date.now(), found });
  return found;
}

/** Where an Application stands. */
export interface Application {
  readonly metadata: { readonly name: string; readonly creationTimestamp: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly resources?: readonly { readonly kind: string; readonly name: string; readonly status?: string; readonly requiresPruning?: boolean }[];
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly finishedAt?: string;
      readonly syncResult?: { readonly resources?: readonly { readonly kind: string; readonly name: string }[] };
    };
    readonly history?: readonly { readonly deployedAt: string }[];
  };
}

/** Every Application of the cluster. */
export async function applications({ cluster }: Pick<World, 'cluster'>): Promise<readonly Application[]> {
  const text = await cluster.kubectl(['get', 'applications.argoproj.io', '--namespace', 'argocd', '--output', 'json']);
  return (JSON.parse(text) as { readonly items: readonly Application[] }).items;
}

/** Those that are not Synced and Healthy, with the reason; empty when all is well. */
export async function unready(world: Pick<World, 'cluster'>): Promise<string[]> {
  return (await applications(world))
    .filter(({ status }) => status?.sync?.status !== 'Synced' || status.health?.status !== 'Healthy')
    .map(
      ({ metadata, status }) =>
        `${metadata.name}: ${status?.sync?.status}, ${status?.health?.status} ${JSON.stringify(status?.conditions ?? [])} ${status?.operationState?.message ?? ''}`,
    );
}

/** Asks Argo CD to look at Git now instead of at its next round. */
export async function refresh({ cluster }: Pick<World, 'cluster'>): Promise<void> {
  await cluster.kubectl(['annotate', 'applications.argoproj.io', '--all', '--namespace', 'argocd', '--overwrite', `${refreshAnnotation}=hard`]);
}

const refreshAnnotation = 'argocd.argoproj.io/refresh';

/** The same, and waits until it has looked: a second request while it looks would be lost with the first. */
export async function lookedAtGit(world: Pick<World, 'cluster'>): Promise<void> {
  await refresh(world);
  await waitFor(
    'Argo CD to look at Git',
    async () => (await applications(world)).every(({ metadata }) => metadata.annotations?.[refreshAnnotation] === undefined),
    {
      seconds: 180,
      everyMilliseconds: 1000,
    },
  );
}

/** Whether an Application syncs from the platform's repository: not from a mirror of definitions, nor from a tenant's, which has a dot in its name. */
export function isOfPlatform(name: string): boolean {
  return !/-crds(-\d+)?$/.test(name) && !name.includes('.');
}

/** Waits until every Application, but those named in `apart`, has synced a commit of the platform's repository and is Healthy. Fails with those that are not. */
export async function settled(world: Pick<World, 'cluster'>, commit: string, seconds = 240, apart: readonly string[] = []): Promise<void> {
  await refresh(world);
  let late: string[] = [];
  await waitFor(
    `every Application to be Synced and Healthy at ${commit.slice(0, 8)}`,
    async () => {
      const own = (await applications(world)).filter(({ metadata }) => isOfPlatform(metadata.name));
      late = [
        ...(await unready(world)).filter((line) => !apart.some((name) => line.startsWith(`${name}:`))),
        ...own.filter(({ status }) => status?.sync?.revision !== commit).map(({ metadata, status }) => `${metadata.name} is at ${status?.sync?.revision}`),
      ];
      return late.length === 0;
    },
    { seconds, everyMilliseconds: 1000, explain: () => late.join('\n') },
  );
}
