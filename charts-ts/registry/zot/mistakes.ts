import type { ClusterContext, Mistake } from '../../kit/component.ts';
import { hostname, hostOf, isOwnMirror } from './names.ts';
import type { ZotConfig } from './settings.ts';
import { between } from './sync.ts';

/** A registry that cannot start because of itself, and what zot would refuse. */
export function zotMistakes({ cluster, config }: { readonly cluster: ClusterContext; readonly config: ZotConfig }): Mistake[] {
  const own = isOwnMirror(cluster);
  const host = hostname(cluster);
  const { seed, login, mirror } = config;
  return [
    ...(own && seed === undefined
      ? [
          {
            path: ['seed'],
            message: `mirrors.registry is ${host}, this very registry: while it is down no node can pull the images that it starts from; write seed: the registry outside the cluster with the same images, or let mirrors.registry be that one (docs/registry.md)`,
          },
        ]
      : []),
    ...(seed !== undefined && hostOf(seed) === host
      ? [{ path: ['seed'], message: `"${seed}" is this very registry; write one outside the cluster, like seed.example.nl:5000` }]
      : []),
    ...(!own && seed !== undefined
      ? [{ path: ['seed'], message: `nothing is pulled through a seed unless mirrors.registry is ${host}; write that in site.yaml, or remove seed` }]
      : []),
    ...(own && login
      ? [
          {
            path: ['login'],
            message: `with a login zot starts only while the identity provider answers, whose images the nodes pull from zot; write login: false, since mirrors.registry is ${host}`,
          },
        ]
      : []),
    ...(login ? [] : unusable(config, own)),
    ...(mirror.every !== undefined && between({ cluster, config }) === undefined
      ? [
          {
            path: ['mirror', 'every'],
            message:
              'quay.io, ghcr.io and docker.io do not list what they have, so nothing can be fetched ahead; leave it out, or let mirrors.registry or seed be a registry in between',
          },
        ]
      : []),
  ];
}

/** Groups come with a login, so without one nobody is in any. */
function unusable({ repositories }: ZotConfig, own: boolean): Mistake[] {
  const instead = own ? 'keep what tenants push in another registry, since this one starts before anybody can log in' : 'write login: true';
  return Object.entries(repositories).flatMap(([pattern, { read, write }]) =>
    (['read', 'write'] as const)
      .filter((right) => ({ read, write })[right].length > 0)
      .map((right) => ({
        path: ['repositories', pattern, right],
        message: `without a login nobody is a member of a group, so nobody may ever ${right === 'read' ? 'pull' : 'push'} here; ${instead}, or remove it`,
      })),
  );
}
