import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Overrides, withOverrides } from './arguments.ts';
import type { Kubectl } from './kubectl.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { waitFor } from './wait.ts';

export interface TrustManagerOptions {
  readonly binaries: Binaries;
  /** Gets the log and the webhook's certificate. */
  readonly folder: string;
  readonly kubeconfig: string;
  readonly kubectl: Kubectl;
  /** Its arguments, from the generated Deployment. */
  readonly args: readonly string[];
  /** The Secret that its pod mounts as the webhook's certificate; cert-manager issues it. */
  readonly certificate: { readonly namespace: string; readonly secret: string };
  /** What else differs from a pod, such as a file of public CAs. */
  readonly overrides?: Overrides;
}

/** Starts trust-manager once its webhook's Secret is there. Throws with its log when it does not start. */
export async function startTrustManager(options: TrustManagerOptions): Promise<RunningProcess> {
  const { binaries, folder, kubeconfig, kubectl, args, certificate, overrides } = options;
  const tls = join(folder, 'trust-manager-tls');
  await mountSecret(kubectl, certificate.namespace, certificate.secret, tls);
  return startProcess({
    name: 'trust-manager',
    command: binaries['trust-manager'],
    // 9402 and 6060 are cert-manager's in this sandbox.
    args: withOverrides(args, {
      kubeconfig,
      'leader-elect': 'false',
      'webhook-certificate-dir': tls,
      'metrics-port': '19402',
      'readiness-probe-port': '16060',
      ...overrides,
    }),
    logFile: join(folder, 'log', 'trust-manager.log'),
    ready: async () => (await fetch('http://127.0.0.1:16060/readyz')).ok,
  });
}

/** Writes a Secret's keys as files, as kubelet does for a mounted Secret; waits for it to exist. Throws when it does not come. */
export async function mountSecret(kubectl: Kubectl, namespace: string, name: string, folder: string): Promise<void> {
  const data = await waitFor(`Secret ${namespace}/${name} to hold something`, async () => {
    const text = await kubectl(['get', 'secret', name, '--namespace', namespace, '--output', 'jsonpath={.data}']);
    return text === '' ? undefined : (JSON.parse(text) as Readonly<Record<string, string>>);
  });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [key, value] of Object.entries(data)) writeFileSync(join(folder, key), Buffer.from(value, 'base64'), { mode: 0o600 });
}
