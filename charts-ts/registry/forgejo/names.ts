import type { ClusterContext, CrdSource } from '../../kit/component.ts';

export const name = 'forgejo';
export const namespace = 'forgejo';
export const ports = { http: 3000, ssh: 2222 } as const;

/** Its PostgreSQL cluster. */
export const database = 'forgejo-db';

/** The job that tells Forgejo where people log in. */
export const loginJob = 'forgejo-login';

/** Where the container reads and writes. */
export const folders = {
  work: '/var/lib/gitea',
  config: '/etc/forgejo',
  secrets: '/etc/forgejo-secrets',
  databasePassword: '/etc/forgejo-database',
  databaseCa: '/etc/forgejo-database-ca',
  mail: '/etc/forgejo-mail',
  trust: '/etc/platform-trust',
} as const;

/** The Secrets that are made in the cluster, each with its key and length. Those that sign are 32 bytes as 43 characters of base64url. */
export const secrets = {
  secretKey: { name: 'forgejo-secret-key', key: 'secret-key', length: 64 },
  internalToken: { name: 'forgejo-internal-token', key: 'internal-token', length: 64 },
  jwtSecret: { name: 'forgejo-jwt-secret', key: 'jwt-secret', length: 43 },
  lfsSecret: { name: 'forgejo-lfs-secret', key: 'lfs-secret', length: 43 },
} as const;

/** Below which path the mirrors of third parties stand, as kit/image.ts writes their addresses. */
export const mirrorPath = '/mirror';

export function hostname({ ingress }: Pick<ClusterContext, 'ingress'>): string {
  return `git.${ingress.domain}`;
}

/** Where Git answers over SSH: not at the Gateway, so that its record points to another address. */
export function sshHostname({ ingress }: Pick<ClusterContext, 'ingress'>): string {
  return `git-ssh.${ingress.domain}`;
}

/** The Service that gives SSH its address. */
export const sshService = `${name}-ssh`;

/** Whether Argo CD reads its repository, or those of third parties, from here: then the cluster must start without them. */
export function isOwnGit(cluster: Pick<ClusterContext, 'git' | 'ingress' | 'mirrors'>): boolean {
  return [cluster.git.repository, cluster.mirrors.git ?? []].flat().some((address) => isHere(address, cluster));
}

export function isHere(address: string, cluster: Pick<ClusterContext, 'ingress'>): boolean {
  return new URL(address).hostname === hostname(cluster);
}

/** Forgejo knows owners and their repositories, no folders: github.com/argoproj is the owner github.com-argoproj. */
export interface Owner {
  /** Such as github.com/argoproj. */
  readonly folder: string;
  readonly name: string;
}

export function ownersOf(sources: readonly Pick<CrdSource, 'repository'>[]): Owner[] {
  const all = sources.map(({ repository }) => new URL(repository)).map(({ host, pathname }) => `${host}${pathname.split('/').slice(0, -1).join('/')}`);
  return [...new Set(all)].sort().map((folder) => ({ folder, name: folder.replaceAll('/', '-') }));
}
