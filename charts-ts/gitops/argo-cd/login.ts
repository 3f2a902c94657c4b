import { dump } from 'js-yaml';
import { type Access, groupsWith } from '../../config/access.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { loginScopes, type OidcClient } from '../../kit/login.ts';
import type { ArgoCd } from './settings.ts';

/** Its clients at the identity provider: the user interface, and the command line on somebody's own machine. */
const clients = { web: 'argo-cd', commandLine: 'argo-cd-cli' } as const;

/** Where the trust bundle is mounted: Go reads the folder beside the image's own CAs. */
export const trustFolder = '/app/config/trust';

/** Where people reach Argo CD. */
export function hostname(cluster: Pick<ClusterContext, 'ingress'>): string {
  return `argocd.${cluster.ingress.domain}`;
}

/** Both without a secret: PKCE guards the code, so that bootstrap needs no identity provider and no Secret waits for one. */
export function argoCdClients(cluster: Pick<ClusterContext, 'ingress'>): OidcClient[] {
  const common = { authentication: 'none', pkce: true, deviations: [] } as const;
  return [
    {
      ...common,
      id: clients.web,
      title: 'Argo CD',
      homepage: `https://${hostname(cluster)}`,
      redirectUris: [`https://${hostname(cluster)}/auth/callback`],
      postLogoutRedirectUris: [`https://${hostname(cluster)}`],
    },
    {
      ...common,
      id: clients.commandLine,
      title: 'argocd (command line)',
      redirectUris: ['http://127.0.0.1:8085/auth/callback'],
      // A token lives five minutes; without these the command line opens a browser as often. The user interface is sent to log in again, unseen:
      // its server redeems one refresh token for several requests at once, which a provider that takes each only once refuses.
      refreshTokens: true,
    },
  ];
}

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/#existing-oidc-provider: the part that the platform writes. */
interface OidcConfig {
  readonly name: string;
  readonly issuer: string;
  readonly clientID: string;
  readonly cliClientID: string;
  readonly enablePKCEAuthentication: true;
  readonly requestedScopes: readonly string[];
}

/** The login in argocd-cm; nothing where there is no identity provider, or no address to come back to. */
export function loginSettings({ wants, knows }: Pick<ArgoCd, 'wants' | 'knows'>): Readonly<Record<string, string>> {
  const provider = knows.identityProvider;
  if (provider === undefined || wants.gateway === undefined) return {};
  const config: OidcConfig = {
    name: 'the platform',
    issuer: provider.issuer,
    clientID: clients.web,
    cliClientID: clients.commandLine,
    enablePKCEAuthentication: true,
    requestedScopes: loginScopes,
  };
  return { 'oidc.config': dump(config) };
}

/** What the groups of the identity provider may do: https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/ */
export function roleSettings({ cluster, knows }: Pick<ArgoCd, 'cluster' | 'knows'>): Readonly<Record<string, string>> {
  return {
    // Whoever has no role may do nothing.
    'policy.default': '',
    'policy.csv': knows.identityProvider === undefined ? '' : policy(cluster.access),
    scopes: `[${knows.identityProvider?.groupsClaim ?? 'groups'}]`,
  };
}

/** What an operator may do beside reading: run again what Git says. Never change, roll back or delete it. */
const operator = [
  ['applications', 'sync', '*/*'],
  ['applications', 'action/apps/Deployment/restart', '*/*'],
  ['applications', 'action/apps/StatefulSet/restart', '*/*'],
  ['applications', 'action/apps/DaemonSet/restart', '*/*'],
  // Its owner makes it again.
  ['applications', 'delete/*/Pod/*/*', '*/*'],
] as const;

function policy(access: Access): string {
  const grants = (['administrator', 'operator', 'viewer'] as const).flatMap((role) =>
    groupsWith(access, role).map((group) => `g, ${group}, ${{ administrator: 'role:admin', operator: 'role:operator', viewer: 'role:readonly' }[role]}`),
  );
  const rules = operator.map(([resource, action, object]) => `p, role:operator, ${resource}, ${action}, ${object}, allow`);
  return [...rules, 'g, role:operator, role:readonly', ...grants].map((line) => `${line}\n`).join('');
}
