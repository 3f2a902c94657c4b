import { describe, expect, it } from 'vitest';
import { exampleCluster } from '../../../test/support/render.ts';
import type { OidcClient } from '../../kit/login.ts';
import { clusterContext } from '../../order.ts';
import { KeycloakConfig } from './config.ts';
import { realm } from './realm.ts';
import { deviations, keycloakDeviations, oidcNlGovRules } from './standards.ts';
import type { Client, Realm, RealmComponent } from './types.ts';

const cluster = clusterContext(exampleCluster({ access: { beheer: 'administrator' } }));

function client(id: string, more: Partial<OidcClient> = {}): OidcClient {
  return { id, title: id, redirectUris: [`https://${id}.apps.example.nl/callback`], authentication: 'none', pkce: true, deviations: [], ...more };
}

const clients = [
  client('public'),
  client('secret', { authentication: 'client-secret', refreshTokens: true, deviations: [{ rule: 'client-authentication', reason: 'knows no better' }] }),
  client('signed', { authentication: 'private-key-jwt' }),
];
const longest = KeycloakConfig.parse({ session: { idleMinutes: 360, hours: 24 }, levelOfAssurance: 'substantial' });
const made = realm({ cluster, config: longest, clients });

function found(id: string): Client {
  const one = made.clients.find(({ clientId }) => clientId === id);
  if (one === undefined) throw new Error(`no client ${id}`);
  return one;
}

function keysFor(algorithm: string): RealmComponent[] {
  const keys = made.components['org.keycloak.keys.KeyProvider'] ?? [];
  return keys.filter(({ config }) => config['algorithm']?.[0] === algorithm);
}

/** The executors that hold for a client with these attributes. */
function executors(of: Realm, attributes: Readonly<Record<string, string>>): string[] {
  const holds = of.clientPolicies.policies.filter(({ conditions }) =>
    conditions.every(({ condition, configuration }) => {
      if (condition === 'any-client') return true;
      const pairs = JSON.parse(String(configuration['attributes'])) as readonly { readonly key: string; readonly value: string }[];
      return pairs.every(({ key, value }) => attributes[key] === value);
    }),
  );
  const names = holds.flatMap(({ profiles }) => profiles);
  return of.clientProfiles.profiles.filter(({ name }) => names.includes(name)).flatMap((profile) => profile.executors.map(({ executor }) => executor));
}

const mappers = made.clientScopes.flatMap(({ protocolMappers }) => protocolMappers);

