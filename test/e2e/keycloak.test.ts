import { constants, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, fileOf } from '../../charts-ts/identity/keycloak/clients.ts';
import { KeycloakConfig } from '../../charts-ts/identity/keycloak/config.ts';
import { kubernetesClient, realmName } from '../../charts-ts/identity/keycloak/names.ts';
import { realm } from '../../charts-ts/identity/keycloak/realm.ts';
import type { Realm } from '../../charts-ts/identity/keycloak/types.ts';
import { clientSecret, kubectlClient, type OidcClient } from '../../charts-ts/kit/login.ts';
import { type Admin, adminWith, browser, claimsOf, type Page, pkce } from './support/keycloak.ts';
import {
  authorization,
  base,
  cluster,
  exchange,
  firstLogin,
  issuer,
  makeKeys,
  makePerson,
  type Person,
  password,
  publicUrl,
  startRealmServer,
} from './support/keycloak-realm.ts';
import type { RunningProcess } from './support/process.ts';

const kubectl = kubectlClient(kubernetesClient);

const secretClient: OidcClient = {
  id: 'argocd',
  title: 'Argo CD',
  redirectUris: ['https://argocd.apps.example.nl/auth/callback'],
  authentication: 'client-secret',
  pkce: true,
  refreshTokens: true,
  deviations: [{ rule: 'client-authentication', reason: 'an example' }],
};
const publicClient: OidcClient = {
  id: 'headlamp',
  title: 'Headlamp',
  redirectUris: ['https://headlamp.apps.example.nl/oidc-callback'],
  authentication: 'none',
  pkce: true,
  forApiServer: true,
  deviations: [],
};
const tenantClient: OidcClient = {
  id: 'winkel.balie',
  title: 'balie (gemeente-voorbeeld)',
  redirectUris: ['https://winkel.apps.example.nl/oauth2/callback'],
  authentication: 'client-secret',
  pkce: true,
  groups: ['winkel-beheer', 'winkel-inzage'],
  tenant: { namespace: 'winkel-productie', secret: 'oidc-balie' },
  deviations: [],
};
const wanted = realm({ cluster, config: KeycloakConfig.parse({}), clients: [secretClient, publicClient, tenantClient] });
const secret = randomBytes(24).toString('hex');

let server: RunningProcess;
let admin: Admin;

interface PublishedKey extends JsonWebKey {
  readonly kid: string;
  readonly alg: string;
  readonly x5c: readonly string[];
}

/** What programs check signatures with. */
async function publishedKeys(): Promise<readonly PublishedKey[]> {
  const answer = await fetch(`${base}/realms/${realmName}/protocol/openid-connect/certs`);
  return ((await answer.json()) as { readonly keys: readonly PublishedKey[] }).keys;
}

/** The error that a program or a person is told of. */
function refusal({ location, html }: Page): string {
  const inFragment = new URLSearchParams(location?.hash.slice(1)).get('error');
  return location?.searchParams.get('error') ?? inFragment ?? /id="kc-error-message"[\s\S]*?<p[^>]*>([^<]*)/.exec(html)?.[1] ?? html.slice(0, 200);
}

beforeAll(async () => {
  ({ server, admin } = await startRealmServer());
}, 420_000);

afterAll(() => server?.stop());

