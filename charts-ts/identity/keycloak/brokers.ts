import { fileOf } from './clients.ts';
import type { Broker, KeycloakConfig, OidcBroker, SamlBroker } from './config.ts';
import type { IdentityProvider, IdentityProviderMapper } from './types.ts';

/** At each login what the provider says counts again: a name that changed, a group that was left. */
const follows = { syncMode: 'FORCE' } as const;

/** The site's identity providers, as Keycloak asks them. */
export function identityProviders({ brokers }: Pick<KeycloakConfig, 'brokers'>): IdentityProvider[] {
  return Object.entries(brokers).map(([alias, broker]) => ({
    alias,
    displayName: broker.displayName,
    providerId: broker.type,
    enabled: true,
    // An address that somebody else vouches for gives nobody another's account.
    trustEmail: false,
    storeToken: false,
    linkOnly: false,
    firstBrokerLoginFlowAlias: 'first broker login',
    config: broker.type === 'oidc' ? oidc(broker) : saml(broker),
  }));
}

function oidc({ issuer, endpoints, clientId, authentication, scopes }: OidcBroker): IdentityProvider['config'] {
  return {
    ...follows,
    issuer,
    authorizationUrl: endpoints.authorize,
    tokenUrl: endpoints.exchange,
    jwksUrl: endpoints.keys,
    useJwksUrl: 'true',
    validateSignature: 'true',
    ...(endpoints.userInfo === undefined ? { disableUserInfo: 'true' } : { userInfoUrl: endpoints.userInfo }),
    ...(endpoints.logout === undefined ? {} : { logoutUrl: endpoints.logout }),
    clientId,
    ...(authentication === 'private-key-jwt'
      ? { clientAuthMethod: 'private_key_jwt', clientAssertionSigningAlg: 'PS256' }
      : { clientAuthMethod: 'client_secret_post', clientSecret: fileOf(authentication) }),
    defaultScope: scopes.join(' '),
    pkceEnabled: 'true',
    pkceMethod: 'S256',
  };
}

function saml({ entityId, singleSignOn, signingCertificate }: SamlBroker): IdentityProvider['config'] {
  return {
    ...follows,
    idpEntityId: entityId,
    singleSignOnServiceUrl: singleSignOn,
    signingCertificate: signingCertificate.replaceAll(/-----[A-Z ]+-----|\s/g, ''),
    validateSignature: 'true',
    wantAuthnRequestsSigned: 'true',
    wantAssertionsSigned: 'true',
    signatureAlgorithm: 'RSA_SHA256',
    xmlSigKeyInfoKeyNameTransformer: 'NONE',
    postBindingAuthnRequest: 'true',
    postBindingResponse: 'true',
    nameIDPolicyFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    principalType: 'SUBJECT',
  };
}

/** Who is in which group, as the provider tells: also who is in it no more. */
export function identityProviderMappers({ brokers }: Pick<KeycloakConfig, 'brokers'>): IdentityProviderMapper[] {
  return Object.entries(brokers).flatMap(([alias, broker]) =>
    Object.entries(broker.groups).map(([theirs, group]) => ({
      name: `group ${group} for ${theirs}`,
      identityProviderAlias: alias,
      ...groupMapper(broker, theirs, group),
    })),
  );
}

function groupMapper(broker: Broker, theirs: string, group: string): Pick<IdentityProviderMapper, 'identityProviderMapper' | 'config'> {
  const to = { ...follows, group: `/${group}` };
  if (broker.type === 'oidc') {
    const claims = JSON.stringify([{ key: broker.groupsClaim, value: theirs }]);
    return { identityProviderMapper: 'oidc-advanced-group-idp-mapper', config: { ...to, claims, 'are.claim.values.regex': 'false' } };
  }
  const attributes = JSON.stringify([{ key: broker.groupsAttribute, value: theirs }]);
  return { identityProviderMapper: 'saml-advanced-group-idp-mapper', config: { ...to, attributes, 'are.attribute.values.regex': 'false' } };
}

/** The Secrets that brokers name, by their name. */
export function brokerSecrets({ brokers }: Pick<KeycloakConfig, 'brokers'>): { readonly name: string; readonly key: string; readonly alias: string }[] {
  return Object.entries(brokers).flatMap(([alias, broker]) =>
    broker.type === 'oidc' && broker.authentication !== 'private-key-jwt' ? [{ ...broker.authentication, alias }] : [],
  );
}
