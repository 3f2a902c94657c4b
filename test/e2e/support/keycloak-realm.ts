import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { within } from '../../../charts-ts/checks/pods.ts';
import { issuerOf, realmName, reconcilerClient } from '../../../charts-ts/identity/keycloak/names.ts';
import type { Realm } from '../../../charts-ts/identity/keycloak/types.ts';
import { loginScopes, type OidcClient } from '../../../charts-ts/kit/login.ts';
import { clusterContext } from '../../../charts-ts/order.ts';
import { exampleCluster, renderComponent } from '../../support/render.ts';
import { type Admin, type Browser, browser, hiddenIn, loginAsAdmin, type Page, pkce, startKeycloak, totp } from './keycloak.ts';
import type { RunningProcess } from './process.ts';
import { sandboxFolder } from './sandbox.ts';

/** The realm of an example cluster in a real Keycloak, and people and programs that use it. */

const port = 18_080;
/** Where Keycloak answers in the tests. */
export const base = `http://127.0.0.1:${port}`;
export const access = { 'platform-beheer': 'administrator', 'platform-audit': 'viewer' };
export const cluster = clusterContext(exampleCluster({ access }));
export const issuer = issuerOf(cluster);
/** What it calls itself. */
export const publicUrl = new URL(issuer).origin;

const adminSecret = randomBytes(24).toString('hex');
export const password = 'een heel lang wachtwoord';

/** The environment of the generated pods, without files and hosts of a cluster. */
function environment(): Record<string, string> {
  const provides = {
    'block-storage': { storageClass: 'fast' },
    postgres: { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' }, imageCatalog: 'platform', backups: false },
  };
  const pods = renderComponent({ name: 'keycloak' }, { access, provides, components: { 'external-secrets': { enabled: true } } }).object(
    'StatefulSet',
    'keycloak',
  );
  const containers = within(pods['spec'], 'template', 'spec', 'containers') as readonly {
    readonly env: readonly { readonly name: string; readonly value?: string }[];
  }[];
  const env = (containers[0]?.env ?? []).flatMap(({ name, value }) =>
    value === undefined || /^KC_(DB|TRUSTSTORE)/.test(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(env), KC_BOOTSTRAP_ADMIN_CLIENT_SECRET: adminSecret };
}

/** Starts Keycloak as its generated pods do; whoever asks for it stops it. */
export async function startRealmServer(): Promise<{ readonly server: RunningProcess; readonly admin: Admin }> {
  // Its database is in its folder, and the secret of another test's administrator with it.
  const server = await startKeycloak({ folder: mkdtempSync(join(sandboxFolder(), 'keycloak-')), env: environment(), port, managementPort: 19_000 });
  return { server, admin: await loginAsAdmin(base, reconcilerClient.id, adminSecret) };
}

/** As the job does it: Keycloak makes the realm with keys of its own, and then by their names it makes these as Git says. */
export async function makeKeys(admin: Admin, { components }: Pick<Realm, 'components'>): Promise<void> {
  for (const [providerType, keys] of Object.entries(components))
    for (const key of keys) {
      const { body } = await admin.call('GET', `/realms/${realmName}/components?type=${providerType}&name=${key.name}`);
      const [there] = body as readonly { readonly id: string }[];
      const [method, path] = there === undefined ? ['POST', 'components'] : ['PUT', `components/${there.id}`];
      const { status } = await admin.call(method, `/realms/${realmName}/${path}`, { ...there, providerType, ...key });
      expect(status).toBe(there === undefined ? 201 : 204);
    }
}

export async function makePerson(admin: Admin, username: string, groups: readonly string[]): Promise<void> {
  const { status } = await admin.call('POST', `/realms/${realmName}/users`, {
    username,
    enabled: true,
    firstName: 'Jan',
    lastName: 'Jansen',
    email: `${username}@example.nl`,
    groups: groups.map((group) => `/${group}`),
    credentials: [{ type: 'password', value: password, temporary: false }],
  });
  expect(status).toBe(201);
}

/** Where a program sends a browser to log in. */
export function authorization(client: OidcClient, changes: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters = {
    client_id: client.id,
    redirect_uri: client.redirectUris[0],
    response_type: 'code',
    scope: loginScopes.join(' '),
    state: 'here',
    nonce: 'once',
    code_challenge_method: 'S256',
    code_challenge: pkce().challenge,
    ...changes,
  };
  const query = Object.entries(parameters).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, value]]));
  return `${issuer}/protocol/openid-connect/auth?${new URLSearchParams(query)}`;
}

/** What a program asks at the token endpoint. */
export async function exchange(
  parameters: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  const response = await fetch(`${base}/realms/${realmName}/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(parameters) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** A person's browser, with a second factor that the first login made. */
export interface Person {
  readonly web: Browser;
  readonly otp: string;
}

/** The first login of a person that was made here, which sets up an authenticator app. */
export async function firstLogin(
  username: string,
  client: OidcClient,
  challenge: string,
  scope: string = loginScopes.join(' '),
): Promise<{ readonly person: Person; readonly end: Page; readonly setup: Page }> {
  const web = browser(publicUrl, base);
  const form = await web.open(authorization(client, { code_challenge: challenge, scope }));
  const setup = await web.submit(form, { username, password });
  const otp = hiddenIn(setup.html)['totpSecret'] ?? '';
  const end = await web.submit(setup, { totp: totp(otp), userLabel: 'phone' });
  return { person: { web, otp }, end, setup };
}
