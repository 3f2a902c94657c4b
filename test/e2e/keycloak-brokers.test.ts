import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityProviderMappers, identityProviders } from '../../charts-ts/identity/keycloak/brokers.ts';
import { fileOf } from '../../charts-ts/identity/keycloak/clients.ts';
import { KeycloakConfig } from '../../charts-ts/identity/keycloak/config.ts';
import { realmName } from '../../charts-ts/identity/keycloak/names.ts';
import { realm } from '../../charts-ts/identity/keycloak/realm.ts';
import type { OidcClient } from '../../charts-ts/kit/login.ts';
import { type Admin, type Browser, browser, hiddenIn, type Page, pkce, totp } from './support/keycloak.ts';
import { authorization, base, cluster, firstLogin, issuer, makeKeys, makePerson, password, publicUrl, startRealmServer } from './support/keycloak-realm.ts';
import type { RunningProcess } from './support/process.ts';

/** Another realm of the same Keycloak is the provider that the site has, and a small server is OpenShift. */
const theirs = `${publicUrl}/realms/rijk`;
const openshiftPort = 18_090;
const openshiftSecret = { name: 'openshift', key: 'secret' };
const groups = { Beheerders: 'platform-beheer' };
const attributes = { username: 'upn', email: 'mail', firstName: 'givenname', lastName: 'surname' };

const program: OidcClient = {
  id: 'headlamp',
  title: 'Headlamp',
  redirectUris: ['https://headlamp.apps.example.nl/oidc-callback'],
  authentication: 'none',
  pkce: true,
  deviations: [],
};

let server: RunningProcess;
let admin: Admin;
let openshift: Server;
/** What Keycloak sent to OpenShift for a token. */
let asked: URLSearchParams;

function brokers(signingCertificate: string): Pick<KeycloakConfig, 'brokers'> {
  return KeycloakConfig.parse({
    brokers: {
      rijk: {
        type: 'oidc',
        displayName: 'Rijk',
        issuer: theirs,
        endpoints: {
          authorize: `${theirs}/protocol/openid-connect/auth`,
          exchange: `https://127.0.0.1/realms/rijk/protocol/openid-connect/token`,
          keys: `https://127.0.0.1/realms/rijk/protocol/openid-connect/certs`,
        },
        clientId: 'polder',
        groups,
      },
      adfs: {
        type: 'saml',
        displayName: 'ADFS',
        entityId: theirs,
        singleSignOn: `${theirs}/protocol/saml`,
        signingCertificate: `-----BEGIN CERTIFICATE-----\n${signingCertificate}\n-----END CERTIFICATE-----`,
        attributes,
        groups,
      },
      openshift: {
        type: 'openshift',
        displayName: 'OpenShift',
        api: 'https://127.0.0.2',
        clientId: 'keycloak',
        authentication: openshiftSecret,
        groups: { platformteam: 'platform-beheer' },
      },
    },
  });
}

/** What stands in their realm of our Keycloak: a client of OpenID Connect with our keys, and one of SAML with our certificate. */
function theirRealm(certificate: string): unknown {
  const mapper = (protocol: string, protocolMapper: string, name: string, config: Readonly<Record<string, string>>) => ({
    name,
    protocol,
    protocolMapper,
    config,
  });
  const person = (username: string) => ({
    username,
    enabled: true,
    firstName: 'Fatima',
    lastName: 'Bakker',
    email: `${username}@rijk.example.nl`,
    groups: ['/Beheerders'],
    credentials: [{ type: 'password', value: password, temporary: false }],
  });
  const property = (name: string, attribute: string) =>
    mapper('saml', 'saml-user-property-mapper', attribute, { 'user.attribute': name, 'attribute.name': attribute, 'attribute.nameformat': 'Basic' });
  return {
    realm: 'rijk',
    enabled: true,
    groups: [{ name: 'Beheerders' }],
    users: ['fatima', 'samir', 'noor'].map(person),
    clients: [
      {
        clientId: 'polder',
        protocol: 'openid-connect',
        redirectUris: [`${issuer}/broker/rijk/endpoint`],
        clientAuthenticatorType: 'client-jwt',
        attributes: { 'use.jwks.url': 'true', 'jwks.url': `${base}/realms/${realmName}/protocol/openid-connect/certs`, 'pkce.code.challenge.method': 'S256' },
        protocolMappers: [
          mapper('openid-connect', 'oidc-group-membership-mapper', 'groups', { 'claim.name': 'groups', 'full.path': 'false', 'id.token.claim': 'true' }),
        ],
      },
      {
        clientId: issuer,
        protocol: 'saml',
        redirectUris: [`${issuer}/broker/adfs/endpoint`],
        attributes: {
          'saml.client.signature': 'true',
          'saml.signing.certificate': certificate,
          'saml.assertion.signature': 'true',
          'saml.server.signature': 'true',
          'saml.signature.algorithm': 'RSA_SHA256',
          'saml.force.post.binding': 'true',
          saml_name_id_format: 'persistent',
        },
        protocolMappers: [
          ...Object.entries(attributes).map(([name, attribute]) => property(name, attribute)),
          mapper('saml', 'saml-group-membership-mapper', 'groups', { 'attribute.name': 'groups', 'full.path': 'false', single: 'true' }),
        ],
      },
    ],
  };
}