describe('the realm', () => {
  it('is one that Keycloak takes, with its policies in force from the first client on', async () => {
    const text = [secretClient, tenantClient].reduce(
      (filled, { id }) => filled.replaceAll(JSON.stringify(fileOf(clientSecret(id))).slice(1, -1), secret),
      JSON.stringify(wanted),
    );

    const { components, ...withoutKeys } = JSON.parse(text) as Realm;

    expect(await admin.call('POST', '/realms', withoutKeys)).toEqual({ status: 201, body: undefined });
    expect(components).toEqual(wanted.components);
    const made = (await admin.call('GET', `/realms/${realmName}`)).body as Record<string, unknown>;
    expect(made).toMatchObject({ browserFlow: wanted.browserFlow, passwordPolicy: wanted['passwordPolicy'], bruteForceProtected: true });
  });

  it('signs, and is encrypted to, with keys of 3072 bits, and none shorter stays beside them', async () => {
    await makeKeys(admin, wanted);
    const keys = await publishedKeys();

    expect(keys.map(({ alg, use }) => `${use} ${alg}`).sort()).toEqual(['enc RSA-OAEP', 'sig PS256', 'sig RS256']);
    for (const key of keys) {
      expect(createPublicKey({ key, format: 'jwk' }).asymmetricKeyDetails?.modulusLength, key.alg).toBeGreaterThanOrEqual(3072);
      const certificates = key.x5c.map((der) => new X509Certificate(Buffer.from(der, 'base64')).publicKey.asymmetricKeyDetails?.modulusLength);
      for (const bits of certificates) expect(bits, key.alg).toBeGreaterThanOrEqual(3072);
    }
  });

  it('keeps its keys when the job makes the realm again', async () => {
    const before = await publishedKeys();
    await makeKeys(admin, wanted);

    expect(await publishedKeys()).toEqual(before);
  });

  it('has the groups of access, and administrators may do no more than manage people', async () => {
    const { body } = await admin.call('GET', `/realms/${realmName}/groups?briefRepresentation=false`);
    const found = body as readonly { readonly name: string; readonly clientRoles: Readonly<Record<string, readonly string[]>> }[];

    expect(found.map(({ name }) => name)).toEqual(['platform-audit', 'platform-beheer', 'winkel-beheer', 'winkel-inzage']);
    expect(found[0]?.clientRoles).toEqual({});
    expect(found[1]?.clientRoles['realm-management']).toContain('manage-users');
    expect(found[1]?.clientRoles['realm-management']).not.toContain('manage-realm');
  });

  it.each([
    ['a redirect with a wildcard', { redirectUris: ['https://argocd.apps.example.nl/*'] }],
    ['a redirect over plain HTTP', { redirectUris: ['http://argocd.apps.example.nl/auth/callback'] }],
  ])('refuses a client with %s, also from an administrator of Keycloak', async (_, change) => {
    const { body } = await admin.call('GET', `/realms/${realmName}/clients?clientId=${secretClient.id}`);
    const [client] = body as readonly { readonly id: string }[];
    const { status } = await admin.call('PUT', `/realms/${realmName}/clients/${client?.id}`, { ...client, ...change });

    expect(status).toBe(400);
  });
});

