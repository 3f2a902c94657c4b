import { type AccessRole, groupsWith } from '../../config/access.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { account } from './names.ts';
import type { ZotConfig } from './settings.ts';
import { mirrorFolder } from './sync.ts';
import type { AccessControl, Action, RepositoryPolicy } from './types.ts';

const everything: readonly Action[] = ['read', 'create', 'update', 'delete'];
const pushing: readonly Action[] = ['read', 'create', 'update'];

interface Access {
  readonly cluster: ClusterContext;
  readonly config: Pick<ZotConfig, 'anonymous' | 'repositories'>;
  /** The hosts of the registries whose images are mirrored. */
  readonly hosts: readonly string[];
}

/**
 * Who may do what. Of several patterns that fit a repository zot takes the longest alone, so each names all who may read. It
 * reads the names of patterns in lower case, and those of groups as they are.
 */
export function accessControl({ cluster, config, hosts }: Access): AccessControl {
  const readers = groups(cluster, 'operator', 'viewer');
  const folder = mirrorFolder(cluster);
  const mirrored = policies(readers, [], config.anonymous ? ['read'] : []);
  return {
    repositories: {
      '**': policies(readers, [], []),
      ...Object.fromEntries(hosts.map((host) => [`${folder === '' ? '' : `${folder}/`}${host}/**`, mirrored])),
      ...Object.fromEntries(Object.entries(config.repositories).map(([pattern, { read, write }]) => [pattern, policies([...readers, ...read], write, [])])),
    },
    adminPolicy: { users: [account.user], groups: groups(cluster, 'administrator'), actions: everything },
    // The network policy lets in Prometheus alone, and the route leaves them out.
    metrics: { anonymousPolicy: ['read'] },
  };
}

function groups(cluster: ClusterContext, ...roles: readonly AccessRole[]): string[] {
  return groupsWith(cluster.access, ...roles);
}

function policies(read: readonly string[], write: readonly string[], anonymousPolicy: readonly Action[]): RepositoryPolicy {
  return {
    policies: [
      { groups: [...new Set(read)].sort(), actions: ['read'] as const },
      { groups: [...new Set(write)].sort(), actions: pushing },
    ].filter(({ groups: members }) => members.length > 0),
    defaultPolicy: [],
    anonymousPolicy,
  };
}
