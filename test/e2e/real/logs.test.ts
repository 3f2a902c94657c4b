import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { readyPod } from './pods.ts';
import { type Running, running } from './running.ts';

describe('a line that a pod writes', () => {
  let world: Running;
  beforeAll(async () => {
    world = await running();
  });

  it('is found in the log store, with its namespace and pod', async () => {
    const mark = randomUUID();
    const argocd = await readyPod(world.cluster, 'argocd', 'app.kubernetes.io/name=argocd-valkey');
    // What process 1 writes is the pod's log.
    await world.cluster.kubectl(['exec', '--namespace', 'argocd', argocd.metadata.name, '--', 'sh', '-c', `echo ${mark} > /proc/1/fd/1`]);
    const store = await readyPod(world.cluster, 'monitoring', 'app.kubernetes.io/name=victoria-logs');
    const query = new URLSearchParams({ query: `"${mark}"`, limit: '1' });

    const found = await waitFor(
      'the line in the log store',
      async () => {
        const text = await (await fetch(`http://${store.status.podIP}:9428/select/logsql/query?${query}`)).text();
        return text === '' ? undefined : (JSON.parse(text) as Readonly<Record<string, string>>);
      },
      { seconds: 90, everyMilliseconds: 2000 },
    );
    expect(found['k8s.namespace.name']).toBe('argocd');
    expect(found['k8s.pod.name']).toBe(argocd.metadata.name);
    expect(found['_msg']).toContain(mark);
  });
});
