import { join } from 'node:path';
import { containerArguments, type Workload, withOverrides } from './arguments.ts';
import type { ControlPlane } from './control-plane.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { mountSecret } from './trust-manager.ts';
import { isListening } from './wait.ts';

/** Starts metrics-server with its Deployment's arguments once cert-manager has made its certificate: until it answers, its APIService is unavailable. */
export async function startMetricsServer(binaries: Binaries, cluster: ControlPlane, folder: string, workload: Workload): Promise<RunningProcess> {
  const namespace = workload.metadata.namespace ?? '';
  const tls = join(folder, 'metrics-server-tls');
  await mountSecret(cluster.kubectl, namespace, 'metrics-server-tls', tls);
  const kubeconfig = await cluster.kubeconfigFor(namespace, 'metrics-server');
  return startProcess({
    name: 'metrics-server',
    command: binaries['metrics-server'],
    args: withOverrides(containerArguments(workload), {
      'tls-cert-file': join(tls, 'tls.crt'),
      'tls-private-key-file': join(tls, 'tls.key'),
      kubeconfig,
      'authentication-kubeconfig': kubeconfig,
      'authorization-kubeconfig': kubeconfig,
    }),
    logFile: join(folder, 'log', 'metrics-server.log'),
    ready: () => isListening(4443),
  });
}
