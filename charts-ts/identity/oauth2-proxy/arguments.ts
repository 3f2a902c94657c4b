import { groupsWith } from '../../config/access.ts';
import { goDuration, minutesOf } from '../../kit/duration.ts';
import { clientSecret, loginScopes, uiHostname, type WebUiOf } from '../../kit/login.ts';
import { callback } from './client.ts';
import { clientIdOf, cookieKey, folders, ports, sessionPort } from './names.ts';
import type { ProxyContext } from './page.ts';

/** The flags of one page's proxy: https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview */
export function proxyArguments({ cluster, config, needs, wants }: ProxyContext, { ui, namespace }: WebUiOf): string[] {
  const hostname = uiHostname(ui, cluster);
  const { issuer, usernameClaim, groupsClaim } = needs.identityProvider;
  return [
    `--http-address=:${ports.http}`,
    `--metrics-address=:${ports.metrics}`,
    `--upstream=http://${ui.service}.${namespace}.svc:${ui.port}/`,
    // As long as Prometheus lets a query run.
    '--upstream-timeout=2m',
    // Below its own prefix, so that no path of the page is hidden.
    '--ping-path=/oauth2/ping',
    '--ready-path=/oauth2/ready',
    '--silence-ping-logging=true',
    // The Gateway logs requests; logins and refusals are logged here.
    '--request-logging=false',
    ...provider(issuer, clientSecret(clientIdOf(ui)).key, wants.trustBundle?.key),
    // A person is called by the same name everywhere, and needs no mail address.
    `--oidc-email-claim=${usernameClaim}`,
    '--email-domain=*',
    `--oidc-groups-claim=${groupsClaim}`,
    ...(ui.roles === 'by-token' ? [] : groupsWith(cluster.access, ...ui.roles).map((group) => `--allowed-group=${group}`)),
    `--redirect-url=${callback(hostname)}`,
    '--skip-provider-button=true',
    // A script that asks for data gets 401, not the login page of another host.
    '--api-route=^/api/',
    ...cookie(ui.name, config.session),
    ...(ui.roles === 'by-token' ? withTokens(config.session) : withoutTokens),
    // The page learns who it is, and nobody else can write these headers.
    '--pass-user-headers=true',
    '--pass-basic-auth=false',
    '--skip-auth-strip-headers=true',
  ];
}

function provider(issuer: string, secretKey: string, caKey: string | undefined): string[] {
  return [
    '--provider=oidc',
    `--oidc-issuer-url=${issuer}`,
    `--client-secret-file=${folders.client}/${secretKey}`,
    `--scope=${loginScopes.join(' ')}`,
    '--code-challenge-method=S256',
    '--insecure-oidc-skip-nonce=false',
    ...(caKey === undefined ? [] : [`--provider-ca-file=${folders.trust}/${caKey}`]),
  ];
}

/**
 * `__Host-`: the browser sends it to this hostname only, over TLS only, and no neighbour can set it. Lax, since a strict one would not come
 * along when the identity provider sends people back. Each page's name is in the signature, so that no page takes another's.
 */
function cookie(page: string, session: string): string[] {
  return [
    `--cookie-name=__Host-${page}`,
    `--cookie-secret-file=${folders.cookie}/${cookieKey}`,
    '--cookie-secure=true',
    '--cookie-httponly=true',
    '--cookie-samesite=lax',
    '--cookie-path=/',
    `--cookie-expire=${goDuration(session)}`,
    '--cookie-csrf-per-request=true',
    '--cookie-csrf-per-request-limit=5',
    '--cookie-csrf-expire=15m',
  ];
}

/** The cookie holds who it is and the groups; no token is kept, so none can be stolen, and none goes to the page. */
const withoutTokens = ['--session-cookie-minimal=true'];

/**
 * The page gets the ID token. Tokens are kept beside the proxy, never in a cookie: so the browser has none, and of the requests of one
 * page, which come all at once, one alone gets the new token; a refresh token that came twice would end the session (pkg/middleware/
 * stored_session.go). A new one every two minutes, for an ID token lives five at most, and tells of groups as they were.
 */
function withTokens(session: string): string[] {
  return [
    '--pass-authorization-header=true',
    '--session-store-type=redis',
    `--redis-connection-url=redis://127.0.0.1:${sessionPort}`,
    `--cookie-refresh=${Math.min(120, minutesOf(session) * 30)}s`,
  ];
}
