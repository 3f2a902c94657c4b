import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, type PolderCluster } from '../../../charts-ts/catalogue.ts';
import type { AnyComponent } from '../../../charts-ts/kit/component.ts';
import { chooseCluster, readFleet } from '../../../scripts/lib/fleet.ts';
import { startAcme } from './acme.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { type Fleet, makeFleet, polder, type Signer } from './fleet.ts';
import { makeMirror, mirroredHosts } from './git-mirror.ts';
import { type GitServer, startGitServer } from './git-server.ts';
import { makeOwnKinds } from './own-kinds.ts';
import { type OwnPrograms, startOwnPrograms } from './own-programs.ts';
import type { Binaries } from './programs.ts';
import { sandboxFolder } from './sandbox.ts';
import { startStandIns } from './stand-ins/stand-ins.ts';
import { makeTenantRepositories, tenantHosts } from './tenant-repositories.ts';

/** One cluster of a fleet, with everything around it: Git, mirrors, and the programs that kwok's pods only pretend to run. */
export interface World extends Pick<OwnPrograms, 'argoCd' | 'restartTraefik'> {
  readonly id: string;
  readonly config: PolderCluster['config'];
  readonly fleet: Fleet;
  readonly cluster: ControlPlane;
  readonly git: GitServer;
  /** What the real bootstrap printed, and how it ended. */
  readonly bootstrap: { readonly code: number; readonly output: string };
  /** Runs the real bootstrap again. */
  bootstrapAgain(): Promise<{ readonly code: number; readonly output: string }>;
  stop(): Promise<void>;
}

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
  const booting = runBootstrap(fleet, cluster, own);
  const programs = startOwnPrograms({ binaries, cluster, folder, own }, { gpg: signer !== undefined, resyncSeconds });
  programs.catch(() => {});
  const bootstrap = await booting;
  // Otherwise the programs would wait for Deployments that do not come.
  if (bootstrap.code !== 0) throw new Error(bootstrap.output);
  const { argoCd, restartTraefik, stop } = await programs;
  return {
    id,
    config,
    fleet,
    cluster,
    git,
    bootstrap,
    argoCd,
    restartTraefik,
    bootstrapAgain: () => runBootstrap(fleet, cluster, own),
    stop: async () => {
      await standIns.stop();
      // Each may take its ten seconds; the API server last, which they say goodbye to.
      await Promise.all([stop(), acme?.stop(), git.stop()]);
      await cluster.stop();
    },
  };
}

/** A cluster as its files tell it. Throws with the problems of the files. */
export function clusterOf(root: string, id: string): PolderCluster {
  return chooseCluster(readFleet(root), [id]);
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

function runBootstrap(fleet: Fleet, cluster: ControlPlane, { id, config }: PolderCluster): Promise<{ readonly code: number; readonly output: string }> {
  const args = ['--import', 'tsx', join(polder, 'scripts/bootstrap.ts'), id, '--yes', '--timeout', '20', '--root', fleet.root];
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, {
      cwd: polder,
      // Where the site has no CA of its own, Git is reached by one that the machine would trust.
      env: {
        ...process.env,
        ...cluster.environment,
        ...(config.trust.certificates === undefined ? { GIT_SSL_CAINFO: cluster.authority.certificateFile } : {}),
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.once('error', fail).once('close', (code) => done({ code: code ?? 1, output }));
  });
}
