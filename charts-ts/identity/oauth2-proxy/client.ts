import type { ClusterContext } from '../../kit/component.ts';
import { type OidcClient, uiHostname, type WebUiOf } from '../../kit/login.ts';
import { clientId } from './names.ts';

/** One client for all pages, so that a site with its own identity provider registers one; who may see which page, each proxy decides. */
export function client(served: readonly WebUiOf[], cluster: ClusterContext): OidcClient[] {
  if (served.length === 0) return [];
  return [
    {
      id: clientId,
      title: 'Platform',
      redirectUris: served.map(({ ui }) => callback(uiHostname(ui, cluster))),
      postLogoutRedirectUris: served.map(({ ui }) => `https://${uiHostname(ui, cluster)}/`),
      authentication: 'client-secret',
      pkce: true,
      deviations: [
        {
          rule: 'client-authentication',
          reason: 'oauth2-proxy 7.15.4 signs client assertions for login.gov and Entra ID only; for OpenID Connect it knows a client secret alone',
        },
      ],
    },
  ];
}

/** Where the identity provider sends people back to. */
export function callback(hostname: string): string {
  return `https://${hostname}/oauth2/callback`;
}
