import type { ClusterContext } from '../../kit/component.ts';
import { type LoginDeviation, type OidcClient, uiHostname, type WebUi, type WebUiOf } from '../../kit/login.ts';
import { clientIdOf } from './names.ts';

const knowsSecretsAlone: LoginDeviation = {
  rule: 'client-authentication',
  reason: 'oauth2-proxy 7.15.4 signs client assertions for login.gov and Entra ID only; for OpenID Connect it knows a client secret alone',
};

/**
 * One client for all pages that get no tokens, so that a site with its own identity provider registers one; who may see which page, each
 * proxy decides. One more for each page that gets them: no other page's proxy could get a token for the API server.
 */
export function clients(served: readonly WebUiOf[], cluster: ClusterContext): OidcClient[] {
  const uis = served.map(({ ui }) => ui);
  const shared = uis.filter(({ roles }) => roles !== 'by-token');
  return [
    ...(shared[0] === undefined ? [] : [client(clientIdOf(shared[0]), 'Platform', shared, cluster)]),
    ...uis
      .filter(({ roles }) => roles === 'by-token')
      .map((ui): OidcClient => {
        const own = client(clientIdOf(ui), ui.title, [ui], cluster);
        return {
          ...own,
          refreshTokens: true,
          forApiServer: true,
          deviations: [
            ...own.deviations,
            {
              rule: 'refresh-tokens',
              reason:
                'oauth2-proxy 7.15.4 has no other way to a new token when one ends after some minutes; it keeps them in memory, and a browser never gets one',
            },
          ],
        };
      }),
  ];
}

function client(id: string, title: string, uis: readonly WebUi[], cluster: ClusterContext): OidcClient {
  const hostnames = uis.map((ui) => uiHostname(ui, cluster));
  return {
    id,
    title,
    redirectUris: hostnames.map(callback),
    postLogoutRedirectUris: hostnames.map((hostname) => `https://${hostname}/`),
    authentication: 'client-secret',
    pkce: true,
    deviations: [knowsSecretsAlone],
  };
}

/** Where the identity provider sends people back to. */
export function callback(hostname: string): string {
  return `https://${hostname}/oauth2/callback`;
}
