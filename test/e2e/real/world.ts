import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { catalogue, type PolderCluster } from '../../../charts-ts/catalogue.ts';
import { render } from '../../../charts-ts/render.ts';
import { type Used, type UsedImage, usedBy } from '../../../scripts/lib/images.ts';
import { clusterDns } from '../support/cluster-dns.ts';
import { type ControlPlane, startControlPlane } from '../support/control-plane.ts';
import { type Fleet, makeFleet, polder } from '../support/fleet.ts';
import { makeMirror } from '../support/git-mirror.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import { canMake, makeImage } from '../support/images/images.ts';
import { recipes } from '../support/images/recipes.ts';
import { manifests } from '../support/kubectl.ts';
import { startMirrorRegistry } from '../support/mirrors.ts';
import { startNetworkPolicies } from '../support/network-policies.ts';
import { type RealNode, startNode } from '../support/node.ts';
import type { RunningProcess } from '../support/process.ts';
import type { Binaries } from '../support/programs.ts';
import { addHosts, sandboxFolder } from '../support/sandbox.ts';
import { makeTenantRepositories } from '../support/tenant-repositories.ts';
import { waitFor } from '../support/wait.ts';
import { clusterOf } from '../support/world.ts';
import { makeOutside, type Outside } from './outside.ts';
import { type Piket, startPiket } from './piket.ts';

/** The cluster that runs for real: clusters/lab/e2e. */
export const id = 'lab/e2e';

const addresses = { git: '192.0.2.11', registry: '192.0.2.12', piket: '192.0.2.13' } as const;
/** The first of MetalLB's pool in clusters/lab/e2e. */
export const ingressAddress = '198.51.100.1';
const dnsAddress = '10.96.0.10';
const realPods = '10.244.0.0/17';
const pretendedPods = '10.244.128.0/17';
const pretendedAddress = /^10\.244\.(12[89]|1[3-9]\d|2\d\d)\./;

