import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dump } from 'js-yaml';

/** Runs kubectl with these arguments, and `stdin` when given; returns its output. Throws with kubectl's own words when it fails. */
export type Kubectl = (args: readonly string[], stdin?: string) => Promise<string>;

/** kubectl bound to one kubeconfig. */
export function kubectlFor(kubectl: string, kubeconfig: string): Kubectl {
  return (args, stdin) =>
    new Promise((resolve, reject) => {
      const child = spawn(kubectl, args, { env: { ...process.env, KUBECONFIG: kubeconfig }, stdio: ['pipe', 'pipe', 'pipe'] });
      const out: Buffer[] = [];
      const errors: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
      child.on('error', reject);
      child.on('close', (code) => {
        if (code === 0) resolve(Buffer.concat(out).toString());
        else reject(new Error(`kubectl ${args.slice(0, 6).join(' ')}: ${Buffer.concat(errors).toString().trim()}`));
      });
      // kubectl may end before it has read everything.
      child.stdin.on('error', () => {});
      child.stdin.end(stdin ?? '');
    });
}

/** Objects as one YAML stream, for `kubectl apply --filename -`. */
export function manifests(...objects: readonly object[]): string {
  return objects.map((object) => dump(object, { noRefs: true, lineWidth: -1 })).join('---\n');
}

export interface Kubeconfig {
  /** Name of its only context. */
  readonly context: string;
  readonly server: string;
  /** PEM text of the CA that signed the server's certificate. */
  readonly certificate: string;
  readonly token: string;
  /** Namespace of the context. */
  readonly namespace?: string;
}

/** Writes a kubeconfig of one context, readable by its owner only. */
export function writeKubeconfig(file: string, { context, server, certificate, token, namespace }: Kubeconfig): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster: { server, 'certificate-authority-data': Buffer.from(certificate).toString('base64') } }],
    users: [{ name: context, user: { token } }],
    contexts: [{ name: context, context: { cluster: context, user: context, ...(namespace === undefined ? {} : { namespace }) } }],
    'current-context': context,
  };
  writeFileSync(file, dump(config), { mode: 0o600 });
}
