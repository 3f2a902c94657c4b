import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Authority, issueCertificate } from './ca.ts';
import { type RunningProcess, startProcess } from './process.ts';
import { addHosts } from './sandbox.ts';
import { isListening } from './wait.ts';

/** A running Git server; kill() and restart() make an outage. */
export interface GitServer extends RunningProcess {
  /** Where the bare repository of an address is kept: `<folder>/<host>/<path>.git`. */
  repository(address: string): string;
  /** `METHOD https://host/path` of each request so far. */
  requests(): readonly string[];
}

export interface GitServerOptions {
  /** Holds `<host>/<path>.git`, bare repositories. */
  readonly folder: string;
  readonly authority: Authority;
  /** Host names that it answers to, with a certificate for all of them; from now on they mean this sandbox. */
  readonly hosts: readonly string[];
  /** Where it listens; default 127.0.0.1, which no pod reaches. */
  readonly address?: string;
}

/**
 * Serves bare repositories over HTTPS on port 443 under several host names, read-only, through `git http-backend`.
 * Any commit may be asked for by its id, as the big Git hosts allow. Throws with its log when it does not start.
 */
export async function startGitServer({ folder, authority, hosts, address = '127.0.0.1' }: GitServerOptions): Promise<GitServer> {
  addHosts(hosts, address);
  const { certificateFile, keyFile } = issueCertificate(authority, 'git-server', { hosts });
  const program = resolve(fileURLToPath(import.meta.url), '../git-serve.ts');
  const running = await startProcess({
    name: 'git-server',
    command: process.execPath,
    args: ['--import', 'tsx', program, '--folder', folder, '--certificate', certificateFile, '--key', keyFile, '--address', address],
    logFile: join(folder, 'git-server.log'),
    ready: () => isListening(443, address),
  });
  return {
    ...running,
    repository: (address) => {
      const { hostname, pathname } = new URL(address);
      return join(folder, hostname, `${pathname.replace(/\.git$/, '')}.git`);
    },
    requests: () =>
      running
        .log()
        .split('\n')
        .filter((line) => / https:/.test(line)),
  };
}
