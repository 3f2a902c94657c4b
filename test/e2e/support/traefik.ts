import { join } from 'node:path';
import { type Overrides, withOverrides } from './arguments.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { isListening } from './wait.ts';

export interface TraefikOptions {
  readonly binaries: Binaries;
  /** Gets the log; also the working folder, for what its arguments name with a relative path. */
  readonly folder: string;
  /** ControlPlane.kubeconfig, or kubeconfigFor of its ServiceAccount. */
  readonly kubeconfig: string;
  /** Its arguments, from the generated Deployment. */
  readonly args: readonly string[];
  /** What differs from a pod, such as a folder or a port. */
  readonly overrides?: Overrides;
  /** A port that answers once it runs, such as that of an entry point. */
  readonly port: number;
}

/** Starts Traefik. Throws with its log when it does not start. */
export async function startTraefik({ binaries, folder, kubeconfig, args, overrides = {}, port }: TraefikOptions): Promise<RunningProcess> {
  return startProcess({
    name: 'traefik',
    command: binaries.traefik,
    args: withOverrides(args, overrides),
    env: { KUBECONFIG: kubeconfig },
    cwd: folder,
    logFile: join(folder, 'log', 'traefik.log'),
    ready: () => isListening(port),
  });
}
