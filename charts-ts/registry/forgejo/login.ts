import { groupsWith } from '../../config/access.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { loginScopes, type OidcClient } from '../../kit/login.ts';
import { withoutSlash } from '../../kit/url.ts';
import { hostname } from './names.ts';
import type { ForgejoConfig } from './settings.ts';

/** Its client id, and what Forgejo calls the identity provider: a part of the address where it sends people back. */
const clientId = 'forgejo';
const source = 'platform';

/**
 * Without a secret: Forgejo sends a PKCE challenge to each OpenID Connect provider (routers/web/auth/oauth.go, generateCodeChallenge),
 * and its command line takes a source without one.
 */
export function forgejoClient(cluster: ClusterContext): OidcClient {
  const home = `https://${hostname(cluster)}/`;
  return {
    id: clientId,
    title: 'Git',
    homepage: home,
    redirectUris: [`${home}user/oauth2/${source}/callback`],
    authentication: 'none',
    pkce: true,
    deviations: [],
  };
}

/** The one group that administers Forgejo; undefined: none, and administrators are made by hand. */
export function administrators({ access }: Pick<ClusterContext, 'access'>, config: Pick<ForgejoConfig, 'administrators'>): string | undefined {
  return config.administrators ?? groupsWith(access, 'administrator')[0];
}

export interface Provider {
  readonly issuer: string;
  readonly groupsClaim: string;
}

/** Flags of `forgejo admin auth add-oauth` and `update-oauth` (cmd/admin_auth_oauth.go), which are the same. */
export function sourceFlags(cluster: ClusterContext, config: ForgejoConfig, { issuer, groupsClaim }: Provider): string[] {
  const flags: Readonly<Record<string, string>> = {
    name: source,
    provider: 'openidConnect',
    key: clientId,
    'auto-discover-url': `${withoutSlash(issuer)}/.well-known/openid-configuration`,
    scopes: loginScopes.filter((scope) => scope !== 'openid').join(','),
    'group-claim-name': groupsClaim,
    'admin-group': administrators(cluster, config) ?? '',
  };
  // The identity provider asks for the second factor.
  return [...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`), '--skip-local-2fa'];
}

/** Makes the source, or changes the one that there is. Its flags follow as arguments. */
export const loginScript = [
  `id=$(gitea admin auth list | awk '$2 == "${source}" { print $1 }')`,
  'if [ -z "$id" ]; then exec gitea admin auth add-oauth "$@"; fi',
  'exec gitea admin auth update-oauth --id "$id" "$@"',
].join('\n');
