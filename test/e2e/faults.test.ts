import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applications, refresh, settled } from './support/applications.ts';
import { foundationOnly, withoutHostnames } from './support/fleet.ts';
import { buildPrograms } from './support/programs.ts';
import { waitFor } from './support/wait.ts';
import { startWorld, type World } from './support/world.ts';

const id = 'odc-noord/prod-1';
const clusterFile = `clusters/${id}/cluster.yaml`;
const tenantFile = `clusters/${id}/tenants/archief.yaml`;

/** What goes wrong in the life of a cluster, and that nothing is lost by it. */
describe('a running platform', () => {
  let world: World;
  let withHostnames = '';
  const kubectl = (...args: readonly string[]) => world.cluster.kubectl(args);
  const exists = async (...object: readonly string[]) => (await kubectl('get', ...object, '--ignore-not-found', '--output', 'name')) !== '';

  beforeAll(async () => {
    world = await startWorld(await buildPrograms(), id, { prepare: (fleet) => foundationOnly(fleet, id) });
    expect(world.bootstrap.code, world.bootstrap.output).toBe(0);
  }, 1_500_000);

  afterAll(() => world?.stop(), 120_000);

  it('keeps its last good state when a commit is broken, says so, and takes the mended one', async () => {
    const before = await kubectl('get', 'deployment', 'trust-manager', '--namespace', 'cert-manager', '--output', 'jsonpath={.metadata.generation}');
    const broken = join(world.fleet.root, `platform/${id}/trust-manager/deployment.broken.yaml`);
    writeFileSync(broken, 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: broken, namespace: cert-manager}\nspec: {replicas: [1, 2}\n');
    world.fleet.publish('a file that is no YAML');
    await refresh(world);

    await waitFor('Argo CD to say what is wrong', async () => (await stateOf('trust-manager')).includes('ComparisonError'), { seconds: 90 });
    expect(await stateOf('trust-manager')).toContain('deployment.broken.yaml');
    expect(await kubectl('get', 'deployment', 'trust-manager', '--namespace', 'cert-manager', '--output', 'jsonpath={.metadata.generation}')).toBe(before);

    rmSync(broken);
    await settled(world, world.fleet.publish('mended'));
  });

  it('refuses a workload that its policies refuse, keeps the rest running, and recovers', async () => {
    const path = `platform/${id}/trust-manager/deployment.cert-manager.trust-manager.yaml`;
    world.fleet.edit(path, (text) => text.replaceAll(/image: \S+\/jetstack\/trust-manager:\S+/g, 'image: docker.io/somebody/trust-manager:v0.25.0'));
    world.fleet.publish('an image from elsewhere');
    await refresh(world);

    await waitFor('the policy to refuse it', async () => (await stateOf('trust-manager')).includes('docker.io/somebody/trust-manager'), { seconds: 120 });
    expect(
      await kubectl('get', 'deployment', 'trust-manager', '--namespace', 'cert-manager', '--output', 'jsonpath={.spec.template.spec.containers[0].image}'),
    ).toContain('quay.io/jetstack/trust-manager');

    world.fleet.generate();
    await settled(world, world.fleet.publish('generated again'));
  });

  it('loses nothing when the API server and the application-controller are killed in the middle of a sync', async () => {
    world.fleet.edit(clusterFile, (text) => `${text}components:\n  base: { pods: 60 }\n  trust-manager: { replicas: 3 }\n`);
    world.fleet.generate();
    const commit = world.fleet.publish('more room');
    await refresh(world);
    await waitFor('a sync to run', async () => (await applications(world)).some(({ status }) => status?.operationState?.phase === 'Running'), {
      seconds: 60,
      everyMilliseconds: 50,
    });

    await Promise.all([world.cluster.apiServer.kill(), world.argoCd.applicationController.kill()]);
    await world.cluster.apiServer.restart();
    await world.argoCd.applicationController.restart();

    await settled(world, commit);
    expect(await kubectl('get', 'resourcequota', 'platform', '--namespace', 'argocd', '--output', 'jsonpath={.spec.hard.pods}')).toBe('60');
    expect(await kubectl('get', 'deployment', 'trust-manager', '--namespace', 'cert-manager', '--output', 'jsonpath={.spec.replicas}')).toBe('3');
  });

  it('waits for Git when it is away, and goes on when it is back', async () => {
    await world.git.kill();
    await refresh(world);
    await waitFor('Argo CD to miss Git', async () => (await stateOf('root')).includes('ComparisonError'), { seconds: 90 });
    expect(await exists('deployment', 'traefik', '--namespace', 'traefik')).toBe(true);

    await world.git.restart();
    await settled(world, world.fleet.head());
  });

  it('removes a component that cluster.yaml leaves out, but keeps its namespace and its definitions', async () => {
    world.fleet.edit(clusterFile, (text) => text.replace('trust-manager: { replicas: 3 }', 'traefik: { enabled: false }'));
    // Nothing would serve them: generate refuses a tenant's hostnames without a Gateway.
    world.fleet.edit(tenantFile, (text) => {
      withHostnames = text;
      return withoutHostnames(text);
    });
    world.fleet.generate();
    const commit = world.fleet.publish('without Traefik');

    // What the tenant runs has a route, and no Gateway meanwhile.
    await settled(world, commit, 240, ['archief.archief']);
    await waitFor('Traefik to go', async () => !(await exists('application.argoproj.io', 'traefik', '--namespace', 'argocd')), { seconds: 120 });
    expect(await exists('deployment', 'traefik', '--namespace', 'traefik')).toBe(false);
    expect(await exists('gateway.gateway.networking.k8s.io', 'public', '--namespace', 'traefik')).toBe(false);
    expect(await exists('clusterrole', 'traefik')).toBe(false);
    expect(await exists('rolebinding', 'traefik', '--namespace', 'archief-productie')).toBe(false);
    expect(await exists('namespace', 'traefik')).toBe(true);
    expect(await exists('customresourcedefinition', 'gateways.gateway.networking.k8s.io')).toBe(true);
  });

  it('lets nobody delete a protected namespace or a definition without naming it', async () => {
    await expect(kubectl('delete', 'namespace', 'traefik')).rejects.toThrow(/polder\.internal\/allow-deletion/);
    await expect(kubectl('delete', 'customresourcedefinition', 'gateways.gateway.networking.k8s.io')).rejects.toThrow(/polder\.internal\/allow-deletion/);

    await kubectl('annotate', 'namespace', 'traefik', 'polder.internal/allow-deletion=traefik');
    await kubectl('delete', 'namespace', 'traefik', '--timeout=90s');
    expect(await exists('namespace', 'traefik')).toBe(false);
  });

  it('takes a component back that cluster.yaml names again', async () => {
    world.fleet.edit(clusterFile, (text) => text.replace('  traefik: { enabled: false }\n', ''));
    world.fleet.edit(tenantFile, () => withHostnames);
    world.fleet.generate();

    const commit = world.fleet.publish('with Traefik again');
    await refresh(world);
    await world.restartTraefik();
    await settled(world, commit);
    expect(await exists('deployment', 'traefik', '--namespace', 'traefik')).toBe(true);
  });

  /** Everything that Argo CD says of an Application, as text. */
  async function stateOf(name: string): Promise<string> {
    const found = (await applications(world)).find(({ metadata }) => metadata.name === name);
    return JSON.stringify([found?.status?.conditions, found?.status?.operationState]);
  }
});
