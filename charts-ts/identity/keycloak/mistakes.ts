import { groupsWith } from '../../config/access.ts';
import type { ClusterContext, Mistake } from '../../kit/component.ts';
import { postgresMistakes } from '../../kit/postgres-config.ts';
import type { KeycloakConfig } from './config.ts';
import { database, namespace } from './names.ts';

/** What the schema alone cannot see. */
export function keycloakMistakes({ cluster, config }: { readonly cluster: ClusterContext; readonly config: KeycloakConfig }): Mistake[] {
  const known = groupsWith(cluster.access, 'administrator', 'operator', 'viewer');
  return [
    ...postgresMistakes({ name: database, namespace }, config.database, cluster, ['database']),
    ...(config.session.idleMinutes > config.session.hours * 60
      ? [{ path: ['session', 'idleMinutes'], message: `is longer than a session lasts; write at most ${config.session.hours * 60}, or raise session.hours` }]
      : []),
    ...Object.entries(config.brokers).flatMap(([alias, { groups }]) =>
      Object.entries(groups)
        .filter(([, group]) => !known.includes(group))
        .map(([theirs, group]) => ({
          path: ['brokers', alias, 'groups', theirs],
          message: `"${group}" is no group of access, so Keycloak would not have it; write one of ${known.join(', ')}, or add it to access`,
        })),
    ),
  ];
}
