import type { ClientScope, Mapper } from './types.ts';

/** Where a claim goes. Access tokens say no more than programs decide by. */
const everywhere = { 'id.token.claim': 'true', 'access.token.claim': 'true', 'userinfo.token.claim': 'true', 'introspection.token.claim': 'true' };
const ofPeople = { ...everywhere, 'access.token.claim': 'false' };

function mapper(name: string, protocolMapper: string, config: Readonly<Record<string, string>>): Mapper {
  return { name, protocol: 'openid-connect', protocolMapper, consentRequired: false, config };
}

function property(claim: string, attribute: string, type: 'String' | 'boolean', where: Readonly<Record<string, string>>): Mapper {
  return mapper(claim, 'oidc-usermodel-property-mapper', { 'user.attribute': attribute, 'claim.name': claim, 'jsonType.label': type, ...where });
}

function scope(name: string, description: string, protocolMappers: readonly Mapper[], asked = true): ClientScope {
  return {
    name,
    description,
    protocol: 'openid-connect',
    attributes: { 'include.in.token.scope': String(asked), 'display.on.consent.screen': 'false' },
    protocolMappers,
  };
}

/** Who somebody is, and the groups: what `loginScopes` of kit/login.ts ask for, and no other facts of people. */
export const clientScopes: readonly ClientScope[] = [
  scope(
    'basic',
    'Who it is, by a number, and when the login was',
    [
      mapper('sub', 'oidc-sub-mapper', { 'access.token.claim': 'true', 'introspection.token.claim': 'true' }),
      mapper('auth_time', 'oidc-usersessionmodel-note-mapper', {
        'user.session.note': 'AUTH_TIME',
        'claim.name': 'auth_time',
        'jsonType.label': 'long',
        ...everywhere,
      }),
    ],
    false,
  ),
  scope('acr', 'How sure the login is', [mapper('acr', 'oidc-acr-mapper', everywhere)], false),
  scope('profile', 'Name and user name', [property('preferred_username', 'username', 'String', everywhere), mapper('name', 'oidc-full-name-mapper', ofPeople)]),
  scope('email', 'Mail address', [property('email', 'email', 'String', ofPeople), property('email_verified', 'emailVerified', 'boolean', ofPeople)]),
  scope('groups', 'Groups, by name', [mapper('groups', 'oidc-group-membership-mapper', { 'claim.name': 'groups', 'full.path': 'false', ...everywhere })]),
  scope(
    'roles',
    'Roles in Keycloak itself, for its own consoles only',
    [
      mapper('realm roles', 'oidc-usermodel-realm-role-mapper', {
        multivalued: 'true',
        'claim.name': 'realm_access.roles',
        'jsonType.label': 'String',
        'access.token.claim': 'true',
      }),
      mapper('client roles', 'oidc-usermodel-client-role-mapper', {
        multivalued: 'true',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Keycloak fills it in
        'claim.name': 'resource_access.${client_id}.roles',
        'jsonType.label': 'String',
        'access.token.claim': 'true',
      }),
      mapper('audience resolve', 'oidc-audience-resolve-mapper', { 'access.token.claim': 'true' }),
    ],
    false,
  ),
];

/** What each client of the platform gets, asked for or not. */
export const scopesOfClients = ['basic', 'acr', 'profile', 'email', 'groups'] as const;

/** Keycloak's own consoles, which the realm makes by itself, get their roles too. */
export const scopesOfTheRealm = [...scopesOfClients, 'roles'] as const;
