import { fileOf } from './clients.ts';
import type { Broker, KeycloakConfig, OidcBroker, OpenShiftBroker, SamlBroker } from './config.ts';
import { firstBrokerLoginFlow } from './flows.ts';
import type { IdentityProvider, IdentityProviderMapper } from './types.ts';

/** At each login what the provider says counts again: a name that changed, a group that was left. */
const follows = { syncMode: 'FORCE' } as const;

/** The site's identity providers, as Keycloak asks them. */
export function identityProviders({ brokers }: Pick<KeycloakConfig, 'brokers'>): IdentityProvider[] {
  return Object.entries(brokers).map(([alias, broker]) => ({
    alias,
    displayName: broker.displayName,
    ...providerOf(broker),
    enabled: true,
    // An address that somebody else vouches for gives nobody another's account.
    trustEmail: false,
    storeToken: false,
    linkOnly: false,
    firstBrokerLoginFlowAlias: firstBrokerLoginFlow,
  }));
}

function providerOf(broker: Broker): Pick<IdentityProvider, 'providerId' | 'config'> {
  switch (broker.type) {
    case 'oidc':
      return { providerId: 'oidc', config: oidc(broker) };
    case 'saml':
      return { providerId: 'saml', config: saml(broker) };
    case 'openshift':
      return { providerId: 'openshift-v4', config: openshift(broker) };
  }
}

const pkce = { pkceEnabled: 'true', pkceMethod: 'S256' } as const;

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
    ...pkce,
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

/** Its OAuth server is no OpenID Connect provider: Keycloak asks the API server for it, and then, with the person's token, who that is. */
function openshift({ api, clientId, authentication }: OpenShiftBroker): IdentityProvider['config'] {
  return { ...follows, baseUrl: api, clientId, clientSecret: fileOf(authentication), defaultScope: 'user:info', ...pkce };
}

type MapperConfig = Pick<IdentityProviderMapper, 'identityProviderMapper' | 'config'>;

/** Who somebody is and in which groups, as the provider tells: also who is in one no more. */
export function identityProviderMappers({ brokers }: Pick<KeycloakConfig, 'brokers'>): IdentityProviderMapper[] {
  return Object.entries(brokers).flatMap(([alias, broker]) => {
    const mapper = (name: string, made: MapperConfig): IdentityProviderMapper => ({ name, identityProviderAlias: alias, ...made });
    return [
      ...(broker.type === 'saml' ? attributeMappers(broker).map(([name, made]) => mapper(name, made)) : []),
      ...Object.entries(broker.groups).map(([theirs, group]) => mapper(`group ${group} for ${theirs}`, groupMapper(broker, theirs, group))),
    ];
  });
}

/** OpenID Connect has claims of its own for these; SAML has not, and its persistent name is a number that says nothing. */
function attributeMappers({ attributes: { username, ...others } }: SamlBroker): [string, MapperConfig][] {
  return [
    ['username', { identityProviderMapper: 'saml-username-idp-mapper', config: { ...follows, target: 'LOCAL', template: `\${ATTRIBUTE.${username}}` } }],
    ...Object.entries(others).flatMap(([property, theirs]): [string, MapperConfig][] =>
      theirs === undefined
        ? []
        : [
            [
              property,
              { identityProviderMapper: 'saml-user-attribute-idp-mapper', config: { ...follows, 'attribute.name': theirs, 'user.attribute': property } },
            ],
          ],
    ),
  ];
}

function groupMapper(broker: Broker, theirs: string, group: string): MapperConfig {
  const to = { ...follows, group: `/${group}` };
  if (broker.type !== 'saml') {
    // Keycloak's console offers this mapper for OpenID Connect alone; what OpenShift tells of a person stands where it looks.
    const claims = JSON.stringify([{ key: broker.type === 'oidc' ? broker.groupsClaim : 'groups', value: theirs }]);
    return { identityProviderMapper: 'oidc-advanced-group-idp-mapper', config: { ...to, claims, 'are.claim.values.regex': 'false' } };
  }
  const attributes = JSON.stringify([{ key: broker.groupsAttribute, value: theirs }]);
  return { identityProviderMapper: 'saml-advanced-group-idp-mapper', config: { ...to, attributes, 'are.attribute.values.regex': 'false' } };
}

/** The Secrets that brokers name, by their name. */
export function brokerSecrets({ brokers }: Pick<KeycloakConfig, 'brokers'>): { readonly name: string; readonly key: string; readonly alias: string }[] {
  return Object.entries(brokers).flatMap(([alias, broker]) =>
    broker.type === 'saml' || broker.authentication === 'private-key-jwt' ? [] : [{ ...broker.authentication, alias }],
  );
}