describe('somebody who logs in', () => {
  const { verifier, challenge } = pkce();
  let person: Person;
  let tokens: Readonly<Record<string, string>>;

  it('must set up a second factor at the first login, and comes back with a code', async () => {
    await makePerson(admin, 'jan', ['platform-beheer']);
    const { person: made, end, setup } = await firstLogin('jan', secretClient, challenge);
    person = made;

    expect(setup.html).toContain('totpSecret');
    expect(`${end.location?.origin}${end.location?.pathname}`).toBe(secretClient.redirectUris[0]);
    expect(end.location?.searchParams.get('iss')).toBe(issuer);
    const code = end.location?.searchParams.get('code') ?? '';
    const common = { grant_type: 'authorization_code', code, redirect_uri: secretClient.redirectUris[0] ?? '', client_id: secretClient.id };
    const answer = await exchange({ ...common, client_secret: secret, code_verifier: verifier });
    expect(answer.status).toBe(200);
    tokens = answer.body as Record<string, string>;
  });

  /** Give or take a second: Keycloak reads its clock for each of the two. */
  function isFiveMinutes({ exp, iat }: Readonly<Record<string, unknown>>): boolean {
    return Math.abs(Number(exp) - Number(iat) - 300) <= 1;
  }

  it('has an ID token with who it is, the groups and how sure the login is, for five minutes, and no amr', () => {
    const claims = claimsOf(tokens['id_token'] ?? '');

    expect(claims).toMatchObject({
      iss: issuer,
      aud: secretClient.id,
      azp: secretClient.id,
      nonce: 'once',
      preferred_username: 'jan',
      groups: ['platform-beheer'],
      acr: 'http://eidas.europa.eu/LoA/low',
    });
    for (const claim of ['sub', 'jti', 'exp', 'iat', 'auth_time']) expect(claims).toHaveProperty(claim);
    expect(isFiveMinutes(claims)).toBe(true);
    expect(claims).not.toHaveProperty('amr');
    // What standards.ts says of Keycloak: the day that this fails, a deviation goes.
    expect(claims).not.toHaveProperty('nbf');
  });

  it('has an access token that says no more than programs decide by', () => {
    const claims = claimsOf(tokens['access_token'] ?? '');

    expect(claims).toMatchObject({ iss: issuer, azp: secretClient.id, preferred_username: 'jan', groups: ['platform-beheer'] });
    for (const claim of ['email', 'name', 'realm_access', 'resource_access', 'amr']) expect(claims).not.toHaveProperty(claim);
    expect(isFiveMinutes(claims)).toBe(true);
  });

  it('has a refresh token that works once', async () => {
    const refresh = (token: string) => exchange({ grant_type: 'refresh_token', refresh_token: token, client_id: secretClient.id, client_secret: secret });
    const first = await refresh(tokens['refresh_token'] ?? '');

    expect(first.status).toBe(200);
    expect(await refresh(tokens['refresh_token'] ?? '')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('is in at once at another program, just as sure, and gets no refresh token where none was asked for', async () => {
    const own = pkce();
    const { web } = person;
    const end = await web.open(authorization(publicClient, { code_challenge: own.challenge }));
    const code = end.location?.searchParams.get('code') ?? '';
    const { body } = await exchange({
      grant_type: 'authorization_code',
      code,
      redirect_uri: publicClient.redirectUris[0] ?? '',
      client_id: publicClient.id,
      code_verifier: own.verifier,
    });

    // Its tokens are for the API server too.
    expect(claimsOf(String(body['id_token']))).toMatchObject({
      aud: expect.arrayContaining([publicClient.id, 'kubernetes']),
      azp: publicClient.id,
      acr: 'http://eidas.europa.eu/LoA/low',
    });
    expect(body).not.toHaveProperty('refresh_token');
  });

  it('who is an administrator manages people in the realm’s own console, through kubectl port-forward, and nothing else', async () => {
    const console = 'http://localhost:8080/admin/platform/console/';
    const page = await (await fetch(`${base}/admin/platform/console/`)).text();
    expect(page).toContain(`"authServerUrl": "${publicUrl}"`);
    expect(page).toContain('"adminBaseUrl": "http://localhost:8080"');

    const own = pkce();
    const client = { ...publicClient, id: 'security-admin-console', redirectUris: [console] };
    const end = await person.web.open(authorization(client, { code_challenge: own.challenge, scope: 'openid' }));
    const code = end.location?.searchParams.get('code') ?? '';
    const { body } = await exchange({ grant_type: 'authorization_code', code, redirect_uri: console, client_id: client.id, code_verifier: own.verifier });
    const asJan = adminWith(base, String(body['access_token']));

    expect((await asJan.call('GET', `/realms/${realmName}/users`)).status).toBe(200);
    expect((await asJan.call('POST', `/realms/${realmName}/users`, { username: 'new', enabled: true })).status).toBe(201);
    expect((await asJan.call('PUT', `/realms/${realmName}`, { realm: realmName, bruteForceProtected: false })).status).toBe(403);
    expect((await asJan.call('POST', `/realms/${realmName}/clients`, { clientId: 'mine' })).status).toBe(403);
    expect((await asJan.call('GET', '/realms/master')).status).toBeGreaterThanOrEqual(401);
  });

  it('is asked for the second factor at each new login', async () => {
    const web = browser(publicUrl, base);
    const second = await web.submit(await web.open(authorization(publicClient)), { username: 'jan', password });

    expect(second.html).toContain('name="otp"');
    const wrong = await web.submit(second, { otp: '000000' });
    expect(wrong.location).toBeUndefined();
  });

  it('gets tokens for kubectl at a loopback address, for the audience of the API server', async () => {
    await makePerson(admin, 'piet', ['platform-audit']);
    const own = pkce();
    const { end } = await firstLogin('piet', kubectl, own.challenge);
    const { body } = await exchange({
      grant_type: 'authorization_code',
      code: end.location?.searchParams.get('code') ?? '',
      redirect_uri: kubectl.redirectUris[0] ?? '',
      client_id: kubectl.id,
      code_verifier: own.verifier,
    });

    expect(claimsOf(String(body['id_token']))).toMatchObject({ aud: 'kubernetes', preferred_username: 'piet', groups: ['platform-audit'] });
    expect(body).toHaveProperty('refresh_token');
  });
});

describe('a program of a tenant', () => {
  it('is told of the groups of its tenant, and not of what else somebody is a member of', async () => {
    await makePerson(admin, 'els', ['winkel-beheer', 'platform-audit']);
    const own = pkce();
    const { end } = await firstLogin('els', tenantClient, own.challenge, 'openid profile email');
    const { body } = await exchange({
      grant_type: 'authorization_code',
      code: end.location?.searchParams.get('code') ?? '',
      redirect_uri: tenantClient.redirectUris[0] ?? '',
      client_id: tenantClient.id,
      client_secret: secret,
      code_verifier: own.verifier,
    });

    for (const token of ['id_token', 'access_token'])
      expect(claimsOf(String(body[token])), token).toMatchObject({ preferred_username: 'els', groups: ['winkel-beheer'] });
    for (const claim of ['realm_access', 'resource_access']) expect(claimsOf(String(body['access_token']))).not.toHaveProperty(claim);
  });

  it('cannot ask for the scope that tells of all groups', async () => {
    const page = await browser(publicUrl, base).open(authorization(tenantClient));

    expect(refusal(page)).toBe('invalid_scope');
  });

  it('has roles that are its own: those that Keycloak brings are told from them by what they are described as, so that the job leaves them', async () => {
    const { body } = await admin.call('GET', `/realms/${realmName}/clients`);
    const clients = body as readonly { readonly id: string; readonly clientId: string }[];
    const roles = await Promise.all(
      clients.map(async ({ id, clientId }) => {
        const listed = (await admin.call('GET', `/realms/${realmName}/clients/${id}/roles`)).body as readonly {
          readonly name: string;
          readonly description?: string;
        }[];
        // As keycloak-config-cli tells: KeycloakUtil.isDefaultRole.
        const own = listed.filter(({ name, description }) => description !== `\${role_${name}}` && description !== `\${role_${name.replace('_', '-')}}`);
        return own.map(({ name }) => `${clientId} ${name}`);
      }),
    );

    expect(roles.flat().sort()).toEqual(['winkel.balie winkel-beheer', 'winkel.balie winkel-inzage']);
  });
});

describe('a program that can sign', () => {
  const client: OidcClient = { ...publicClient, id: 'zaken', redirectUris: ['https://zaken.apps.example.nl/callback'], authentication: 'private-key-jwt' };
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const own = pkce();
  let person: Person;

  function encoded(part: Readonly<Record<string, unknown>>): string {
    return Buffer.from(JSON.stringify(part)).toString('base64url');
  }

  /** A JSON Web Token with PS256: RFC 7518, section 3.5. */
  function signed(claims: Readonly<Record<string, unknown>>, key: KeyObject = privateKey): string {
    const now = Math.floor(Date.now() / 1000);
    const parts = [
      { alg: 'PS256', kid: 'own', typ: 'JWT' },
      { iss: client.id, aud: issuer, jti: randomBytes(8).toString('hex'), iat: now, exp: now + 60, ...claims },
    ];
    const text = parts.map(encoded).join('.');
    return `${text}.${sign('sha256', Buffer.from(text), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }).toString('base64url')}`;
  }

  /** What would stand in the address, as the claims of a request object. */
  const request = Object.fromEntries(new URL(authorization(client, { state: 'signed', code_challenge: own.challenge })).searchParams);

  beforeAll(async () => {
    const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'PS256' }] };
    const made = clientOf(client);
    const attributes = { ...made.attributes, 'use.jwks.string': 'true', 'jwks.string': JSON.stringify(jwks) };
    expect((await admin.call('POST', `/realms/${realmName}/clients`, { ...made, attributes })).status).toBe(201);
    await makePerson(admin, 'ada', []);
    ({ person } = await firstLogin('ada', publicClient, pkce().challenge));
  });

  it('sends its request signed: that is what holds, not what stands beside it, and its key is what it gets tokens with', async () => {
    const end = await person.web.open(authorization(client, { request: signed(request), state: 'beside' }));

    expect(`${end.location?.origin}${end.location?.pathname}`).toBe(client.redirectUris[0]);
    expect(end.location?.searchParams.get('state')).toBe('signed');
    const { status, body } = await exchange({
      grant_type: 'authorization_code',
      code: end.location?.searchParams.get('code') ?? '',
      redirect_uri: client.redirectUris[0] ?? '',
      code_verifier: own.verifier,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signed({ sub: client.id }),
    });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(claimsOf(String(body['id_token']))).toMatchObject({ azp: client.id, preferred_username: 'ada' });
  });

  it.each([
    ['missing', () => `${encoded({ alg: 'none' })}.${encoded(request)}.`],
    ['of another key', () => signed(request, generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey)],
    ['of another text', () => signed(request).replace(/\.[^.]+\./, `.${encoded({ ...request, scope: 'openid' })}.`)],
  ])('is refused a request object whose signature is %s', async (_, make) => {
    const page = await person.web.open(authorization(client, { request: make() }));

    expect(page.location?.searchParams.get('code') ?? undefined).toBeUndefined();
    expect(refusal(page)).toMatch(/invalid_request_object|[Ii]nvalid [Rr]equest/);
  });
});

