import { join } from 'node:path';
import { containerArguments, type Workload, withOverrides } from './arguments.ts';
import type { ControlPlane } from './control-plane.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { mountSecret } from './trust-manager.ts';
import { isListening, waitFor } from './wait.ts';

/**
 * Starts CloudNativePG's operator for its webhooks: they complete and judge each database before the API server takes it. It looks
 * at no namespace but its own, since the pods that it would start run nothing here: `stand-ins/statuses.ts` says that they do.
 */
export async function startCloudNativePg(binaries: Binaries, cluster: ControlPlane, folder: string, workload: Workload): Promise<RunningProcess> {
  const namespace = workload.metadata.namespace ?? '';
  // It gives up without them, and kubelet would start it again.
  for (const kind of ['mutating', 'validating'])
    await waitFor(`${kind} webhooks of CloudNativePG`, () =>
      cluster.kubectl(['get', `${kind}webhookconfigurations`, `cnpg-${kind}-webhook-configuration`, '--output', 'name']),
    );
  const [started] = await Promise.all([
    startProcess({
      name: 'cloudnative-pg',
      command: binaries['cloudnative-pg'],
      // Its metrics' port is Traefik's in this sandbox. One operator needs no election.
      args: withOverrides(containerArguments(workload, 'operator'), { 'metrics-bind-address': '0', 'leader-elect': undefined }),
      env: {
        KUBECONFIG: await cluster.kubeconfigFor(namespace, 'cloudnative-pg'),
        OPERATOR_NAMESPACE: namespace,
        OPERATOR_IMAGE_NAME: 'ghcr.io/cloudnative-pg/cloudnative-pg:e2e',
        WATCH_NAMESPACE: namespace,
      },
      logFile: join(folder, 'log', 'cloudnative-pg.log'),
      ready: () => isListening(9443),
    }),
    // It makes the certificate, and then waits for kubelet to bring it.
    mountSecret(cluster.kubectl, namespace, 'cnpg-webhook-cert', '/run/secrets/cnpg.io/webhook'),
  ]);
  return started;
}
