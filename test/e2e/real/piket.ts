import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { issueCertificate } from '../support/ca.ts';
import type { ControlPlane } from '../support/control-plane.ts';

export interface Alert {
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The service that calls people: whatever Alertmanager posts to it, in order. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export interface Piket {
  readonly alerts: readonly Alert[];
}

/** Starts it at an address that pods reach, with a certificate of the site's CA. It ends with the sandbox. */
export async function startPiket({ authority }: ControlPlane, host: string, address: string): Promise<Piket> {
  execFileSync('ip', ['address', 'replace', `${address}/32`, 'dev', 'lo']);
  const { certificateFile, keyFile } = issueCertificate(authority, 'piket', { hosts: [host] });
  const alerts: Alert[] = [];
  const server = createServer({ cert: readFileSync(certificateFile), key: readFileSync(keyFile) }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      alerts.push(...(JSON.parse(Buffer.concat(parts).toString()) as { readonly alerts: readonly Alert[] }).alerts);
      response.end();
    });
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(443, address, done));
  return { alerts };
}