async function certificateOf(name: string): Promise<string> {
  const answer = await fetch(`${base}/realms/${name}/protocol/openid-connect/certs`);
  const { keys } = (await answer.json()) as { readonly keys: readonly { readonly alg: string; readonly x5c: readonly [string] }[] };
  return keys.find(({ alg }) => alg === 'RS256')?.x5c[0] ?? '';
}

/** OpenShift's discovery of its OAuth server, its tokens, and what its API server says of whoever has one. */
function startOpenShift(): Promise<Server> {
  const made = createServer((request, response) => {
    const answer = (body: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (request.url === '/.well-known/oauth-authorization-server')
      return answer({
        authorization_endpoint: 'https://oauth-openshift.apps.example.nl/oauth/authorize',
        token_endpoint: `http://127.0.0.1:${openshiftPort}/oauth/token`,
      });
    if (request.url === '/apis/user.openshift.io/v1/users/~' && request.headers.authorization === 'Bearer sha256~token')
      return answer({
        metadata: { name: 'mo', uid: '7f0c2a5e' },
        fullName: 'Mo Bakker',
        groups: ['platformteam', 'system:authenticated', 'system:authenticated:oauth'],
      });
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      asked = new URLSearchParams(text);
      answer({ access_token: 'sha256~token', token_type: 'Bearer', expires_in: 86_400, scope: 'user:info' });
    });
  });
  return new Promise((done) => made.listen(openshiftPort, '127.0.0.1', () => done(made)));
}

beforeAll(async () => {
  ({ server, admin } = await startRealmServer());
  openshift = await startOpenShift();
  const wanted = realm({ cluster, config: KeycloakConfig.parse({}), clients: [program] });
  const { components: _, ...withoutKeys } = wanted;
  expect((await admin.call('POST', '/realms', withoutKeys)).status).toBe(201);
  await makeKeys(admin, wanted);
  expect((await admin.call('POST', '/realms', theirRealm(await certificateOf(realmName)))).status).toBe(201);
  const config = brokers(await certificateOf('rijk'));
  for (const provider of identityProviders(config)) {
    // In a cluster all are https, and Keycloak's client assertion is for the address that it asks.
    const text = JSON.stringify(provider)
      .replaceAll('https://127.0.0.1', base)
      .replaceAll('https://127.0.0.2', `http://127.0.0.1:${openshiftPort}`)
      .replaceAll(fileOf(openshiftSecret), 'geheim');
    const made = JSON.parse(text) as { readonly config: object };
    const sent = { ...made, config: { ...made.config, clientAssertionAudience: theirs } };
    expect(await admin.call('POST', `/realms/${realmName}/identity-provider/instances`, sent)).toMatchObject({ status: 201 });
  }
  for (const mapper of identityProviderMappers(config)) {
    const path = `/realms/${realmName}/identity-provider/instances/${mapper.identityProviderAlias}/mappers`;
    expect(await admin.call('POST', path, mapper)).toMatchObject({ status: 201 });
  }
}, 420_000);

afterAll(() => {
  openshift?.close();
  return server?.stop();
});

/** Forms that a browser sends on by itself. */
async function onward(web: Browser, page: Page): Promise<Page> {
  const sends = Object.keys(hiddenIn(page.html)).some((name) => name.startsWith('SAML'));
  return sends ? onward(web, await web.submit(page, {})) : page;
}

/** Chooses the provider, and logs in there. */
async function through(alias: string, username: string): Promise<{ readonly web: Browser; readonly page: Page }> {
  const web = browser(publicUrl, base);
  const form = await onward(web, await web.open(authorization(program, { kc_idp_hint: alias, code_challenge: pkce().challenge })));
  return { web, page: await onward(web, await web.submit(form, { username, password })) };
}