/** How a command ended: all that it printed, and what of it on stdout. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly stdout: string;
}

/** A cluster with a real node, its registry and Git, and the fleet that it is made from. */
export interface RealWorld {
  readonly config: PolderCluster['config'];
  readonly cluster: ControlPlane;
  readonly node: RealNode;
  readonly networkPolicies: RunningProcess;
  readonly git: GitServer;
  readonly registry: RunningProcess;
  readonly fleet: Fleet;
  /** A machine that is no part of the cluster. */
  readonly outside: Outside;
  /** Who is told of alerts. */
  readonly piket: Piket;
  /** The image of a tenant's program: programs/probe. */
  readonly probe: string;
  /** The beginnings of images that no program here makes: their pods run on the node that only pretends. */
  readonly pretended: readonly string[];
  /** The folder of the fleet's repository on the Git server: a disk of its own. */
  readonly gitDisk: string;
  /** Whether an address is that of a pod that only pretends. */
  isPretended(address: string): boolean;
  /** Runs one of the repository's commands on the fleet, with this cluster's kubeconfig. */
  polder(script: string, ...args: readonly string[]): Promise<Ended>;
  /** Takes another version of the repository for the fleet, and publishes what it makes: its clusters/, commands and images. Returns the commit. */
  become(version: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts everything that an ODC has before Polder comes: nodes, DNS, registry with the images, Git with the generated platform. */
export async function startRealWorld(binaries: Binaries): Promise<RealWorld> {
  const folder = mkdtempSync(join(sandboxFolder(), 'real-'));
  const { config } = clusterOf(polder, id);
  execFileSync('ip', ['address', 'replace', `${addresses.git}/32`, 'dev', 'lo']);
  execFileSync('ip', ['address', 'replace', `${addresses.registry}/32`, 'dev', 'lo']);
  const cluster = await startControlPlane({
    binaries,
    folder: join(folder, 'cluster'),
    context: id,
    nodes: [{ zone: 'pretended', count: 1, role: 'worker', cpu: 4, memory: '12Gi' }],
    pods: config.network.pods,
    services: config.network.services,
    pretendedPods,
  });
  const registryHost = new URL(`https://${config.mirrors.registry}`).hostname;
  const registry = await startMirrorRegistry({ binaries, authority: cluster.authority, name: 'registry', hosts: [registryHost], address: addresses.registry });
  const gitHost = new URL(config.git.repository).hostname;
  const git = await startGitServer({ folder: join(folder, 'git'), authority: cluster.authority, hosts: [gitHost], address: addresses.git });
  const own = (name: string, recipe: Parameters<typeof makeImage>[3]) => makeImage(binaries, join(folder, 'own', name), `polder.example/e2e/${name}:1`, recipe);
  const pause = await own('pause', { binaries: { '/pause': 'pause' }, entrypoint: ['/pause'], user: '65532' });
  const node = await startNode({
    binaries,
    controlPlane: cluster,
    folder: join(folder, 'node'),
    zone: 'e2e',
    pods: realPods,
    dns: dnsAddress,
    registry: registryHost,
    pause: { layout: pause, reference: 'polder.example/e2e/pause:1' },
  });
  // The API server asks Keycloak for its keys.
  addHosts([`login.${config.ingress.domain}`], ingressAddress);
  const networkPolicies = await startNetworkPolicies(binaries, cluster, join(folder, 'node'), config.network.services[0] ?? '');
  const piketHost = `piket.${config.ingress.domain}`;
  const hosts: [address: string, name: string][] = [
    [addresses.git, gitHost],
    [addresses.registry, registryHost],
    [addresses.piket, piketHost],
  ];
  const gitDisk = git.repository(config.git.repository);
  mkdirSync(gitDisk, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', gitDisk]);
  const fleet = prepareFleet(folder, config, git, cluster.authority.certificate);
  const probe = `${registryHost}/tenants/probe:1.0.0`;
  makeTenantRepositories(git, polder, clusterOf(fleet.root, id), probe);
  await push(binaries, cluster, await own('probe', { binaries: { '/probe': 'probe' }, entrypoint: ['/probe'], user: '65532' }), probe);
  const fill = (images: readonly Named[]) => fillRegistry(binaries, folder, cluster, images, pause);
  const pretended = await fill(imagesOf(clusterOf(fleet.root, id)));
  await cluster.kubectl(['apply', '--server-side', '--filename', '-'], steering(pretended));
  // The policy works a moment after it is there.
  await waitFor('pods to be sent to the node that can run them', () => isSteered(cluster));
  node.load(await own('coredns', { binaries: { '/coredns': 'coredns' }, entrypoint: ['/coredns'], user: '65532' }));
  await cluster.kubectl(
    ['apply', '--server-side', '--filename', '-'],
    clusterDns({
      image: 'polder.example/e2e/coredns:1',
      address: dnsAddress,
      hosts,
      domain: { name: config.ingress.domain, address: ingressAddress },
    }),
  );

  const runs =
    (version: string) =>
    (script: string, ...args: readonly string[]) =>
      command(cluster, binaries, [join(version, `scripts/${script}.ts`), ...args, '--root', fleet.root]);
  return {
    config: clusterOf(fleet.root, id).config,
    cluster,
    node,
    networkPolicies,
    git,
    registry,
    fleet,
    outside: makeOutside(),
    piket: await startPiket(cluster, piketHost, addresses.piket),
    probe,
    pretended,
    gitDisk,
    isPretended: (address) => pretendedAddress.test(address),
    polder: runs(polder),
    become: async (version) => {
      const ask = async (script: string, ...args: readonly string[]) => {
        const { code, output, stdout } = await runs(version)(script, ...args);
        if (code !== 0) throw new Error(output);
        return stdout;
      };
      for (const part of ['clusters', 'platform']) rmSync(join(fleet.root, part), { recursive: true, force: true });
      cpSync(join(version, 'clusters'), join(fleet.root, 'clusters'), { recursive: true });
      trust(fleet, cluster.authority.certificate);
      const [used] = JSON.parse(await ask('images', id, '--json')) as [Pick<Used, 'repositories'> & { readonly images: readonly Named[] }];
      await fill(used.images);
      tagMirror(git, used.repositories);
      await ask('lock', id);
      await ask('generate');
      return fleet.publish(`as ${version} makes it`);
    },
    stop: async () => {
      await networkPolicies.stop();
      await node.stop();
      await registry.stop();
      await git.stop();
      await cluster.stop();
    },
  };
}

function prepareFleet(folder: string, { git: { repository }, mirrors }: PolderCluster['config'], git: GitServer, certificate: string): Fleet {
  makeMirror(join(folder, 'git'), mirrors.git === undefined ? [] : [mirrors.git]);
  tagMirror(
    git,
    catalogue.flatMap(({ crds }) => crds.map(({ repository: upstream, tag }) => ({ upstream, tag }))),
  );
  const fleet = makeFleet({ root: join(folder, 'fleet'), bare: git.repository(repository), certificate, commits: {} });
  trust(fleet, certificate);
  return fleet;
}

/** Puts the one commit of each mirrored repository under the tags that a catalogue names: what `lock` asks for. */
function tagMirror(git: GitServer, repositories: readonly { readonly upstream: string; readonly tag: string }[]): void {
  for (const { upstream, tag } of repositories) {
    const repository = git.repository(upstream);
    if (existsSync(repository)) execFileSync('git', ['--git-dir', repository, 'update-ref', `refs/tags/${tag}`, 'HEAD']);
  }
}

/** Tells the cluster of the test's own CA. */
function trust(fleet: Fleet, certificate: string): void {
  fleet.edit(`clusters/${id}/cluster.yaml`, (text) => dump({ ...(load(text) as object), trust: { certificates: certificate } }, { lineWidth: -1 }));
}

/** An image as its maker publishes it, and as the cluster pulls it. */
type Named = Pick<UsedImage, 'upstream' | 'reference'>;

function imagesOf(polderCluster: PolderCluster): readonly Named[] {
  const rendered = render(catalogue, polderCluster);
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
  return usedBy(rendered.value.built, polderCluster).images;
}

/** Makes an image of each program that can be had, below the names that the catalogue uses. Returns how the images of the others begin. */
async function fillRegistry(
  binaries: Binaries,
  folder: string,
  cluster: ControlPlane,
  images: readonly Named[],
  placeholder: string,
): Promise<readonly string[]> {
  const pretended: string[] = [];
  for (const { upstream, reference } of images) {
    const recipe = recipes[upstream.slice(0, upstream.lastIndexOf(':'))];
    if (recipe === undefined || !canMake(recipe)) {
      const name = reference.replace(/@.*/, '');
      pretended.push(name.slice(0, name.lastIndexOf(':') + 1));
      // Something to lock: nobody pulls it.
      await push(binaries, cluster, placeholder, reference);
      continue;
    }
    const layout = await makeImage(binaries, join(folder, 'layouts', upstream.replaceAll(/[:/]/g, '_')), upstream, recipe);
    await push(binaries, cluster, layout, reference);
  }
  return pretended;
}

function push(binaries: Binaries, { authority }: ControlPlane, layout: string, reference: string): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(binaries.crane, ['push', '--index', layout, reference.replace(/@.*/, '')], {
      env: { ...process.env, SSL_CERT_FILE: authority.certificateFile },
    });
    let said = '';
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    child.once('error', fail).once('close', (code) => (code === 0 ? done() : fail(new Error(`crane push ${reference}: ${said}`))));
  });
}

