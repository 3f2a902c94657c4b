import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { Group } from '../../config/access.ts';
import { DnsLabel, HttpsUrl } from '../../config/values.ts';
import { Cron } from '../../kit/cron.ts';
import { PostgresConfig } from '../../kit/postgres-config.ts';
import { SecretKeyRef } from '../../kit/secret.ts';
import { sized } from '../../kit/size.ts';

const certificate = z.string().refine(
  (pem) => {
    try {
      return !/PRIVATE KEY/.test(pem) && new X509Certificate(pem).subject !== undefined;
    } catch {
      return false;
    }
  },
  { error: 'is not a PEM certificate; paste it whole, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----' },
);

const groups = z
  .record(z.string().min(1), Group)
  .default({})
  .describe('Groups: what the provider calls each, and the group of cluster.access that its members come into');

const common = { displayName: z.string().min(1).describe('What people see on the login page'), groups };

const OidcBroker = z.strictObject({
  type: z.literal('oidc'),
  ...common,
  issuer: HttpsUrl.describe('As its tokens name it'),
  endpoints: z
    .strictObject({
      authorize: HttpsUrl.describe('Its authorization_endpoint'),
      exchange: HttpsUrl.describe('Its token_endpoint'),
      keys: HttpsUrl.describe('Its jwks_uri'),
      userInfo: HttpsUrl.optional().describe('Its userinfo_endpoint'),
      logout: HttpsUrl.optional().describe('Its end_session_endpoint'),
    })
    .describe('As its /.well-known/openid-configuration lists them: the cluster itself never looks them up'),
  clientId: z.string().min(1).describe('What it calls Keycloak'),
  authentication: z
    .union([z.literal('private-key-jwt'), SecretKeyRef])
    .default('private-key-jwt')
    .describe('How Keycloak proves who it is: by a key of its own (its jwks_uri is <issuer>/protocol/openid-connect/certs), or a secret in the cluster'),
  groupsClaim: z.string().min(1).default('groups').describe('The claim with the groups'),
  scopes: z.array(z.string().min(1)).default(['openid', 'profile', 'email']).describe('What is asked for'),
});

/** As a template of Keycloak's names one: not with what ends or changes a template. */
const attribute = z.string().regex(/^[^{}|]+$/, { error: 'is not the name of a SAML attribute; write its Name, without braces or |' });

const SamlBroker = z.strictObject({
  type: z.literal('saml'),
  ...common,
  entityId: z.string().min(1).describe('The entityID in its metadata'),
  singleSignOn: HttpsUrl.describe('The address of its SingleSignOnService with HTTP-POST'),
  signingCertificate: certificate.describe('The certificate that it signs with, PEM'),
  groupsAttribute: z.string().min(1).default('groups').describe('The attribute with the groups'),
  attributes: z
    .strictObject({
      username: attribute.describe('The user name: one that never changes and is nobody else’s, such as the UPN of Active Directory'),
      email: attribute.optional().describe('The mail address'),
      firstName: attribute.optional().describe('The first name'),
      lastName: attribute.optional().describe('The last name'),
    })
    .describe(
      'The Names of the attributes that say who somebody is. Without a user name people would have an opaque number for one; what else is left out, Keycloak asks at the first login',
    ),
});

const OpenShiftBroker = z.strictObject({
  type: z.literal('openshift'),
  ...common,
  api: HttpsUrl.describe('The address of its API server, as oc whoami --show-server tells; its OAuth server is found there, and is asked at port 443'),
  clientId: z.string().min(1).describe('The name of the OAuthClient that Keycloak is there'),
  authentication: SecretKeyRef.describe("The OAuthClient's secret"),
});

const Broker = z.discriminatedUnion('type', [OidcBroker, SamlBroker, OpenShiftBroker]);
export type Broker = z.output<typeof Broker>;
export type OidcBroker = z.output<typeof OidcBroker>;
export type SamlBroker = z.output<typeof SamlBroker>;
export type OpenShiftBroker = z.output<typeof OpenShiftBroker>;

export const KeycloakConfig = z.strictObject({
  replicas: z.int().min(1).max(9).default(1).describe('How many pods; with more than one they share sessions'),
  size: sized({ cpu: '250m', memory: '1Gi', cpuLimit: '2' }),
  jobSize: sized({ cpu: '50m', memory: '512Mi', cpuLimit: '1' }),
  database: PostgresConfig.prefault({ database: 'keycloak', owner: 'keycloak' }).describe('Its PostgreSQL'),
  reconcile: Cron.default('17 * * * *').describe('When the realm is made again as Git says, in UTC: what a hand changed is put back'),
  levelOfAssurance: z
    .enum(['low', 'substantial', 'high'])
    .default('low')
    .describe('What the way that people get an account here has been judged to be worth, in the words of eIDAS; tokens say it as acr'),
  session: z
    .strictObject({
      idleMinutes: z.int().min(5).max(360).default(60).describe('After how long without use one must log in again'),
      hours: z.int().min(1).max(24).default(10).describe('After how long one must log in again in any case'),
    })
    .prefault({})
    .describe('How long a login lasts: OpenID NLGov allows 6 hours without use, and 24 in all'),
  eventDays: z.int().min(1).max(1100).default(90).describe('How long Keycloak keeps logins and changes in its database; the log store keeps them too'),
  brokers: z.record(DnsLabel, Broker).default({}).describe("The site's own identity providers, by a short name that never changes: people then log in there"),
});
export type KeycloakConfig = z.output<typeof KeycloakConfig>;