/** One for each rule of `oidcNlGovRules`. */
const tests: Readonly<Record<string, () => void>> = {
  'code-flow': () => {
    for (const one of made.clients) {
      expect(one).toMatchObject({ implicitFlowEnabled: false, directAccessGrantsEnabled: false, serviceAccountsEnabled: false });
      for (const grant of ['oauth2.device.authorization.grant.enabled', 'oidc.ciba.grant.enabled', 'standard.token.exchange.enabled'])
        expect(one.attributes[grant]).not.toBe('true');
    }
    expect(executors(made, {})).toEqual(expect.arrayContaining(['reject-implicit-grant', 'reject-ropc-grant']));
  },
  pkce: () => {
    expect(executors(made, {})).toContain('pkce-enforcer');
    for (const one of made.clients) expect(one.attributes['pkce.code.challenge.method']).toBe('S256');
  },
  'client-authentication': () => {
    expect(found('signed').clientAuthenticatorType).toBe('client-jwt');
    expect(executors(made, found('signed').attributes)).toContain('secure-client-authenticator');
    expect(found('public')).toMatchObject({ publicClient: true });
    expect(found('secret').secret).toBe('$(file:UTF-8:/secrets/oidc-secret/client-secret)');
  },
  'redirect-exact': () => {
    for (const uri of made.clients.flatMap(({ redirectUris }) => redirectUris)) expect(uri).not.toContain('*');
    for (const id of ['public', 'secret', 'signed', 'kubernetes']) expect(executors(made, found(id).attributes)).toContain('secure-redirect-uris-enforcer');
  },
  'redirect-https': () => {
    expect(executors(made, found('public').attributes)).toContain('secure-client-uris');
    expect(executors(made, found('kubernetes').attributes)).not.toContain('secure-client-uris');
    for (const uri of found('kubernetes').redirectUris) expect(uri).toMatch(/^http:\/\/127\.0\.0\.1:/);
  },
  'id-token-lifetime': () => expect(made['accessTokenLifespan']).toBeLessThanOrEqual(300),
  'access-token-lifetime': () => {
    expect(made['accessTokenLifespan']).toBeLessThanOrEqual(900);
    for (const one of made.clients) expect(one.attributes).not.toHaveProperty('access.token.lifespan');
  },
  'refresh-off': () => {
    const on = made.clients.filter(({ attributes }) => attributes['use.refresh.tokens'] === 'true');
    expect(on.map(({ clientId }) => clientId)).toEqual(['kubernetes', 'secret']);
  },
  'refresh-once': () => {
    expect(made).toMatchObject({ revokeRefreshToken: true, refreshTokenMaxReuse: 0 });
    for (const idle of ['ssoSessionIdleTimeout', 'clientSessionIdleTimeout', 'offlineSessionIdleTimeout']) expect(made[idle]).toBeLessThanOrEqual(6 * 3600);
    for (const most of ['ssoSessionMaxLifespan', 'clientSessionMaxLifespan', 'offlineSessionMaxLifespan']) expect(made[most]).toBeLessThanOrEqual(24 * 3600);
    expect(KeycloakConfig.safeParse({ session: { idleMinutes: 361 } }).success).toBe(false);
    expect(KeycloakConfig.safeParse({ session: { hours: 25 } }).success).toBe(false);
  },
  // What Keycloak does with both: test/e2e/keycloak.test.ts.
  pairwise: () => {
    const subjects = mappers.filter(({ protocolMapper }) => /sub-mapper$/.test(protocolMapper));
    expect(subjects.map(({ protocolMapper }) => protocolMapper)).toEqual(['oidc-sub-mapper']);
    for (const id of ['public', 'secret', 'signed', 'kubernetes']) expect(found(id).defaultClientScopes).toContain('basic');
    // A mapper of the client's own would be the pairwise one.
    for (const { protocolMappers } of made.clients) expect(protocolMappers.filter(({ protocolMapper }) => /sub-mapper$/.test(protocolMapper))).toEqual([]);
  },
  'request-objects': () => {
    expect(found('signed').attributes).toMatchObject({ 'request.object.signature.alg': 'PS256' });
    for (const { attributes } of made.clients) expect(attributes['request.object.required'] ?? 'not required').toBe('not required');
  },
  acr: () => {
    expect(JSON.parse(made.attributes['acr.loa.map'] ?? '')).toEqual({ 'http://eidas.europa.eu/LoA/substantial': 1 });
    expect(mappers.map(({ protocolMapper }) => protocolMapper)).toContain('oidc-acr-mapper');
    for (const id of ['public', 'secret', 'signed', 'kubernetes']) expect(found(id).defaultClientScopes).toContain('acr');
  },
  'no-amr': () => {
    expect(JSON.stringify(mappers)).not.toMatch(/amr/);
    expect(JSON.stringify(made.clients)).not.toMatch(/\bamr\b/);
  },
  signing: () => {
    expect(made['defaultSignatureAlgorithm']).toBe('RS256');
    expect(keysFor('RS256')).toHaveLength(1);
    expect(keysFor('PS256')).toHaveLength(1);
  },
  'key-length': () => {
    const sizes = made.components['org.keycloak.keys.KeyProvider']?.map(({ config }) => Number(config['keySize']?.[0]));
    expect(sizes).toHaveLength(3);
    for (const size of sizes ?? []) expect(size).toBeGreaterThanOrEqual(3072);
    // What Keycloak makes by itself has these names: others would stay beside it, with 2048 bits.
    const names = made.components['org.keycloak.keys.KeyProvider']?.map(({ name }) => name);
    expect(names).toEqual(['rsa-generated', 'fallback-PS256', 'rsa-enc-generated']);
  },
  encryption: () => {
    expect(keysFor('RSA-OAEP')).toMatchObject([{ providerId: 'rsa-enc-generated' }]);
    for (const one of made.clients) expect(JSON.stringify(one.attributes)).not.toMatch(/RSA1_5/);
  },
  'minimal-claims': () => {
    const inAccessTokens = mappers.filter(({ config }) => config['access.token.claim'] === 'true').map(({ name }) => name);
    for (const claim of ['name', 'email', 'email_verified']) expect(inAccessTokens).not.toContain(claim);
    for (const one of made.clients) {
      expect(one.fullScopeAllowed).toBe(false);
      expect(one.defaultClientScopes).not.toContain('roles');
    }
    expect(executors(made, {})).toContain('full-scope-disabled');
  },
  cors: () => {
    for (const origin of made.clients.flatMap(({ webOrigins }) => webOrigins)) expect(origin).toMatch(/^https:\/\/[a-z0-9.-]+$/);
    expect(found('public').webOrigins).toEqual(['https://public.apps.example.nl']);
    expect(found('secret').webOrigins).toEqual([]);
  },
  tls: () => {
    expect(made['sslRequired']).toBe('external');
    expect(made['browserSecurityHeaders']).toMatchObject({ strictTransportSecurity: expect.stringMatching(/max-age=31536000/) });
  },
  consent: () => {
    for (const one of made.clients) expect(one.consentRequired).toBe(false);
  },
};

describe('OpenID NLGov, rule by rule', () => {
  it('has a test for each rule', () => {
    expect(Object.keys(tests).sort()).toEqual(oidcNlGovRules.map(({ id }) => id).sort());
  });

  it.each(oidcNlGovRules.map(({ id, rule }) => [id, rule]))('%s: %s', (id) => {
    tests[id]?.();
  });

  it('lists what programs and Keycloak do otherwise', () => {
    const listed = deviations(clients.map((one) => ({ client: one, namespace: 'x', component: 'x' })));

    expect(listed).toContainEqual({ standard: 'OpenID NLGov 1.0.1', rule: 'client-authentication', subject: 'secret', reason: 'knows no better' });
    expect(listed.filter(({ subject }) => subject === 'Keycloak')).toEqual(keycloakDeviations);
  });
});