/**
 * Sends pods of images that nobody made to the node that only pretends, and all others to the real one.
 * DaemonSets are on every node by themselves. https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
 */
function steering(pretended: readonly string[]): string {
  const name = 'polder-e2e-steering';
  const images = JSON.stringify(pretended);
  const where = `(object.spec.containers.exists(c, ${images}.exists(i, c.image.startsWith(i))) ? 'pretended' : 'e2e')`;
  return manifests(
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingAdmissionPolicy',
      metadata: { name },
      spec: {
        matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }] },
        matchConditions: [
          { name: 'no-daemonset', expression: "!has(object.metadata.ownerReferences) || !object.metadata.ownerReferences.exists(o, o.kind == 'DaemonSet')" },
          { name: 'not-placed', expression: '!has(object.spec.nodeName)' },
        ],
        failurePolicy: 'Fail',
        reinvocationPolicy: 'Never',
        mutations: [
          {
            patchType: 'JSONPatch',
            jsonPatch: {
              expression: `has(object.spec.nodeSelector)
                ? [JSONPatch{op: 'add', path: '/spec/nodeSelector/' + jsonpatch.escapeKey('topology.kubernetes.io/zone'), value: ${where}}]
                : [JSONPatch{op: 'add', path: '/spec/nodeSelector', value: {'topology.kubernetes.io/zone': ${where}}}]`,
            },
          },
        ],
      },
    },
    { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name } },
  );
}

async function isSteered({ kubectl }: ControlPlane): Promise<boolean> {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'steered', namespace: 'default' }, spec: { containers: [{ name: 'any', image: 'any' }] } };
  const made = await kubectl(['create', '--dry-run=server', '--output', 'jsonpath={.spec.nodeSelector}', '--filename', '-'], manifests(pod));
  return made.includes('"e2e"');
}

function command(cluster: ControlPlane, binaries: Binaries, args: readonly string[]): Promise<Ended> {
  return new Promise((done, fail) => {
    const env = {
      ...process.env,
      ...cluster.environment,
      PATH: [binaries.kubectl, binaries.crane]
        .map((binary) => binary.slice(0, binary.lastIndexOf('/')))
        .join(':')
        .concat(`:${process.env['PATH'] ?? ''}`),
      GIT_SSL_CAINFO: cluster.authority.certificateFile,
      SSL_CERT_FILE: cluster.authority.certificateFile,
    };
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], { cwd: polder, env });
    let [output, stdout] = ['', ''];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.once('error', fail).once('close', (code) => done({ code: code ?? 1, output, stdout }));
  });
}
