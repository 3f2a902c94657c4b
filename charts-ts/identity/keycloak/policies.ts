import type { ClientPolicy, ClientProfile } from './types.ts';

/** What a client is, as an attribute: the conditions of the policies read it. Keycloak's own consoles have none. */
export const kindAttribute = 'polder.kind';
export const authenticationAttribute = 'polder.client-authentication';

type Executor = ClientProfile['executors'][number];

function executor(id: string, configuration: Readonly<Record<string, unknown>> = {}): Executor {
  return { executor: id, configuration };
}

/** Keycloak refuses each request and each change of a client that breaks one of these: https://www.keycloak.org/docs/latest/server_admin/#_client_policies */
export const clientProfiles: readonly ClientProfile[] = [
  {
    name: 'oidc-nl-gov',
    description: 'OpenID NLGov 1.0.1, for every client: the code flow with PKCE (S256), and no other',
    executors: [
      executor('pkce-enforcer', { 'auto-configure': true }),
      executor('reject-implicit-grant', { 'auto-configure': true }),
      executor('reject-ropc-grant', { 'auto-configure': true }),
      executor('full-scope-disabled', { 'auto-configure': true }),
    ],
  },
  {
    name: 'oidc-nl-gov-web',
    description: 'For programs with an address: https, and redirects without wildcards',
    executors: [executor('secure-client-uris'), executor('secure-redirect-uris-enforcer')],
  },
  {
    name: 'oidc-nl-gov-native',
    description: "For programs on somebody's own machine: redirects to a loopback address (RFC 8252), without wildcards",
    executors: [
      executor('secure-redirect-uris-enforcer', {
        'allow-ipv4-loopback-address': true,
        'allow-ipv6-loopback-address': true,
        'allow-http-scheme': true,
      }),
    ],
  },
  {
    name: 'oidc-nl-gov-confidential',
    description: 'For programs that can keep a secret: a signed assertion or a certificate, no shared secret',
    executors: [
      executor('secure-client-authenticator', {
        'allowed-client-authenticators': ['client-jwt', 'client-x509'],
        'default-client-authenticator': 'client-jwt',
      }),
      executor('secure-signature-algorithm-signed-jwt', { 'require-client-assertion': true }),
    ],
  },
];

function policy(name: string, description: string, condition: ClientPolicy['conditions'][number], profile: string): ClientPolicy {
  return { name, description, enabled: true, conditions: [condition], profiles: [profile] };
}

/** A client with this attribute; Keycloak reads the pairs as JSON in a string. */
function having(key: string, value: string): ClientPolicy['conditions'][number] {
  return { condition: 'client-attributes', configuration: { 'is-negative-logic': false, attributes: JSON.stringify([{ key, value }]) } };
}

export const clientPolicies: readonly ClientPolicy[] = [
  policy('every client', 'What no client can leave', { condition: 'any-client', configuration: { 'is-negative-logic': false } }, 'oidc-nl-gov'),
  policy('web clients', 'Programs with an address', having(kindAttribute, 'web'), 'oidc-nl-gov-web'),
  policy('native clients', "Programs on somebody's own machine", having(kindAttribute, 'native'), 'oidc-nl-gov-native'),
  policy(
    'confidential clients',
    'Programs that can sign; those that only know a secret are listed as deviations',
    having(authenticationAttribute, 'private-key-jwt'),
    'oidc-nl-gov-confidential',
  ),
];
