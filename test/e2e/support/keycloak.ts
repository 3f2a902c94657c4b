import { execFileSync } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningProcess, startProcess } from './process.ts';
import { cacheFolder } from './programs.ts';

/** The only Java program. Its version stands in programs/keycloak/pom.xml. */
const project = resolve(fileURLToPath(import.meta.url), '../../programs/keycloak/pom.xml');

/** Fetches Keycloak's distribution by Maven into the cache, once (170 MB). Throws when Java or Maven is missing, or with what Maven says. */
export function prepareKeycloak(): void {
  const folder = distribution();
  if (existsSync(folder)) return;
  const started = Date.now();
  process.stderr.write('fetching keycloak (about half a minute the first time)\n');
  mkdirSync(cacheFolder(), { recursive: true });
  const beside = mkdtempSync(join(cacheFolder(), '.keycloak-'));
  try {
    command('java', ['-version']);
    const fetched = join(beside, 'fetched');
    command('mvn', ['--quiet', '--batch-mode', '--file', project, 'dependency:copy-dependencies', `-DoutputDirectory=${fetched}`]);
    const archive = readdirSync(fetched).find((file) => file.endsWith('.tar.gz'));
    if (archive === undefined) throw new Error('Maven fetched no keycloak-quarkus-dist');
    mkdirSync(join(beside, 'unpacked'));
    command('tar', ['--extract', '--file', join(fetched, archive), '--directory', join(beside, 'unpacked'), '--strip-components=1']);
    renameSync(join(beside, 'unpacked'), folder);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  process.stderr.write(`fetched keycloak in ${Math.round((Date.now() - started) / 1000)} s\n`);
}

/** Where the distribution is kept. */
export function distribution(): string {
  return join(cacheFolder(), `keycloak-${createHash('sha256').update(readFileSync(project)).digest('hex').slice(0, 16)}`);
}

function command(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  try {
    execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', env: { ...process.env, ...env } });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error(`${program} is missing: apt-get install --yes --no-install-recommends maven openjdk-17-jre-headless`);
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout).trim().split('\n').slice(-10).join('\n') : '';
    throw new Error(`${program} ${args[0] ?? ''} failed:\n${said}`);
  }
}

export interface KeycloakOptions {
  /** Where its files and its log go. */
  readonly folder: string;
  /** The environment of its container, without what names a file or a host of a cluster. */
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  readonly managementPort: number;
}

/** Builds and starts Keycloak as its pods do, with a database in a file. */
export async function startKeycloak({ folder, env, port, managementPort }: KeycloakOptions): Promise<RunningProcess> {
  const home = join(folder, 'keycloak');
  cpSync(distribution(), home, { recursive: true });
  const all = { ...env, KC_DB: 'dev-file', KC_HTTP_PORT: String(port), KC_HTTP_MANAGEMENT_PORT: String(managementPort), JAVA_OPTS_KC_HEAP: '-Xmx384m' };
  const script = join(home, 'bin/kc.sh');
  command(script, ['build'], all);
  return startProcess({
    name: 'keycloak',
    command: script,
    args: ['start', '--optimized'],
    env: all,
    logFile: join(folder, 'keycloak.log'),
    readySeconds: 180,
    ready: async () => {
      const answer = await fetch(`http://127.0.0.1:${managementPort}/health/ready`).catch(() => undefined);
      return answer?.ok === true;
    },
  });
}

/** Keycloak's API for administration, as the reconciling job uses it. */
export interface Admin {
  call(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** Its tokens live a minute, which is less than a busy machine takes for a few steps: a new one in time. */
export async function loginAsAdmin(base: string, id: string, secret: string): Promise<Admin> {
  const login = async () => {
    const answer = await fetch(`${base}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
    });
    const { access_token: token } = (await answer.json()) as { readonly access_token: string };
    return { admin: adminWith(base, token), until: Date.now() + 30_000 };
  };
  let current = await login();
  return {
    async call(...request) {
      if (Date.now() > current.until) current = await login();
      return current.admin.call(...request);
    },
  };
}

/** The same API with a token that somebody has. */
export function adminWith(base: string, token: string): Admin {
  return {
    async call(method, path, body) {
      const response = await fetch(`${base}/admin${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    },
  };
}

/** What a browser got: a page to fill in, or the address that it is sent to. */
export interface Page {
  readonly status: number;
  readonly html: string;
  readonly location: URL | undefined;
}

export interface Browser {
  open(url: string): Promise<Page>;
  /** Fills in the page's form, with what is hidden in it, and sends it. */
  submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page>;
}

/** A browser of one person. `publicUrl` is what Keycloak calls itself; `base` is where it answers in the test. */
export function browser(publicUrl: string, base: string): Browser {
  /** Each realm has cookies of the same names, told apart by their paths. */
  const cookies = new Map<string, Cookie>();
  const visit = async (url: string, init: RequestInit = {}): Promise<Page> => {
    const response = await fetch(url.replace(publicUrl, base), {
      ...init,
      redirect: 'manual',
      headers: { cookie: cookiesFor(url, [...cookies.values()]), 'accept-language': 'en' },
    });
    for (const cookie of response.headers.getSetCookie().map(cookieOf)) {
      const key = `${cookie.path} ${cookie.name}`;
      if (cookie.value === '') cookies.delete(key);
      else cookies.set(key, cookie);
    }
    const location = response.headers.get('location');
    // Its own pages follow each other; elsewhere the browser leaves.
    if (location?.startsWith(publicUrl)) return visit(location);
    return { status: response.status, html: await response.text(), location: location === null ? undefined : new URL(location) };
  };
  return {
    open: (url) => visit(url),
    submit(page, fields) {
      const action = /<form[^>]*\saction="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
      if (action === undefined) throw new Error(`no form in this page (${page.status}):\n${page.html.replaceAll(/<[^>]+>|\s+/g, ' ').slice(0, 500)}`);
      return visit(action, { method: 'POST', body: new URLSearchParams({ ...hiddenIn(page.html), ...fields }) });
    },
  };
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

function cookieOf(header: string): Cookie {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
  return { name, value, path: /;\s*path=([^;]+)/i.exec(header)?.[1] ?? '/' };
}

function cookiesFor(url: string, cookies: readonly Cookie[]): string {
  const { pathname } = new URL(url);
  return cookies.flatMap(({ name, value, path }) => (pathname.startsWith(path) ? [`${name}=${value}`] : [])).join('; ');
}

/** Hidden fields of the page's form. */
export function hiddenIn(html: string): Record<string, string> {
  const inputs = html.match(/<input[^>]*type="hidden"[^>]*>/g) ?? [];
  return Object.fromEntries(inputs.map((input) => [/name="([^"]*)"/.exec(input)?.[1] ?? '', /value="([^"]*)"/.exec(input)?.[1] ?? '']));
}

/** A code of an authenticator app: RFC 6238, six digits, half a minute. */
export function totp(secret: string, at: number = Date.now()): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0xf;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A verifier of PKCE with its challenge: RFC 7636. */
export function pkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** The claims of a token, unproven: the test asks what is in it. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Readonly<Record<string, unknown>>;
}