describe('programs that ask for pairwise subjects', () => {
  const [one, two] = ['een', 'twee'].map((id): OidcClient => ({ ...publicClient, id, redirectUris: [`https://${id}.apps.example.nl/callback`] })) as [
    OidcClient,
    OidcClient,
  ];

  /** Who the person is, to this program. */
  async function subject({ web }: Person, client: OidcClient): Promise<unknown> {
    const own = pkce();
    const end = await web.open(authorization(client, { code_challenge: own.challenge }));
    const code = end.location?.searchParams.get('code') ?? '';
    const { body } = await exchange({
      grant_type: 'authorization_code',
      code,
      redirect_uri: client.redirectUris[0] ?? '',
      client_id: client.id,
      code_verifier: own.verifier,
    });
    return claimsOf(String(body['id_token']))['sub'];
  }

  it('know the same person each by another number, which stays the same; others know the one of all logs', async () => {
    for (const client of [one, two]) {
      const mapper = { name: 'pairwise', protocol: 'openid-connect', protocolMapper: 'oidc-sha256-pairwise-sub-mapper' };
      const config = { sectorIdentifierUri: '', pairwiseSubAlgorithmSalt: randomBytes(16).toString('hex') };
      const made = { ...clientOf(client), protocolMappers: [{ ...mapper, config }] };
      expect((await admin.call('POST', `/realms/${realmName}/clients`, made)).status).toBe(201);
    }
    await makePerson(admin, 'mies', []);
    const { person } = await firstLogin('mies', publicClient, pkce().challenge);
    const { body } = await admin.call('GET', `/realms/${realmName}/users?username=mies&exact=true`);
    const [{ id }] = body as [{ readonly id: string }];
    const [first, second] = [await subject(person, one), await subject(person, two)];

    expect(new Set([id, first, second]).size).toBe(3);
    expect(await subject(person, one)).toBe(first);
    expect(await subject(person, publicClient)).toBe(id);
  });
});

