import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { type Authority, issueCertificate } from './ca.ts';
import { type RunningProcess, startProcess } from './process.ts';
import { type Binaries, moduleFolder } from './programs.ts';
import { addHosts } from './sandbox.ts';
import { isListening } from './wait.ts';

/** A real forge, Gitea: Git over HTTPS, forks, pull requests. */
export interface Forge {
  readonly process: RunningProcess;
  /** https://<host> */
  readonly url: string;
  readonly apiUrl: string;
  /** A token of each person, with the rights that it was made with. */
  token(person: string, scopes?: string): string;
  /** Calls the API for a person; throws with its answer when it refuses. */
  call(person: string, method: string, path: string, body?: object): Promise<unknown>;
  /** The address of a repository with a person's token in it, for git push. */
  remote(person: string, repository: string): string;
}

export interface ForgeOptions {
  readonly binaries: Binaries;
  readonly authority: Authority;
  readonly folder: string;
  readonly host: string;
  /** A loopback address of its own. */
  readonly address: string;
  /** The first may do everything. */
  readonly people: readonly string[];
}

/** Starts Gitea with these people, each with a token. Throws with its log when it does not start. */
export async function startForge({ binaries, authority, folder, host, address, people }: ForgeOptions): Promise<Forge> {
  addHosts([host], address);
  mkdirSync(folder, { recursive: true });
  const { certificateFile, keyFile } = issueCertificate(authority, host, { hosts: [host] });
  const file = join(folder, 'app.ini');
  writeFileSync(file, configuration(folder, { host, address, certificateFile, keyFile }));
  // It writes settings for the Git that it runs.
  const env = { HOME: folder, GIT_CONFIG_GLOBAL: join(folder, 'gitconfig') };
  const admin = (...args: readonly string[]) =>
    execFileSync(binaries.gitea, ['--config', file, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  admin('migrate');
  for (const [index, person] of people.entries())
    admin(
      'admin',
      'user',
      'create',
      '--username',
      person,
      '--random-password',
      '--email',
      `${person}@example.nl`,
      '--must-change-password=false',
      ...(index === 0 ? ['--admin'] : []),
    );
  let made = 0;
  const token = (person: string, scopes = 'all') => {
    const said = admin('admin', 'user', 'generate-access-token', '--username', person, '--token-name', `token-${made++}`, '--scopes', scopes, '--raw');
    // On a slow machine, lines of its log stand around it.
    const found = /^[0-9a-f]{40}$/m.exec(said)?.[0];
    if (found === undefined) throw new Error(`gitea gives no token for ${person}: ${said}`);
    return found;
  };
  const tokens = new Map(people.map((person) => [person, token(person)]));
  const running = await startProcess({
    ...{ name: 'gitea', command: binaries.gitea, args: ['--config', file, 'web'], env, cwd: folder, logFile: join(folder, 'gitea.log') },
    ready: () => isListening(443, address),
  });
  const url = `https://${host}`;
  const tokenOf = (person: string) => {
    const found = tokens.get(person);
    if (found === undefined) throw new Error(`the forge does not know ${person}`);
    return found;
  };
  return {
    process: running,
    url,
    apiUrl: `${url}/api/v1`,
    token,
    call: (person, method, path, body) => call(authority, `${url}/api/v1${path}`, method, tokenOf(person), body),
    remote: (person, repository) => `https://${person}:${tokenOf(person)}@${host}/${repository}.git`,
  };
}

interface Serving {
  readonly host: string;
  readonly address: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** https://docs.gitea.com/administration/config-cheat-sheet. Texts and templates are read from the module, as its own tests do. */
function configuration(folder: string, { host, address, certificateFile, keyFile }: Serving): string {
  const sections: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>> = {
    server: {
      ...{ PROTOCOL: 'https', HTTP_ADDR: address, HTTP_PORT: 443, DOMAIN: host, ROOT_URL: `https://${host}/` },
      ...{ CERT_FILE: certificateFile, KEY_FILE: keyFile, STATIC_ROOT_PATH: moduleFolder('gitea', 'code.gitea.io/gitea') },
      ...{ DISABLE_SSH: true, OFFLINE_MODE: true, LFS_START_SERVER: false },
    },
    database: { DB_TYPE: 'sqlite3', PATH: join(folder, 'gitea.db') },
    security: { INSTALL_LOCK: true, SECRET_KEY: 'of-one-test' },
    service: { DISABLE_REGISTRATION: true },
    actions: { ENABLED: false },
    indexer: { ISSUE_INDEXER_TYPE: 'db' },
    log: { MODE: 'console', LEVEL: 'Info' },
    cron: { ENABLED: false },
    session: { PROVIDER: 'memory' },
  };
  const lines = Object.entries(sections).flatMap(([name, settings]) => [`[${name}]`, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`)]);
  // Inside the sandbox the user is root of nothing else.
  return [`WORK_PATH = ${folder}`, 'RUN_MODE = prod', 'RUN_USER = root', 'I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true', ...lines, ''].join('\n');
}

function call({ certificate }: Authority, url: string, method: string, token: string, body: object | undefined): Promise<unknown> {
  return new Promise((settle, fail) => {
    const sent = request(url, { method, ca: certificate, headers: { authorization: `token ${token}`, 'content-type': 'application/json' } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        const { statusCode = 0 } = answer;
        if (statusCode >= 400) fail(new Error(`${method} ${url}: ${statusCode} ${text.slice(0, 500)}`));
        else settle(text === '' ? undefined : JSON.parse(text));
      });
    });
    sent.on('error', fail).end(body === undefined ? undefined : JSON.stringify(body));
  });
}
