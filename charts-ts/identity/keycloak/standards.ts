import type { ClientOf } from '../../kit/login.ts';

/** The profile of OpenID Connect for Dutch government, on the list "pas toe of leg uit". */
export const oidcNlGov = { name: 'OpenID NLGov 1.0.1', url: 'https://gitdocumentatie.logius.nl/publicatie/api/oidc/1.0.1/' } as const;

/** A rule of the profile and how the realm keeps it; standards.test.ts has a test for each, by its id. */
export interface StandardRule {
  readonly id: string;
  /** In our own words, short. */
  readonly rule: string;
  readonly level: 'must' | 'should';
  /** What the platform does. */
  readonly applied: string;
  /** The section of the profile, or of what it builds upon. */
  readonly link: string;
}

/** The profile that it builds upon. */
const oauthNl = 'https://gitdocumentatie.logius.nl/publicatie/api/oauth/';
const { url } = oidcNlGov;

function rule(id: string, level: StandardRule['level'], text: string, applied: string, link: string): StandardRule {
  return { id, level, rule: text, applied, link };
}

export const oidcNlGovRules: readonly StandardRule[] = [
  rule(
    'code-flow',
    'must',
    'Only the authorization code flow',
    'Each client has that flow alone; a client policy refuses implicit, hybrid and passwords',
    `${url}#flow`,
  ),
  rule(
    'pkce',
    'must',
    'PKCE with S256 for every client',
    'A client policy asks it of every client, those of Keycloak itself too',
    `${url}#openid-provider-profile`,
  ),
  rule(
    'client-authentication',
    'must',
    'Confidential clients sign an assertion or use mutual TLS',
    'A client policy for those that can; the others are listed as deviations',
    oauthNl,
  ),
  rule('redirect-exact', 'must', 'Whole redirect URIs, compared letter by letter', 'No wildcard; a client policy refuses one', oauthNl),
  rule(
    'redirect-https',
    'must',
    'Redirects over https; a loopback address for programs on one’s own machine',
    'A client policy for each of the two kinds',
    oauthNl,
  ),
  rule('id-token-lifetime', 'should', 'ID tokens live five minutes at most', 'Five minutes', `${url}#id-tokens-of-the-provider-profile`),
  rule('access-token-lifetime', 'must', 'Access tokens live an hour at most, those of public clients a quarter', 'Five minutes for all', oauthNl),
  rule('refresh-off', 'should', 'No refresh tokens where they are not needed', 'Off, unless a client says that it needs them', oauthNl),
  rule(
    'refresh-once',
    'must',
    'A refresh token works once, and ends after six hours without use and a day in all',
    'Each works once; the session ends earlier',
    oauthNl,
  ),
  rule(
    'pairwise',
    'must',
    'Pairwise subjects are supported',
    'Keycloak supports them; the clients of one platform get the public ones, so that an incident can be followed through all logs',
    `${url}#pairwise-identifiers`,
  ),
  rule(
    'request-objects',
    'must',
    'Signed request objects are accepted',
    'Keycloak takes them, with PS256, of each client that signs; of such a client none without a signature, or with that of another key',
    `${url}#request-objects-of-the-provider-profile`,
  ),
  rule(
    'acr',
    'must',
    'The level of assurance as acr, in the words of eIDAS',
    'The level that the site states, for each login',
    `${url}#authentication-context`,
  ),
  rule('no-amr', 'must', 'No amr', 'No client or scope has a mapper for it', `${url}#authentication-context`),
  rule(
    'signing',
    'must',
    'RS256 is supported, PS256 should be',
    'RS256 by default, which every program and the API server know; PS256 for a client that asks, and where Keycloak itself is a client',
    url,
  ),
  rule(
    'key-length',
    'must',
    'Keys as long as is best practice',
    'RSA of 3072 bits, which is 128 bits of security, for each algorithm in use; kept until its length in Git is another',
    `${url}#algorithms`,
  ),
  rule(
    'encryption',
    'must',
    'Request objects may be encrypted to the provider, with RSA-OAEP and A256GCM',
    'A key of 3072 bits for that, which Keycloak publishes; what it sends is signed, and not encrypted unless a client brings a key',
    `${url}#request-objects-of-the-provider-profile`,
  ),
  rule(
    'minimal-claims',
    'should',
    'Tokens say no more than is needed',
    'User name and groups; name and mail address in ID tokens only; no client sees roles of others',
    url,
  ),
  rule('cors', 'must', 'No wildcard in CORS', 'Only the addresses of public web clients', oauthNl),
  rule('tls', 'must', 'HTTPS, with HSTS', 'TLS ends at the Gateway, which redirects; Keycloak sends HSTS too', oauthNl),
  rule('consent', 'should', 'People decide about clients that are not their own organisation’s', 'All clients are the platform’s own: nobody is asked', url),
];

/** Where the platform does not do what a standard says, for the "leg uit" of docs/standards.md. */
export interface StandardDeviation {
  readonly standard: string;
  readonly rule: string;
  /** The program. */
  readonly subject: string;
  readonly reason: string;
}

/** What Keycloak itself does otherwise; test/e2e/keycloak.test.ts sees each, and fails on the day that it is no longer so. */
export const keycloakDeviations: readonly StandardDeviation[] = [
  deviation(
    'discovery',
    'Keycloak 26.7 lists in its discovery document what it can do, not what this realm allows: other grants, response types and client authentications too. Requests for them are refused',
  ),
  deviation('nbf', 'Keycloak 26.7 puts no nbf into ID tokens; iat and exp say when they hold'),
  deviation('dynamic-registration', 'Clients come from Git, after a review; without an initial access token, which nobody hands out, Keycloak registers none'),
  deviation('userinfo-signed', 'Keycloak signs the answer of UserInfo for a client that asks so; no program of the platform reads it signed'),
];

function deviation(of: string, reason: string): StandardDeviation {
  return { standard: oidcNlGov.name, rule: of, subject: 'Keycloak', reason };
}

/** What holds for the program of any tenant that people log in to: tenants are told once, not one by one. */
export const tenantDeviations: readonly StandardDeviation[] = [
  {
    standard: oidcNlGov.name,
    rule: 'client-authentication',
    subject: 'Programs of tenants',
    reason: 'Most know a client secret alone: each gets one of its own, made in the cluster, and PKCE guards the code too',
  },
];

/** All deviations: Keycloak's own, those of tenants, and those of the clients of the chosen components. */
export function deviations(clients: readonly ClientOf[]): StandardDeviation[] {
  const ofComponents = clients.filter(({ client }) => client.tenant === undefined);
  const ofClients = ofComponents.flatMap(({ client }) =>
    client.deviations.map(({ rule: of, reason }) => ({ standard: oidcNlGov.name, rule: of, subject: client.title, reason })),
  );
  return [...keycloakDeviations, ...tenantDeviations, ...ofClients];
}
