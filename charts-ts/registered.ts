import type { PolderCluster } from './catalogue.ts';
import { compare, type Loaded } from './config/problem.ts';
import { identityProvider } from './kit/capability.ts';
import type { AnyComponent } from './kit/component.ts';
import { type ClientAuthentication, type ClientOf, clientSecret, clientsOf, isNative, kubectlClient, loginScopes } from './kit/login.ts';
import { clusterContext, order } from './order.ts';

/** A client that a person registers at the identity provider that the site has by itself. */
export interface Registered {
  readonly id: string;
  readonly title: string;
  /** Whose it is; left out for what people run on their own machines. */
  readonly component?: string;
  /** `none`: a public client. */
  readonly authentication: ClientAuthentication;
  /** People run it on their own machines. */
  readonly native: boolean;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly scopes: readonly string[];
  readonly refreshTokens: boolean;
  /** Whom its tokens, ID tokens too, are for beside itself. */
  readonly audiences: readonly string[];
  /** The only groups that its tokens may tell of; left out: all. */
  readonly groups?: readonly string[];
  /** The Secret that its secret goes into. */
  readonly secret?: string;
}

export interface Registrations {
  readonly issuer: string;
  readonly clients: readonly Registered[];
}

/** Every client that people register for a cluster, by id; undefined where the platform's own identity provider knows them by itself. */
export function registrations(catalogue: readonly AnyComponent[], cluster: PolderCluster): Loaded<Registrations | undefined> {
  const plan = order(catalogue, cluster);
  if (!plan.ok) return plan;
  const provider = cluster.config.provides[identityProvider.id] === undefined ? undefined : plan.value.fact(identityProvider);
  if (provider === undefined) return { ok: true, value: undefined };
  const audience = provider.kubernetesAudience;
  const programs = clientsOf(plan.value.components, clusterContext(cluster)).map((one) => registered(one, audience));
  const kubectl = registered({ client: kubectlClient(audience) }, audience);
  return { ok: true, value: { issuer: provider.issuer, clients: [...programs, kubectl].sort((a, b) => compare(a.id, b.id)) } };
}

function registered({ client, namespace, component }: Pick<ClientOf, 'client'> & Partial<ClientOf>, audience: string): Registered {
  const { id, title, authentication, redirectUris, postLogoutRedirectUris = [], refreshTokens = false, forApiServer = false, groups, tenant } = client;
  return {
    id,
    title,
    ...(component === undefined ? {} : { component }),
    authentication,
    native: isNative(client),
    redirectUris,
    postLogoutRedirectUris,
    scopes: loginScopes,
    refreshTokens,
    audiences: forApiServer ? [audience] : [],
    ...(groups === undefined ? {} : { groups }),
    ...(authentication === 'client-secret' ? { secret: `${namespace}/${tenant?.secret ?? clientSecret(id).name}` } : {}),
  };
}
