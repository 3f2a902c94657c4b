import { join } from 'node:path';
import type { ControlPlane } from './control-plane.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { realNodeName } from './sandbox.ts';

/**
 * Enforces NetworkPolicy on the real node, by kube-router's firewall alone: routes are the network plugin's, Services are kube-proxy's.
 * It refuses what is not allowed; what comes from the node itself always passes. Throws with its log when it does not start.
 */
export function startNetworkPolicies(binaries: Binaries, { kubeconfig }: ControlPlane, folder: string, services: string): Promise<RunningProcess> {
  return startProcess({
    name: 'kube-router',
    command: binaries['kube-router'],
    args: [
      '--run-firewall=true',
      '--run-router=false',
      '--run-service-proxy=false',
      '--enable-cni=false',
      `--kubeconfig=${kubeconfig}`,
      `--service-cluster-ip-range=${services}`,
      '--health-port=20244',
      '--iptables-sync-period=1m',
    ],
    env: { NODE_NAME: realNodeName },
    logFile: join(folder, 'kube-router.log'),
    ready: async () => (await fetch('http://127.0.0.1:20244/healthz')).ok,
  });
}