describe('what OpenID NLGov does not have, Keycloak refuses', () => {
  it.each([
    ['a request without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['PKCE in the clear', { code_challenge_method: 'plain' }],
    ['the implicit flow', { response_type: 'id_token token' }],
    ['the hybrid flow', { response_type: 'code id_token' }],
  ])('%s', async (_, changes) => {
    const page = await browser(publicUrl, base).open(authorization(publicClient, changes));

    expect(page.html).not.toContain('kc-form-login');
    expect(refusal(page)).toMatch(/invalid_request|unauthorized_client|unsupported_response_type/);
  });

  it.each(['https://headlamp.apps.example.nl/oidc-callback/more', 'https://elsewhere.example.nl/', 'https://headlamp.apps.example.nl/'])(
    'a redirect to %s',
    async (redirect_uri) => {
      const page = await browser(publicUrl, base).open(authorization(publicClient, { redirect_uri }));

      expect(page).toMatchObject({ status: 400, location: undefined });
    },
  );

  it('a code without its verifier', async () => {
    await makePerson(admin, 'kees', []);
    const { challenge } = pkce();
    const { end } = await firstLogin('kees', publicClient, challenge);
    const code = end.location?.searchParams.get('code') ?? '';

    expect(
      await exchange({
        grant_type: 'authorization_code',
        code,
        redirect_uri: publicClient.redirectUris[0] ?? '',
        client_id: publicClient.id,
        code_verifier: pkce().verifier,
      }),
    ).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it.each([
    ['a password at the token endpoint', { grant_type: 'password', username: 'jan', password }],
    ['a client that logs in as itself', { grant_type: 'client_credentials' }],
    ['a code for a device', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'x' }],
  ])('%s', async (_, parameters) => {
    const { status, body } = await exchange({ ...parameters, client_id: secretClient.id, client_secret: secret });

    expect(status).toBeGreaterThanOrEqual(400);
    expect(body['error']).toMatch(/unauthorized_client|unsupported_grant_type|invalid_request|access_denied|invalid_grant/);
  });
});

describe('guessing', () => {
  it('ends after five wrong passwords: then the right one does not help either', async () => {
    await makePerson(admin, 'guessed', []);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const web = browser(publicUrl, base);
      await web.submit(await web.open(authorization(publicClient)), { username: 'guessed', password: `wrong ${attempt}` });
    }
    const web = browser(publicUrl, base);
    const page = await web.submit(await web.open(authorization(publicClient)), { username: 'guessed', password });

    expect(page.location).toBeUndefined();
    expect(page.html).not.toContain('totpSecret');
  });

  it('is counted, by what the alert asks for, and written to the log', async () => {
    const metrics = await (await fetch('http://127.0.0.1:19000/metrics')).text();

    expect(metrics).toMatch(/^keycloak_user_events_total\{[^}]*error="invalid_user_credentials"[^}]*event="login"[^}]*realm="platform"/m);
    for (const name of ['agroal_awaiting_count', 'jvm_memory_used_bytes', 'jvm_memory_max_bytes', 'http_server_requests_seconds_count'])
      expect(metrics).toContain(name);
    expect(server.log()).toContain('LOGIN_ERROR');
    expect(server.log()).toMatch(/type=\\"LOGIN\\"/);
  });

  it('a weak password is refused when it is set', async () => {
    const { status } = await admin.call('POST', `/realms/${realmName}/users`, {
      username: 'weak',
      enabled: true,
      credentials: [{ type: 'password', value: 'kort', temporary: false }],
    });

    expect(status).toBe(400);
  });
});

describe('the discovery document', () => {
  it('names the public address, and no grant of the features that are off', async () => {
    const found = (await (await fetch(`${base}/realms/${realmName}/.well-known/openid-configuration`)).json()) as Record<string, unknown>;

    expect(found).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/protocol/openid-connect/auth`,
      subject_types_supported: expect.arrayContaining(['pairwise']),
      acr_values_supported: expect.arrayContaining(['http://eidas.europa.eu/LoA/low']),
      id_token_signing_alg_values_supported: expect.arrayContaining(['RS256', 'PS256']),
      code_challenge_methods_supported: expect.arrayContaining(['S256']),
    });
    expect(found['grant_types_supported']).not.toEqual(expect.arrayContaining(['urn:ietf:params:oauth:grant-type:device_code']));
    // What standards.ts says of Keycloak: the day that this fails, a deviation goes.
    expect(found['grant_types_supported']).toContain('password');
  });
});
