import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applications, lookedAtGit, settled, unready } from '../support/applications.ts';
import { waitFor } from '../support/wait.ts';
import { podsOf, readyPod } from './pods.ts';
import { type Running, running } from './running.ts';
import { id } from './world.ts';

/** The last tests of the run: they break things. */
describe('nothing is lost', () => {
  let world: Running;
  const mark = randomUUID();

  beforeAll(async () => {
    world = await running();
    await world.cluster.kubectl(['create', 'configmap', 'e2e-mark', '--namespace', 'default', `--from-literal=mark=${mark}`]);
  });

  const kept = () => world.cluster.kubectl(['get', 'configmap', 'e2e-mark', '--namespace', 'default', '--output', 'jsonpath={.data.mark}']);

  /** All Applications are as Git has them, and every real pod is ready. */
  async function whole(seconds: number): Promise<void> {
    // Argo CD keeps an error that it met while the API server was away until it looks again by itself, after up to four minutes.
    await waitFor('the platform to be whole', async () => (await broken()).length === 0, {
      seconds,
      everyMilliseconds: 3000,
      explain: async () => (await broken()).join('\n'),
    });
  }

  async function broken(): Promise<readonly string[]> {
    const pods = (await podsOf(world.cluster)).filter(
      ({ metadata, spec, status }) =>
        spec.nodeName === world.node.name &&
        !metadata.namespace.startsWith('e2e-') &&
        !status.containerStatuses?.every(({ ready }) => ready) &&
        status.phase !== 'Succeeded',
    );
    return [...(await unready(world)), ...pods.map(({ metadata, status }) => `${metadata.namespace}/${metadata.name}: ${status.phase}`)];
  }

  beforeEach(() => whole(300));

  it('when every controller is killed at once', async () => {
    const controllers = (await podsOf(world.cluster)).filter(
      ({ metadata, spec }) => spec.nodeName === world.node.name && !metadata.namespace.startsWith('e2e-') && metadata.namespace !== 'kube-system',
    );
    const ids = controllers
      .flatMap(({ status }) => status.containerStatuses ?? [])
      .flatMap(({ containerID }) => (containerID === undefined ? [] : [containerID.replace('containerd://', '')]));
    const restarts = async () =>
      (await podsOf(world.cluster)).flatMap(({ status }) => status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
    const before = await restarts();

    for (const pid of world.node.processes(ids)) process.kill(pid, 'SIGKILL');

    await waitFor('the containers to be started again', async () => (await restarts()) >= before + ids.length / 2, { seconds: 120 });
    await whole(420);
    expect(await kept()).toBe(mark);
  });

  it('when the kubelet is killed: pods run on, and a lost pod comes back', async () => {
    const before = await readyPod(world.cluster, 'traefik', 'app.kubernetes.io/name=traefik');
    await world.node.kubelet.kill();
    await world.node.kubelet.restart();
    const after = await readyPod(world.cluster, 'traefik', 'app.kubernetes.io/name=traefik');

    expect(after.metadata.name).toBe(before.metadata.name);
    await world.cluster.kubectl(['delete', 'pod', '--namespace', 'traefik', '--selector', 'app.kubernetes.io/name=security-txt']);
    await readyPod(world.cluster, 'traefik', 'app.kubernetes.io/name=security-txt');
  });

  it('when etcd is killed in the middle of work', async () => {
    await world.cluster.etcd.kill();
    await world.cluster.etcd.restart();

    expect(await waitFor('the API server to read again', kept, { seconds: 60 })).toBe(mark);
    await whole(300);
  });

  it('when the registry is down while the node restarts: what was pulled starts again without it', async () => {
    await world.registry.kill();
    await world.node.kubelet.kill();
    await world.node.containerd.kill();
    await world.node.containerd.restart();
    await world.node.kubelet.restart();
    await world.cluster.kubectl(['delete', 'pod', '--namespace', 'argocd', '--selector', 'app.kubernetes.io/name=argocd-server']);
    await readyPod(world.cluster, 'argocd', 'app.kubernetes.io/name=argocd-server', 180);

    await world.registry.restart();
    expect(await kept()).toBe(mark);
  });

  it('when the disk of the Git server is full: the push is refused, the cluster keeps what it has, and takes it once there is room', async () => {
    const filler = join(world.gitDisk, 'filler');
    expect(() => execFileSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1M'], { stdio: ['ignore', 'ignore', 'pipe'] })).toThrow('No space left on device');
    const before = world.fleet.head();
    const quota = () => world.cluster.kubectl(['get', 'resourcequota', 'platform', '--namespace', 'argocd', '--output', 'jsonpath={.spec.hard.pods}']);
    const pods = Number(await quota());
    world.fleet.edit(`clusters/${id}/cluster.yaml`, (text) => {
      const settings = load(text) as { readonly components: object };
      return dump({ ...settings, components: { ...settings.components, base: { pods: pods + 1 } } }, { lineWidth: -1 });
    });
    world.fleet.generate();
    expect(() => world.fleet.publish('more room')).toThrow(/No space left on device|unable to create temporary/);
    await lookedAtGit(world);
    await whole(300);
    expect((await applications(world)).find(({ metadata }) => metadata.name === 'base')?.status?.sync?.revision).toBe(before);

    rmSync(filler);
    await settled(world, world.fleet.publish('once more'), 300);
    expect(Number(await quota())).toBe(pods + 1);
    expect(await kept()).toBe(mark);
  });
});
