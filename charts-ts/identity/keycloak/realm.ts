import { groupsWith } from '../../config/access.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { kubectlClient, type OidcClient } from '../../kit/login.ts';
import { identityProviderMappers, identityProviders } from './brokers.ts';
import { adminCli, clientOf, rolesOfClients } from './clients.ts';
import type { KeycloakConfig } from './config.ts';
import { browserFlow, flowConfigs, flows } from './flows.ts';
import { keyProviders } from './keys.ts';
import { hostname, kubernetesClient, realmName } from './names.ts';
import { clientPolicies, clientProfiles } from './policies.ts';
import { clientScopes, scopesOfTheRealm } from './scopes.ts';
import type { Group, Realm } from './types.ts';

export interface RealmOptions {
  readonly cluster: ClusterContext;
  readonly config: KeycloakConfig;
  readonly clients: readonly OidcClient[];
}

/** What an administrator may do in the realm's own console: people and their groups; all else is in Git. */
const administration = ['manage-users', 'view-users', 'query-users', 'query-groups', 'view-realm', 'view-clients', 'query-clients', 'view-events'];

/** The realm that people log in to, whole. */
export function realm({ cluster, config, clients }: RealmOptions): Realm {
  const sessionSeconds = config.session.hours * 3600;
  const roles = rolesOfClients(clients);
  return {
    realm: realmName,
    enabled: true,
    displayName: cluster.organisation,
    ...accounts,
    ...bruteForce,
    ...secondFactor(hostname(cluster)),
    ...lifetimes(config),
    ...events(config),
    // TLS ends at the Gateway, which sends no plain HTTP on; the job and kubectl port-forward come from private addresses.
    sslRequired: 'external',
    browserSecurityHeaders: headers,
    attributes: {
      'acr.loa.map': JSON.stringify({ [`http://eidas.europa.eu/LoA/${config.levelOfAssurance}`]: 1 }),
      adminEventsExpiration: String(config.eventDays * 24 * 3600),
    },
    defaultSignatureAlgorithm: 'RS256',
    components: keyProviders,
    groups: groups(cluster, clients),
    ...(roles === undefined ? {} : { roles }),
    clientScopes,
    defaultDefaultClientScopes: scopesOfTheRealm,
    defaultOptionalClientScopes: [],
    clients: [...[kubectlClient(kubernetesClient), ...clients].map(clientOf), adminCli],
    clientProfiles: { profiles: clientProfiles },
    clientPolicies: { policies: clientPolicies },
    authenticationFlows: flows,
    authenticatorConfig: flowConfigs(sessionSeconds),
    browserFlow,
    identityProviders: identityProviders(config),
    identityProviderMappers: identityProviderMappers(config),
  };
}

/** Accounts are made by an administrator, one for each person. */
const accounts = {
  registrationAllowed: false,
  resetPasswordAllowed: false,
  rememberMe: false,
  verifyEmail: false,
  loginWithEmailAllowed: false,
  duplicateEmailsAllowed: false,
  editUsernameAllowed: false,
  internationalizationEnabled: true,
  supportedLocales: ['nl', 'en'],
  defaultLocale: 'nl',
  // BIO2 5.17.03. No expiry: https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver
  passwordPolicy: 'length(14) and maxLength(128) and notUsername(undefined) and notEmail(undefined) and passwordHistory(5)',
} as const;

/** BIO2 5.17.01: five wrong passwords, then a wait that grows to a quarter of an hour. Never for good, or anybody could lock out anybody. */
const bruteForce = {
  bruteForceProtected: true,
  permanentLockout: false,
  bruteForceStrategy: 'MULTIPLE',
  failureFactor: 5,
  waitIncrementSeconds: 60,
  maxFailureWaitSeconds: 900,
  maxDeltaTimeSeconds: 12 * 3600,
  quickLoginCheckMilliSeconds: 1000,
  minimumQuickLoginWaitSeconds: 60,
} as const;

function secondFactor(host: string) {
  return {
    otpPolicyType: 'totp',
    // Apps of the common kind know no other: https://www.keycloak.org/docs/latest/server_admin/#one-time-password-otp-policies
    otpPolicyAlgorithm: 'HmacSHA1',
    otpPolicyDigits: 6,
    otpPolicyPeriod: 30,
    otpPolicyLookAheadWindow: 1,
    otpPolicyCodeReusable: false,
    webAuthnPolicyRpEntityName: 'Platform',
    webAuthnPolicyRpId: host,
    webAuthnPolicySignatureAlgorithms: ['ES256', 'RS256'],
    webAuthnPolicyUserVerificationRequirement: 'preferred',
  };
}

/** OpenID NLGov: https://logius-standaarden.github.io/OIDC-NLGOV/ sections on ID tokens, access tokens and refresh tokens. */
function lifetimes({ session }: KeycloakConfig) {
  const idle = session.idleMinutes * 60;
  const most = session.hours * 3600;
  return {
    accessTokenLifespan: 300,
    accessCodeLifespan: 60,
    accessCodeLifespanLogin: 1800,
    accessCodeLifespanUserAction: 300,
    ssoSessionIdleTimeout: Math.min(idle, most),
    ssoSessionMaxLifespan: most,
    clientSessionIdleTimeout: Math.min(idle, most),
    clientSessionMaxLifespan: most,
    offlineSessionMaxLifespanEnabled: true,
    offlineSessionMaxLifespan: most,
    offlineSessionIdleTimeout: Math.min(idle, most),
    revokeRefreshToken: true,
    refreshTokenMaxReuse: 0,
  };
}

/** BIO2 8.15.01: who did what when. The listener writes them to the log as well. */
function events({ eventDays }: KeycloakConfig) {
  return {
    eventsEnabled: true,
    eventsExpiration: eventDays * 24 * 3600,
    eventsListeners: ['jboss-logging'],
    enabledEventTypes: [],
    adminEventsEnabled: true,
    adminEventsDetailsEnabled: true,
  };
}

const headers = {
  contentSecurityPolicy: "frame-src 'self'; frame-ancestors 'self'; object-src 'none';",
  strictTransportSecurity: 'max-age=31536000; includeSubDomains',
  xContentTypeOptions: 'nosniff',
  xFrameOptions: 'SAMEORIGIN',
  xRobotsTag: 'none',
  referrerPolicy: 'no-referrer',
};

/**
 * One for each group of cluster.access, and for each that a tenant's login tells of, with the role of that client. Other groups of tenants
 * are made by hand, and stay.
 */
function groups({ access }: ClusterContext, clients: readonly OidcClient[]): Group[] {
  const administrators = new Set(groupsWith(access, 'administrator'));
  const told = clients.flatMap(({ id, groups: own = [] }) => own.map((group) => ({ id, group })));
  const names = new Set([...groupsWith(access, 'administrator', 'operator', 'viewer'), ...told.map(({ group }) => group)]);
  return [...names].sort().map((name) => {
    const clientRoles = {
      ...(administrators.has(name) ? { 'realm-management': administration } : {}),
      ...Object.fromEntries(told.filter(({ group }) => group === name).map(({ id }) => [id, [name]])),
    };
    return Object.keys(clientRoles).length === 0 ? { name } : { name, clientRoles };
  });
}
