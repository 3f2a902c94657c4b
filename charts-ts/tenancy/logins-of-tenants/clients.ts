import { type ClusterTenant, hostnameBelow, namespaceOf } from '../../config/tenants.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { type OidcClient, tenantClientSecret } from '../../kit/login.ts';

/** The client id of a login. With a dot, so that no other tenant, and no program of the platform, has it. */
export function clientId(tenant: Pick<ClusterTenant, 'name'>, login: string): string {
  return `${tenant.name}.${login}`;
}

/** A tenant's logins as the identity provider knows them: back to its own hostnames, and with its own groups only. None of who has left. */
export function clientsOfTenant(tenant: ClusterTenant, { ingress }: Pick<ClusterContext, 'ingress'>): OidcClient[] {
  if (tenant.archived !== undefined) return [];
  return Object.entries(tenant.config.logins).map(([login, { namespace, hostname, callbacks, afterLogout, refreshTokens }]): OidcClient => {
    const origin = `https://${hostnameBelow(ingress.domain, hostname)}`;
    return {
      id: clientId(tenant, login),
      title: `${login} (${tenant.config.body})`,
      homepage: `${origin}/`,
      redirectUris: callbacks.map((path) => `${origin}${path}`),
      postLogoutRedirectUris: afterLogout.map((path) => `${origin}${path}`),
      authentication: 'client-secret',
      pkce: true,
      refreshTokens,
      groups: Object.keys(tenant.config.access).sort(),
      tenant: { namespace: namespaceOf(tenant, namespace), secret: tenantClientSecret(login).name },
      deviations: [
        {
          rule: 'client-authentication',
          reason: 'most programs that tenants run know a client secret alone',
        },
      ],
    };
  });
}
