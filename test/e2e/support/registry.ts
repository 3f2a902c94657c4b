import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { type Authority, issueCertificate } from './ca.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { addHosts } from './sandbox.ts';
import { isListening } from './wait.ts';

export interface RegistryOptions {
  readonly binaries: Binaries;
  readonly folder: string;
  readonly authority: Authority;
  readonly host: string;
  /** Where it listens, on port 443. */
  readonly address: string;
}

/** Starts an OCI registry (distribution) over HTTPS; kill() and restart() make an outage. Throws with its log when it does not start. */
export async function startRegistry({ binaries, folder, authority, host, address }: RegistryOptions): Promise<RunningProcess> {
  addHosts([host], address);
  mkdirSync(folder, { recursive: true });
  const { certificateFile, keyFile } = issueCertificate(authority, 'registry', { hosts: [host] });
  const file = join(folder, 'registry.yaml');
  // https://distribution.github.io/distribution/about/configuration/
  writeFileSync(
    file,
    dump({
      version: 0.1,
      log: { level: 'warn', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
      http: { addr: `${address}:443`, secret: 'of-one-test', tls: { certificate: certificateFile, key: keyFile } },
    }),
  );
  return startProcess({
    name: 'registry',
    command: binaries.registry,
    args: ['serve', file],
    // It would take an address of the machine for a part of its configuration.
    env: { OTEL_TRACES_EXPORTER: 'none' },
    logFile: join(folder, 'registry.log'),
    ready: () => isListening(443, address),
  });
}
