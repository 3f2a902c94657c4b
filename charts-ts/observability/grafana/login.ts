import { z } from 'zod';
import { type AccessRole, groupsWith } from '../../config/access.ts';
import { HttpsUrl } from '../../config/values.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { loginScopes, type OidcClient } from '../../kit/login.ts';
import { withoutSlash } from '../../kit/url.ts';

const clientId = 'grafana';

/** Where the CAs are mounted that sign the identity provider's certificate. */
export const trustFolder = '/etc/grafana/trust';

/** Grafana does not read the issuer's own description, so that an identity provider other than Keycloak is told here. */
export const Endpoints = z
  .strictObject({
    authorization: HttpsUrl.describe('Its authorization_endpoint'),
    exchange: HttpsUrl.describe('Its token_endpoint, where the code is exchanged'),
  })
  .optional()
  .describe("Of the site's own identity provider, as its /.well-known/openid-configuration names them; left out: as Keycloak has them below its issuer");
type Endpoints = z.output<typeof Endpoints>;

/** Without a secret: Grafana asks for none where it uses PKCE, and its code exchange goes without one. */
export function grafanaClient(hostname: string): OidcClient {
  return {
    id: clientId,
    title: 'Grafana',
    homepage: `https://${hostname}`,
    redirectUris: [`https://${hostname}/login/generic_oauth`],
    postLogoutRedirectUris: [`https://${hostname}/login`],
    authentication: 'none',
    pkce: true,
    deviations: [],
  };
}

export interface Login {
  readonly cluster: ClusterContext;
  readonly provider: { readonly issuer: string; readonly usernameClaim: string; readonly groupsClaim: string };
  readonly endpoints: Endpoints;
  /** The file of the trust bundle below `trustFolder`. */
  readonly caFile: string | undefined;
}

/** Settings by section and key: https://grafana.com/docs/grafana/latest/setup-grafana/configure-access/configure-authentication/generic-oauth/ */
export function loginSettings({ cluster, provider, endpoints, caFile }: Login): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const { authorization, exchange } = endpoints ?? keycloak(provider.issuer);
  return {
    // Groups are read at the login only: who leaves one is out within this time.
    auth: { login_maximum_lifetime_duration: '4h' },
    auth_generic_oauth: {
      enabled: 'true',
      name: 'the platform',
      client_id: clientId,
      scopes: loginScopes.join(' '),
      auth_url: authorization,
      token_url: exchange,
      // A client without a secret tells its id among the parameters.
      auth_style: 'InParams',
      use_pkce: 'true',
      use_refresh_token: 'false',
      // /login?disableAutoLogin shows the form of the local administrator, for when the identity provider is down.
      auto_login: 'true',
      allow_sign_up: 'true',
      login_attribute_path: attribute(provider.usernameClaim),
      // Grafana wants an address of everybody, and asks elsewhere for one where it finds none.
      email_attribute_path: `email || ${attribute(provider.usernameClaim)}`,
      groups_attribute_path: attribute(provider.groupsClaim),
      role_attribute_path: roles(cluster, provider.groupsClaim),
      // Whoever is in none of the groups does not get in.
      role_attribute_strict: 'true',
      skip_org_role_sync: 'false',
      allow_assign_grafana_admin: 'false',
      ...(caFile === undefined ? {} : { tls_client_ca: `${trustFolder}/${caFile}` }),
    },
  };
}

const roleNames: Readonly<Record<AccessRole, string>> = { administrator: 'Admin', operator: 'Editor', viewer: 'Viewer' };

/** Which role a person gets, the highest first, as JMESPath: https://jmespath.org/specification.html */
function roles(cluster: ClusterContext, groupsClaim: string): string {
  const claims = (['administrator', 'operator', 'viewer'] as const).flatMap((role) =>
    groupsWith(cluster.access, role).map((group) => `contains(${attribute(groupsClaim)}[*], '${group}') && '${roleNames[role]}'`),
  );
  // Without any group nobody gets in: an expression that is never anything.
  return claims.length === 0 ? "''" : claims.join(' || ');
}

/** A claim may be called like an address: quotes make any name one word. */
function attribute(claim: string): string {
  return JSON.stringify(claim);
}

function keycloak(issuer: string): NonNullable<Endpoints> {
  const base = `${withoutSlash(issuer)}/protocol/openid-connect`;
  return { authorization: `${base}/auth`, exchange: `${base}/token` };
}
