import { groupPrefix, loginScopes } from '../../kit/login.ts';

/** The fact of the capability `identity-provider`, as far as the API server reads it. */
export interface Provider {
  readonly issuer: string;
  readonly usernameClaim: string;
  readonly groupsClaim: string;
  readonly kubernetesAudience: string;
}

/** https://kubernetes.io/docs/reference/config-api/apiserver-config.v1/: stable from Kubernetes 1.34 on. The part that the platform writes. */
export interface AuthenticationConfiguration {
  readonly apiVersion: 'apiserver.config.k8s.io/v1';
  readonly kind: 'AuthenticationConfiguration';
  readonly jwt: readonly {
    readonly issuer: { readonly url: string; readonly audiences: readonly string[]; readonly certificateAuthority?: string };
    readonly claimMappings: { readonly username: PrefixedClaim; readonly groups: PrefixedClaim };
    readonly claimValidationRules: readonly Rule[];
    readonly userValidationRules: readonly Rule[];
  }[];
}

interface PrefixedClaim {
  readonly claim: string;
  readonly prefix: string;
}

interface Rule {
  /** CEL. */
  readonly expression: string;
  readonly message: string;
}

/** The longest that a token may live: who loses a group keeps its rights until the token ends, since nobody asks again. */
const longestLife = 3600;

/**
 * How the API server knows people by their tokens. Nothing about anonymous requests: they stay as the distribution has them, since
 * health checks and `kubeadm join` use some, and no role of the platform gives them anything.
 */
export function authenticationConfiguration(provider: Provider, certificates: string | undefined): AuthenticationConfiguration {
  const { issuer, usernameClaim, groupsClaim, kubernetesAudience } = provider;
  const quoted = JSON.stringify(groupsClaim);
  return {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthenticationConfiguration',
    jwt: [
      {
        issuer: {
          url: issuer,
          audiences: [kubernetesAudience],
          ...(certificates === undefined ? {} : { certificateAuthority: certificates }),
        },
        claimMappings: { username: { claim: usernameClaim, prefix: groupPrefix }, groups: { claim: groupsClaim, prefix: groupPrefix } },
        claimValidationRules: [
          {
            expression: `has(claims.iat) && claims.exp - claims.iat <= ${longestLife}`,
            message: 'the token lives longer than an hour',
          },
          {
            expression: `!(${quoted} in claims) || dyn(claims[${quoted}]).all(group, !group.startsWith("system:"))`,
            message: 'a group has the name of one of the cluster itself',
          },
        ],
        // Whatever somebody makes of the mappings: nobody becomes a user or a group of the cluster itself.
        userValidationRules: [
          {
            expression: `user.username.startsWith("${groupPrefix}") && user.username.size() > ${groupPrefix.length}`,
            message: `the name of a user must begin with ${groupPrefix}`,
          },
          { expression: `user.groups.all(group, group.startsWith("${groupPrefix}"))`, message: `the name of a group must begin with ${groupPrefix}` },
        ],
      },
    ],
  };
}

/** Where kubelogin waits for the browser. The address, not localhost, which may be another's: RFC 8252 section 8.3. */
const loopback = '127.0.0.1:18000';

/** What kubectl runs to get a token: https://github.com/int128/kubelogin 1.33 or later, as the plugin oidc-login. */
export function tokenCommand({ issuer, kubernetesAudience }: Provider, certificates: string | undefined): string[] {
  return [
    'oidc-login',
    'get-token',
    `--oidc-issuer-url=${issuer}`,
    `--oidc-client-id=${kubernetesAudience}`,
    ...loginScopes.filter((scope) => scope !== 'openid').map((scope) => `--oidc-extra-scope=${scope}`),
    '--oidc-pkce-method=S256',
    `--listen-address=${loopback}`,
    `--oidc-redirect-url=http://${loopback}`,
    ...(certificates === undefined ? [] : [`--certificate-authority-data=${Buffer.from(certificates).toString('base64')}`]),
  ];
}
