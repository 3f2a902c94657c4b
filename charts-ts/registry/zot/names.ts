import type { ClusterContext } from '../../kit/component.ts';

export const name = 'zot';
export const namespace = 'zot';
export const ports = { http: 5000 } as const;

/**
 * The account that pushes for the platform, and its Secret, which is made in the cluster. Zot knows people by their user name alone, and
 * who has the name of an administrator is one (pkg/api/authz.go, isAdmin). So nobody's name may be this one: Keycloak refuses the "/"
 * (UsernameProhibitedCharactersValidator), as Active Directory and Entra ID do; and no mail address, which zot takes for who has no name.
 */
export const account = { user: 'platform/registry', secret: 'zot-account', password: 'password', file: 'htpasswd' } as const;

/** What signs and encrypts the cookies of people who log in: zot wants a file of YAML or JSON. */
export const sessionKeys = { secret: 'zot-session-keys', key: 'keys', file: 'session-keys.yaml' } as const;

/** Where the container reads and writes. */
export const folders = {
  data: '/var/lib/registry',
  config: '/etc/zot',
  account: '/etc/zot-account',
  sessionKeys: '/etc/zot-session-keys',
  trust: '/etc/platform-trust',
} as const;

export function hostname({ ingress }: Pick<ClusterContext, 'ingress'>): string {
  return `registry.${ingress.domain}`;
}

/** Whether the cluster pulls its own images from here: then it must start without them. */
export function isOwnMirror(cluster: Pick<ClusterContext, 'ingress' | 'mirrors'>): boolean {
  return hostOf(cluster.mirrors.registry ?? '') === hostname(cluster);
}

/** The host and the folder of the start of image references, such as registry.example.nl:5000/mirror. */
export function hostOf(prefix: string): string {
  return prefix.split('/')[0] ?? '';
}

export function folderOf(prefix: string): string {
  return prefix.split('/').slice(1).join('/');
}
