import { join } from 'node:path';
import { type Overrides, withOverrides } from './arguments.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { isListening } from './wait.ts';

export interface CertManagerOptions {
  readonly binaries: Binaries;
  /** Gets the logs. */
  readonly folder: string;
  /** One for all, or one for each: ControlPlane.kubeconfig, or kubeconfigFor of its ServiceAccount. */
  readonly kubeconfigs: Readonly<Record<CertManagerRole, string>>;
  /** Arguments of each program, from the generated Deployments. */
  readonly args: Readonly<Record<CertManagerRole, readonly string[]>>;
  /** A CA bundle that the controller trusts for ACME servers and Vault. */
  readonly caFile?: string;
}

const roles = ['controller', 'cainjector', 'webhook'] as const;
export type CertManagerRole = (typeof roles)[number];
export type CertManager = Readonly<Record<CertManagerRole, RunningProcess>> & { stop(): Promise<void> };

/** What differs from a pod: three programs share one machine's ports, and nobody waits a minute for a dead leader's lease. */
export const certManagerOverrides: Readonly<Record<CertManagerRole, Overrides>> = {
  controller: { 'leader-elect': 'false' },
  cainjector: { 'leader-elect': 'false', 'metrics-listen-address': '0' },
  webhook: { 'metrics-listen-address': '0' },
};

/** Starts cert-manager's three programs; the webhook first, since the others' objects pass it. Throws with the log of what does not start. */
export async function startCertManager({ binaries, folder, kubeconfigs, args, caFile }: CertManagerOptions): Promise<CertManager> {
  const start = (role: CertManagerRole, ready?: () => Promise<boolean>) =>
    startProcess({
      name: `cert-manager-${role}`,
      command: binaries[`cert-manager-${role}`],
      args: withOverrides(args[role], { kubeconfig: kubeconfigs[role], ...certManagerOverrides[role] }),
      env: caFile === undefined ? {} : { SSL_CERT_FILE: caFile },
      logFile: join(folder, 'log', `cert-manager-${role}.log`),
      ...(ready === undefined ? {} : { ready }),
    });
  const webhook = await start('webhook', async () => (await fetch('http://127.0.0.1:6080/healthz')).ok);
  const cainjector = await start('cainjector');
  const controller = await start('controller', () => isListening(9402));
  return {
    webhook,
    cainjector,
    controller,
    stop: async () => {
      await Promise.all([controller, cainjector, webhook].map((process) => process.stop()));
    },
  };
}
