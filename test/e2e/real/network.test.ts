import { beforeAll, describe, expect, it } from 'vitest';
import { manifests } from '../support/kubectl.ts';
import { isListening, waitFor } from '../support/wait.ts';
import { readyPod } from './pods.ts';
import { type Running, running } from './running.ts';

const namespace = 'e2e-network';

interface Reach {
  readonly to: string;
  readonly reached: string;
}

describe('the network policies that a real plugin enforces', () => {
  let world: Running;
  const kubectl = (...args: readonly string[]) => world.cluster.kubectl(args);

  const pod = (name: string, args: readonly string[]) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'probe',
          image: world.probe,
          args,
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '32Mi' } },
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  });

  const policy = (name: string, spec: object) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec });

  /** What a pod said last of each address that it dials. */
  async function lastWord(name: string): Promise<Readonly<Record<string, string>>> {
    const lines = (await kubectl('logs', name, '--namespace', namespace, '--tail=20')).trim().split('\n');
    return Object.fromEntries(lines.map((line) => JSON.parse(line) as Reach).map(({ to, reached }) => [to, reached]));
  }

  beforeAll(async () => {
    world = await running();
    await world.cluster.kubectl(
      ['apply', '--filename', '-'],
      manifests(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } },
        pod('server', ['serve', '--port', '8080']),
      ),
    );
  });

  it('close a namespace by default-deny, and open what is declared alone', async () => {
    const server = await readyPod(world.cluster, namespace, 'app=server');
    const target = `${server.status.podIP}:8080`;
    const dial = ['dial', target, '--every', '300ms', '--timeout', '1s'];
    await world.cluster.kubectl(['apply', '--filename', '-'], manifests(pod('friend', dial), pod('stranger', dial)));
    for (const name of ['friend', 'stranger'])
      await waitFor(`${name} to reach the server while nothing is closed`, async () => (await lastWord(name))[target] === 'yes', { seconds: 60 });

    await world.cluster.kubectl(['apply', '--filename', '-'], manifests(policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })));
    for (const name of ['friend', 'stranger'])
      await waitFor(`${name} to be kept out`, async () => ['refused', 'timeout'].includes((await lastWord(name))[target] ?? ''), { seconds: 60 });

    const ports = [{ port: 8080, protocol: 'TCP' }];
    await world.cluster.kubectl(
      ['apply', '--filename', '-'],
      manifests(
        policy('server', {
          podSelector: { matchLabels: { app: 'server' } },
          ingress: [{ from: [{ podSelector: { matchLabels: { app: 'friend' } } }], ports }],
        }),
        policy('friend', { podSelector: { matchLabels: { app: 'friend' } }, egress: [{ to: [{ podSelector: { matchLabels: { app: 'server' } } }], ports }] }),
      ),
    );
    await waitFor('friend to reach the server again', async () => (await lastWord('friend'))[target] === 'yes', { seconds: 60 });
    expect(['refused', 'timeout']).toContain((await lastWord('stranger'))[target]);
  });

  it('keep a pod of another namespace away from what the platform has no reason to show it', async () => {
    const closed = [
      ['argocd', 'app.kubernetes.io/name=argocd-repo-server', 8081],
      ['argocd', 'app.kubernetes.io/name=argocd-valkey', 6379],
      ['keycloak', 'cnpg.io/cluster=keycloak-db', 5432],
      ['monitoring', 'app.kubernetes.io/name=prometheus', 9090],
      ['monitoring', 'app.kubernetes.io/name=victoria-logs', 9428],
    ] as const;
    const targets = await Promise.all(
      closed.map(async ([where, selector, port]) => `${(await readyPod(world.cluster, where, selector)).status.podIP}:${port}`),
    );
    // Its own namespace lets it out to anywhere: what stops it stands at the other end.
    const everywhere = policy('wanderer', { podSelector: { matchLabels: { app: 'wanderer' } }, policyTypes: ['Egress'], egress: [{}] });
    await world.cluster.kubectl(
      ['apply', '--filename', '-'],
      manifests(everywhere, pod('wanderer', ['dial', ...targets, '--every', '500ms', '--timeout', '1s'])),
    );

    await waitFor('the wanderer to have tried each', async () => Object.keys(await lastWord('wanderer')).length === targets.length, { seconds: 60 });
    // A pod may be unfiltered in its first moment.
    await waitFor('each to be closed', async () => Object.values(await lastWord('wanderer')).every((reached) => reached !== 'yes'), { seconds: 30 });
    for (const [where, selector, port] of closed)
      expect(await fetchable(world, where, selector, port), `${where} ${selector} answers the node itself`).toBe(true);
  });
});

/** Whether something listens there: from the node, which no policy stops. Otherwise "refused" would prove nothing. */
async function fetchable(world: Running, namespace: string, selector: string, port: number): Promise<boolean> {
  const pod = await readyPod(world.cluster, namespace, selector);
  return isListening(port, pod.status.podIP);
}
