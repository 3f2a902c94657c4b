import { type AccessRole, groupsWith } from '../config/access.ts';
import { type Chosen, type ClusterContext, plannedFor, type SuppliedSecret } from './component.ts';
import { pods, type Traffic } from './network.ts';
import type { SecretKeyRef } from './secret.ts';

/** kubectl, with the plugin kubelogin: https://github.com/int128/kubelogin. Its second port is where it listens when the first is taken. */
export function kubectlClient(audience: string): OidcClient {
  return {
    id: audience,
    title: 'kubectl',
    redirectUris: ['http://127.0.0.1:8000', 'http://127.0.0.1:18000'],
    authentication: 'none',
    pkce: true,
    // An ID token lives some minutes; without these kubectl opens a browser as often.
    refreshTokens: true,
    deviations: [],
  };
}

/** Whether people run it on their own machines, where it listens for the browser. */
export function isNative({ redirectUris }: Pick<OidcClient, 'redirectUris'>): boolean {
  return redirectUris.every((uri) => ['127.0.0.1', '[::1]'].includes(new URL(uri).hostname));
}

/** How a program proves to the identity provider who it is; `none`: it cannot keep a secret, so PKCE alone guards the code. */
export type ClientAuthentication = 'private-key-jwt' | 'client-secret' | 'none';

/** A rule of the OpenID NLGov profile that a program cannot keep: it stands in docs/standards.md until it can. */
export interface LoginDeviation {
  readonly rule: 'client-authentication' | 'pkce' | 'redirect-uri' | 'refresh-tokens' | 'signing';
  /** What the program lacks, with the version that was looked at. */
  readonly reason: string;
}

/** A program that people log in to, as the identity provider knows it. */
export interface OidcClient {
  /** Its client id, once in a cluster. */
  readonly id: string;
  /** What people see when they log in. */
  readonly title: string;
  readonly homepage?: string;
  /** Whole addresses, compared letter by letter: https, or for a program on somebody's own machine a loopback address. */
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly authentication: ClientAuthentication;
  readonly pkce: boolean;
  /** Whether it gets refresh tokens; without a reason it does not. */
  readonly refreshTokens?: boolean;
  /** Whether its tokens, ID tokens too, are for the API server beside itself: it goes there with somebody's token. */
  readonly forApiServer?: boolean;
  /** Whose groups its tokens tell of, and no others: a tenant does not learn what else somebody is a member of. Left out: all groups. */
  readonly groups?: readonly string[];
  /** Where its secret goes, and what the Secret is called there, where that is not the component's namespace. */
  readonly tenant?: { readonly namespace: string; readonly secret: string };
  readonly deviations: readonly LoginDeviation[];
}

/** A user interface without a login of its own: the login proxy serves it at `<name>.<domain>`. */
export interface WebUi {
  /** The first label of its hostname. */
  readonly name: string;
  readonly title: string;
  /** The Service in the component's namespace, and its port. */
  readonly service: string;
  readonly port: number;
  /** The pods behind it and their port, for network policies. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly containerPort: number;
  /** Who may see it. `by-token`: whoever logs in; it gets each one's own token, and shows what the API server lets that one see. */
  readonly roles: readonly AccessRole[] | 'by-token';
  /** Paths that stay closed: what programs in the cluster write to. */
  readonly closed?: readonly string[];
}

/** What every program asks the identity provider for: who somebody is, and the groups. */
export const loginScopes = ['openid', 'profile', 'email', 'groups'] as const;

/** What the API server puts before names and groups of tokens, so that none is ever one of the cluster's own. */
export const groupPrefix = 'oidc:';

/** Where the secret of a client stands, in the namespace of its component; the id is in the same Secret, as `client-id`. */
export function clientSecret(id: string): SecretKeyRef {
  return { name: `oidc-${id}`, key: 'client-secret' };
}

/** Where a tenant finds the secret of one of its logins, by the login's name in its file: the id is beside it too. */
export function tenantClientSecret(login: string): SecretKeyRef {
  return { name: `oidc-${login}`, key: 'client-secret' };
}

export interface ClientOf {
  readonly client: OidcClient;
  readonly namespace: string;
  readonly component: string;
}

/** All clients of the chosen components. */
export function clientsOf(platform: readonly Chosen[], cluster: ClusterContext): ClientOf[] {
  return platform.flatMap((one) =>
    (one.component.oidcClients?.(plannedFor(one, cluster), platform) ?? []).map((client) => ({
      client,
      namespace: client.tenant?.namespace ?? one.component.namespace.name,
      component: one.component.name,
    })),
  );
}

export interface WebUiOf {
  readonly ui: WebUi;
  readonly namespace: string;
}

/** All user interfaces without a login of the chosen components. */
export function webUisOf(platform: readonly Chosen[], cluster: ClusterContext): WebUiOf[] {
  return platform.flatMap((one) => (one.component.webUis?.(plannedFor(one, cluster)) ?? []).map((ui) => ({ ui, namespace: one.component.namespace.name })));
}

/** Those that somebody may see: the rest is not served at all, since without any group the proxy would let everybody in. */
export function servedUisOf(platform: readonly Chosen[], cluster: ClusterContext): WebUiOf[] {
  return webUisOf(platform, cluster).filter(({ ui }) => isServed(ui, cluster));
}

function isServed({ roles }: Pick<WebUi, 'roles'>, { access }: Pick<ClusterContext, 'access'>): boolean {
  return roles === 'by-token' || groupsWith(access, ...roles).length > 0;
}

/** Where the login proxy serves a user interface. */
export function uiHostname({ name }: Pick<WebUi, 'name'>, cluster: Pick<ClusterContext, 'ingress'>): string {
  return `${name}.${cluster.ingress.domain}`;
}

/** The address at which people find a user interface, for links in alerts and mails; undefined where no login proxy serves it. */
export function uiUrl(ui: Pick<WebUi, 'name' | 'roles'>, cluster: ClusterContext, proxy: object | undefined): string | undefined {
  return proxy === undefined || !isServed(ui, cluster) ? undefined : `https://${uiHostname(ui, cluster)}`;
}

/** Secrets of a component's clients that a person copies from the site's own identity provider. */
export function clientSecretsToSupply(one: Chosen, platform: readonly Chosen[], cluster: ClusterContext): SuppliedSecret[] {
  return (one.component.oidcClients?.(plannedFor(one, cluster), platform) ?? [])
    .filter(({ authentication }) => authentication === 'client-secret')
    .map(({ id, title, redirectUris, tenant, groups }) => ({
      name: tenant?.secret ?? clientSecret(id).name,
      ...(tenant === undefined ? {} : { namespace: tenant.namespace }),
      keys: ['client-id', 'client-secret'],
      purpose: `${title} at the site's identity provider: register a confidential client with PKCE (S256) and the redirect URI ${redirectUris.join(', ')}${groups === undefined ? '' : `; its tokens may tell of the groups ${groups.join(', ')} and no others`}`,
    }));
}

/** The way in for the login proxy, for the network policy of a component with `webUis`; none where there is no proxy. */
export function fromLoginProxy(
  proxy: { readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> } | undefined,
  port: number,
): Traffic[] {
  return proxy === undefined ? [] : [{ peers: pods(proxy.namespace, proxy.podLabels), ports: [port] }];
}
