import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { podsOf, readyPod } from './pods.ts';
import { type Running, running } from './running.ts';

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
    await waitFor('the platform to be whole', async () => (await broken()).length === 0, {
      seconds,
      everyMilliseconds: 3000,
      explain: async () => (await broken()).join('\n'),
    });
  }

  async function broken(): Promise<readonly string[]> {
    const text = await world.cluster.kubectl(['get', 'applications.argoproj.io', '--namespace', 'argocd', '--output', 'json']);
    const { items } = JSON.parse(text) as {
      readonly items: readonly {
        readonly metadata: { readonly name: string };
        readonly status?: { readonly sync?: { readonly status: string }; readonly health?: { readonly status: string } };
      }[];
    };
    const applications = items.filter(({ status }) => status?.sync?.status !== 'Synced' || status.health?.status !== 'Healthy');
    const pods = (await podsOf(world.cluster)).filter(
      ({ metadata, spec, status }) =>
        spec.nodeName === world.node.name &&
        !metadata.namespace.startsWith('e2e-') &&
        !status.containerStatuses?.every(({ ready }) => ready) &&
        status.phase !== 'Succeeded',
    );
    return [
      ...applications.map(({ metadata, status }) => `${metadata.name}: ${status?.sync?.status}, ${status?.health?.status}`),
      ...pods.map(({ metadata, status }) => `${metadata.namespace}/${metadata.name}: ${status.phase}`),
    ];
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
});
