import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ports, sessionPort, workloadOf } from '../../../charts-ts/identity/oauth2-proxy/names.ts';
import { persesPort } from '../../../charts-ts/kit/perses.ts';
import { containerArguments, withOverrides } from '../support/arguments.ts';
import { ask } from '../support/ask.ts';
import type { Page } from '../support/log-in.ts';
import { type RunningProcess, startProcess } from '../support/process.ts';
import type { Binaries } from '../support/programs.ts';
import { isListening } from '../support/wait.ts';
import { client, domain, rendered, workload } from './platform.ts';

/** The way in for browsers: the name of its page, and the port of its proxy here. */
export const page: Page = { port: ports.http, url: `https://dashboards.${domain}` };

/** How long the proxy keeps a token before it gets a new one, for who cannot wait two minutes. */
export const renewSeconds = 2;

/** The page's pod: the real oauth2-proxy with exactly its flags, but for what differs between a pod and a process, and where it keeps sessions. */
export async function startPage(binaries: Binaries, folder: string, ca: string): Promise<RunningProcess[]> {
  mkdirSync(folder, { recursive: true });
  const secrets = { cookie: join(folder, 'cookie-secret'), client: join(folder, 'client-secret') };
  writeFileSync(secrets.cookie, 'abcdefghijklmnopqrstuvwxyz012345');
  writeFileSync(secrets.client, client.secret);
  const pod = workload(rendered('oauth2-proxy'), 'Deployment', workloadOf({ name: 'dashboards' }));
  const log = (name: string) => join(folder, 'log', `${name}.log`);
  // Debian's; the platform's is Valkey, which takes the same flags.
  const sessions = await startProcess({
    name: 'sessions',
    command: 'redis-server',
    args: containerArguments(pod, 'sessions').map((arg) => arg.replace('/tmp', folder)),
    logFile: log('sessions'),
    ready: () => isListening(sessionPort),
  });
  const proxy = await startProcess({
    name: 'login-dashboards',
    command: binaries['oauth2-proxy'],
    args: withOverrides(containerArguments(pod, 'proxy'), {
      upstream: `http://127.0.0.1:${persesPort}/`,
      'cookie-secret-file': secrets.cookie,
      'client-secret-file': secrets.client,
      'provider-ca-file': ca,
      'cookie-refresh': `${renewSeconds}s`,
    }),
    env: { OAUTH2_PROXY_CLIENT_ID: client.id },
    logFile: log('login-dashboards'),
    ready: async () => (await ask({ port: page.port }, { path: '/oauth2/ready' })).status === 200,
  });
  return [proxy, sessions];
}
