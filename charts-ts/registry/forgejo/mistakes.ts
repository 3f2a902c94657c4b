import { groupsWith } from '../../config/access.ts';
import type { ClusterContext, Mistake } from '../../kit/component.ts';
import { postgresMistakes } from '../../kit/postgres-config.ts';
import { withoutSlash } from '../../kit/url.ts';
import { database, hostname, isHere, isOwnGit, mirrorPath, namespace } from './names.ts';
import type { ForgejoConfig } from './settings.ts';

interface Asked {
  readonly cluster: ClusterContext;
  readonly config: ForgejoConfig;
}

/** What the schema alone cannot see. */
export function forgejoMistakes(asked: Asked): Mistake[] {
  const { cluster, config } = asked;
  return [
    ...postgresMistakes({ name: database, namespace }, config.database, cluster, ['database']),
    ...ownGit(asked),
    ...administering(asked),
    ...mail(asked),
  ];
}

/** Git inside the cluster that it feeds. */
function ownGit({ cluster, config: { seed, anonymous } }: Asked): Mistake[] {
  const host = hostname(cluster);
  const own = isOwnGit(cluster);
  const mirror = cluster.mirrors.git;
  const wanted = `https://${host}${mirrorPath}`;
  return [
    ...(own && seed === undefined
      ? [
          {
            path: ['seed'],
            message: `git.repository or mirrors.git is at ${host}, in this very cluster: Argo CD cannot install what it reads there; write seed: the address of a clone outside the cluster to start from, or let both be outside (docs/registry.md)`,
          },
        ]
      : []),
    ...(seed !== undefined && isHere(seed, cluster)
      ? [{ path: ['seed'], message: `"${seed}" is in this very cluster; write the address of a clone outside it` }]
      : []),
    ...(mirror !== undefined && isHere(mirror, cluster) && withoutSlash(mirror) !== wanted
      ? [{ path: [], message: `mirrors.git is ${mirror}, but Forgejo serves the mirrors of third parties at ${wanted}; write that in site.yaml` }]
      : []),
    ...(mirror !== undefined && isHere(mirror, cluster) && !anonymous
      ? [{ path: ['anonymous'], message: 'Argo CD reads mirrors of third parties without an account; write anonymous: true, since mirrors.git is here' }]
      : []),
  ];
}

function administering({ cluster, config: { administrators } }: Asked): Mistake[] {
  const groups = groupsWith(cluster.access, 'administrator');
  if (administrators === undefined)
    return groups.length < 2
      ? []
      : [
          {
            path: ['administrators'],
            message: `access has ${groups.length} groups of administrators, and Forgejo knows one; write administrators: ${groups.join(' or ')}`,
          },
        ];
  return groups.includes(administrators)
    ? []
    : [
        {
          path: ['administrators'],
          message: `"${administrators}" is no administrator in access; write ${groups.length === 0 ? 'it there as administrator' : groups.join(' or ')}`,
        },
      ];
}

function mail({ config: { mail: settings } }: Asked): Mistake[] {
  return settings !== undefined && (settings.user === undefined) !== (settings.password === undefined)
    ? [{ path: ['mail'], message: 'has a user without a password, or the reverse; write both, or neither' }]
    : [];
}
