import type { ClusterContext } from '../../kit/component.ts';
import type { OidcClient } from '../../kit/login.ts';

/** Its client id: the audience of its tokens, beside that of the API server. */
export const clientId = 'headlamp';

export function hostnameOf({ ingress }: Pick<ClusterContext, 'ingress'>): string {
  return `headlamp.${ingress.domain}`;
}

export function callbackOf(cluster: Pick<ClusterContext, 'ingress'>): string {
  return `https://${hostnameOf(cluster)}/oidc-callback`;
}

/** Headlamp as the identity provider knows it. It sends people's ID tokens to the API server, so they must be for that one too. */
export function headlampClient(cluster: ClusterContext): OidcClient {
  return {
    id: clientId,
    title: 'Headlamp, the Kubernetes user interface',
    homepage: `https://${hostnameOf(cluster)}/`,
    redirectUris: [callbackOf(cluster)],
    authentication: 'none',
    pkce: true,
    refreshTokens: true,
    forApiServer: true,
    deviations: [
      {
        rule: 'refresh-tokens',
        reason: 'v0.45.0 has no other way to a new token when one ends after some minutes; it keeps them in memory, and a browser never gets one',
      },
    ],
  };
}
