import { type ClientOf, clientSecret, isNative, type OidcClient } from '../../kit/login.ts';
import { kubernetesClient } from './names.ts';
import { authenticationAttribute, kindAttribute } from './policies.ts';
import { scopesOfClients } from './scopes.ts';
import type { Client, Mapper, Realm } from './types.ts';

/** Where the reconciling job finds the Secrets that it fills in. */
export const secretsFolder = '/secrets';

/** A Secret's key, which the reconciling job replaces by its content. */
export function fileOf({ name, key }: { readonly name: string; readonly key: string }): string {
  return `$(file:UTF-8:${secretsFolder}/${name}/${key})`;
}

/** The clients of other components that know a secret alone. */
export function withSecret(clients: readonly ClientOf[]): ClientOf[] {
  return clients.filter(({ client }) => client.authentication === 'client-secret');
}

/** A program as Keycloak knows it, by the rules of OpenID NLGov. */
export function clientOf({
  id,
  title,
  homepage,
  redirectUris,
  postLogoutRedirectUris = [],
  authentication,
  pkce,
  refreshTokens = false,
  forApiServer = false,
  groups,
}: OidcClient): Client {
  const native = isNative({ redirectUris });
  return {
    clientId: id,
    name: title,
    enabled: true,
    protocol: 'openid-connect',
    ...(homepage === undefined ? {} : { baseUrl: homepage }),
    redirectUris,
    // Origins that a browser may call from: those of its own addresses.
    webOrigins: authentication === 'none' && !native ? originsOf(redirectUris) : [],
    publicClient: authentication === 'none',
    bearerOnly: false,
    clientAuthenticatorType: authentication === 'private-key-jwt' ? 'client-jwt' : 'client-secret',
    ...(authentication === 'client-secret' ? { secret: fileOf(clientSecret(id)) } : {}),
    standardFlowEnabled: true,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    frontchannelLogout: false,
    fullScopeAllowed: false,
    consentRequired: false,
    attributes: {
      [kindAttribute]: native ? 'native' : 'web',
      [authenticationAttribute]: authentication,
      ...(pkce ? { 'pkce.code.challenge.method': 'S256' } : {}),
      // Else Keycloak would take a request object without a signature too.
      ...(authentication === 'private-key-jwt' ? { 'request.object.signature.alg': 'PS256' } : {}),
      'use.refresh.tokens': String(refreshTokens),
      'client_credentials.use_refresh_token': 'false',
      'oauth2.device.authorization.grant.enabled': 'false',
      'oidc.ciba.grant.enabled': 'false',
      'standard.token.exchange.enabled': 'false',
      'backchannel.logout.session.required': 'true',
      ...(postLogoutRedirectUris.length === 0 ? {} : { 'post.logout.redirect.uris': postLogoutRedirectUris.join('##') }),
    },
    protocolMappers: [...(forApiServer ? [audienceMapper(kubernetesClient)] : []), ...(groups === undefined ? [] : [ownGroups(id)])],
    defaultClientScopes: groups === undefined ? scopesOfClients : scopesOfClients.filter((scope) => scope !== 'groups'),
    optionalClientScopes: [],
  };
}

/**
 * The groups that a client may know of, as its own roles: Keycloak has no mapper that leaves groups out, but who is in a group has the
 * client's role of the same name, and a client is told of its own roles only.
 */
function ownGroups(id: string): Mapper {
  return {
    name: 'groups',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-usermodel-client-role-mapper',
    consentRequired: false,
    config: {
      'usermodel.clientRoleMapping.clientId': id,
      'claim.name': 'groups',
      'jsonType.label': 'String',
      multivalued: 'true',
      'id.token.claim': 'true',
      'access.token.claim': 'true',
      'userinfo.token.claim': 'true',
      'introspection.token.claim': 'true',
    },
  };
}

/** The roles of clients that are told of some groups only, by client id. */
export function rolesOfClients(clients: readonly OidcClient[]): Realm['roles'] {
  const own = clients.flatMap(({ id, groups }) => (groups === undefined ? [] : [[id, groups.map((name) => ({ name }))] as const]));
  return own.length === 0 ? undefined : { client: Object.fromEntries(own) };
}

/** Its tokens are for another as well, such as the API server. */
function audienceMapper(audience: string): Mapper {
  return {
    name: `audience ${audience}`,
    protocol: 'openid-connect',
    protocolMapper: 'oidc-audience-mapper',
    consentRequired: false,
    config: { 'included.custom.audience': audience, 'id.token.claim': 'true', 'access.token.claim': 'true', 'introspection.token.claim': 'true' },
  };
}

/** Keycloak's own client for command lines, which asks for a password: off. */
export const adminCli: Client = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Keycloak's own placeholder, which its pages translate
  ...clientOf({ id: 'admin-cli', title: '${client_admin-cli}', redirectUris: [], authentication: 'none', pkce: true, deviations: [] }),
  enabled: false,
  standardFlowEnabled: false,
  attributes: { 'pkce.code.challenge.method': 'S256' },
};

function originsOf(uris: readonly string[]): string[] {
  return [...new Set(uris.map((uri) => new URL(uri).origin))].sort();
}
