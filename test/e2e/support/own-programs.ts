import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, type PolderCluster } from '../../../charts-ts/catalogue.ts';
import type { AnyComponent } from '../../../charts-ts/kit/component.ts';
import { hostnamesOf } from '../../../charts-ts/kit/hostnames.ts';
import { clusterContext, order } from '../../../charts-ts/order.ts';
import { type ArgoCd, type ArgoCdOptions, startArgoCd } from './argocd.ts';
import { containerArguments, type Workload } from './arguments.ts';
import { type CertManager, startCertManager } from './cert-manager.ts';
import { startCloudNativePg } from './cloudnative-pg.ts';
import type { ControlPlane } from './control-plane.ts';
import { startMetricsServer } from './metrics-server.ts';
import { forwardPort } from './ports.ts';
import type { RunningProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { addHosts } from './sandbox.ts';
import { startTraefik } from './traefik.ts';
import { startTrustManager } from './trust-manager.ts';
import { waitFor } from './wait.ts';

const namespace = 'cert-manager';

/** Where the hostnames of the platform are answered. */
const ingressAddress = '127.0.0.3';

/** Where the programs of one cluster run, and with what. */
interface Place {
  readonly binaries: Binaries;
  readonly cluster: ControlPlane;
  /** Their data and logs. */
  readonly folder: string;
  /** The cluster as the fleet of this world has it. */
  readonly own: PolderCluster;
}

/** The programs that kwok's pods only pretend to run. */
export interface OwnPrograms {
  readonly argoCd: ArgoCd;
  /** What kubelet does when Traefik's Deployment is made anew: its program gets a new token. Waits for the Deployment. */
  restartTraefik(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts what kubelet would start, each as soon as the Deployment that it belongs to is there. */
export async function startOwnPrograms(place: Place, options: Pick<ArgoCdOptions, 'gpg' | 'resyncSeconds'>): Promise<OwnPrograms> {
  const [argoCd, traefik, ...others] = await Promise.all([
    startOwnArgoCd(place, options),
    hasTraefik(place.own) ? startOwnTraefik(place) : noTraefik,
    startOwnCertManager(place),
    startOwnTrustManager(place),
    startOwnMetricsServer(place),
    startOwnCloudNativePg(place),
  ]);
  return {
    argoCd,
    restartTraefik: traefik.restart,
    stop: async () => {
      await Promise.all([argoCd, traefik, ...others].map((one) => one?.stop()));
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

/** The hostnames that the platform's routes claim. */
function publishedHostnames(cluster: PolderCluster): string[] {
  const planned = order(catalogue as readonly AnyComponent[], cluster);
  return planned.ok ? hostnamesOf(planned.value.components, clusterContext(cluster)) : [];
}

async function startOwnArgoCd({ binaries, cluster, folder }: Place, options: Pick<ArgoCdOptions, 'gpg' | 'resyncSeconds'>): Promise<ArgoCd> {
  await available(cluster, 'argocd', 'argocd-server');
  return startArgoCd({
    binaries,
    controlPlane: cluster,
    folder: join(folder, 'argocd'),
    caFile: cluster.authority.certificateFile,
    ownRights: true,
    ...options,
  });
}

async function startOwnCertManager({ binaries, cluster, folder, own }: Place): Promise<CertManager> {
  const { issuer } = own.config.components['cert-manager'] as { readonly issuer?: { readonly ca?: { readonly secretName: string } | null } };
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

async function startOwnTrustManager({ binaries, cluster, folder }: Place): Promise<RunningProcess> {
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

async function startOwnMetricsServer({ binaries, cluster, folder, own }: Place): Promise<RunningProcess | undefined> {
  return isEnabled(own.config, 'metrics-server')
    ? startMetricsServer(binaries, cluster, folder, await available(cluster, namespace, 'metrics-server'))
    : undefined;
}

async function startOwnCloudNativePg({ binaries, cluster, folder, own }: Place): Promise<RunningProcess | undefined> {
  return isEnabled(own.config, 'cloudnative-pg')
    ? startCloudNativePg(binaries, cluster, folder, await available(cluster, 'cnpg-system', 'cloudnative-pg'))
    : undefined;
}

async function startOwnTraefik({ binaries, cluster, folder, own }: Place): Promise<{ restart(): Promise<void>; stop(): Promise<void> }> {
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
  addHosts(publishedHostnames(own), ingressAddress);
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
