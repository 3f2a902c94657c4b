import type { ClusterContext } from '../../kit/component.ts';
import { loginScopes, type OidcClient } from '../../kit/login.ts';
import { hostname } from './names.ts';
import type { OpenIdProvider } from './types.ts';

const clientId = 'zot';

/** Without a secret: zot then proves with PKCE that the code is its own (pkg/api/authn.go, getRelyingPartyArgs). */
export function zotClient(cluster: ClusterContext): OidcClient {
  const home = `https://${hostname(cluster)}`;
  return {
    id: clientId,
    title: 'Registry',
    homepage: `${home}/`,
    redirectUris: [`${home}/zot/auth/callback/oidc`],
    postLogoutRedirectUris: [`${home}/login`],
    authentication: 'none',
    pkce: true,
    deviations: [],
  };
}

export function openIdProvider({ issuer, usernameClaim, groupsClaim }: Provider): OpenIdProvider {
  return {
    name: 'the platform',
    clientid: clientId,
    issuer,
    scopes: loginScopes,
    claimMapping: { username: usernameClaim, groups: groupsClaim },
  };
}

export interface Provider {
  readonly issuer: string;
  readonly usernameClaim: string;
  readonly groupsClaim: string;
}