interface Account {
  readonly id: string;
  readonly username: string;
  readonly [fact: string]: unknown;
}

async function account(username: string, realmOf = realmName): Promise<Account | undefined> {
  const { body } = await admin.call('GET', `/realms/${realmOf}/users?username=${username}&exact=true`);
  return (body as readonly Account[])[0];
}

async function groupsOf(username: string): Promise<readonly string[]> {
  const { body } = await admin.call('GET', `/realms/${realmName}/users/${(await account(username))?.id}/groups`);
  return (body as readonly { readonly name: string }[]).map(({ name }) => name);
}

function isBack({ location }: Page): void {
  expect(`${location?.origin}${location?.pathname}`).toBe(program.redirectUris[0]);
  expect(location?.searchParams.get('code')).toBeTruthy();
}

describe.each([
  ['OpenID Connect', 'rijk', 'fatima'],
  ['SAML', 'adfs', 'samir'],
])('somebody who comes by %s', (_, alias, username) => {
  it('is in at the first login without a page to fill in, and has the account that the provider tells of', async () => {
    const { page } = await through(alias, username);

    isBack(page);
    expect(await account(username)).toMatchObject({ username, firstName: 'Fatima', lastName: 'Bakker', email: `${username}@rijk.example.nl` });
    expect(await groupsOf(username)).toEqual(['platform-beheer']);
  });

  it('is another name, and in a group no more, when the provider says so at a later login', async () => {
    const there = await account(username, 'rijk');
    const { body } = await admin.call('GET', `/realms/rijk/users/${there?.id}/groups`);
    const [group] = body as readonly { readonly id: string }[];
    await admin.call('DELETE', `/realms/rijk/users/${there?.id}/groups/${group?.id}`);
    await admin.call('PUT', `/realms/rijk/users/${there?.id}`, { ...there, lastName: 'Visser' });

    isBack((await through(alias, username)).page);
    expect(await account(username)).toMatchObject({ lastName: 'Visser' });
    expect(await groupsOf(username)).toEqual([]);
  });
});

describe('somebody whose name is taken here', () => {
  it('gets the account with its password and its second factor, and not with the password alone', async () => {
    await makePerson(admin, 'noor', []);
    const { person } = await firstLogin('noor', program, pkce().challenge);
    const { web, page } = await through('rijk', 'noor');
    expect(page.html).toContain('value="linkAccount"');

    const form = await web.submit(page, { submitAction: 'linkAccount' });
    const second = await web.submit(form, { username: 'noor', password });
    expect(second.location).toBeUndefined();
    expect(second.html).toContain('name="otp"');
    isBack(await web.submit(second, { otp: totp(person.otp, Date.now() + 30_000) }));
  });
});

describe('somebody who comes by OpenShift', () => {
  const web = browser(publicUrl, base);

  it('is sent to the OAuth server that the API server names, with PKCE, and asked for no more than who it is', async () => {
    const { location } = await web.open(authorization(program, { kc_idp_hint: 'openshift', code_challenge: pkce().challenge }));

    expect(`${location?.origin}${location?.pathname}`).toBe('https://oauth-openshift.apps.example.nl/oauth/authorize');
    const sent = Object.fromEntries(location?.searchParams ?? []);
    expect(sent).toMatchObject({
      client_id: 'keycloak',
      scope: 'user:info',
      code_challenge_method: 'S256',
      redirect_uri: `${issuer}/broker/openshift/endpoint`,
    });

    const form = await web.open(`${sent['redirect_uri']}?${new URLSearchParams({ code: 'once', state: sent['state'] ?? '' })}`);
    expect(Object.fromEntries(asked)).toMatchObject({ grant_type: 'authorization_code', client_secret: 'geheim', code_verifier: expect.any(String) });
    // OpenShift knows no mail address: that alone is asked for.
    expect(form.html).toContain('name="email"');
    isBack(await web.submit(form, { firstName: 'Mo', lastName: 'Bakker', email: 'mo@example.nl' }));
  });

  it('has the name and the groups that OpenShift says', async () => {
    expect(await account('mo')).toMatchObject({ username: 'mo', firstName: 'Mo', lastName: 'Bakker' });
    expect(await groupsOf('mo')).toEqual(['platform-beheer']);
  });

  it('is the only one who cannot log in when its API server does not answer', async () => {
    await new Promise((done) => {
      openshift.closeAllConnections();
      openshift.close(done);
    });

    expect((await browser(publicUrl, base).open(authorization(program))).html).toContain('kc-form-login');
    isBack((await through('rijk', 'fatima')).page);
  });
});
