import { z } from 'zod';
import { DnsLabel } from '../../config/values.ts';
import { blockStorage, metrics, namespaces, postgres, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { namespacesWith } from '../../kit/network.ts';
import { postgresCluster } from '../../kit/postgres.ts';
import { PostgresConfig, postgresMistakes, postgresPods, postgresSecrets } from '../../kit/postgres-config.ts';

const namespace = 'databases';

/** PostgreSQL clusters that a site declares by name, for programs that are no part of the platform. */
export const databases = component({
  name: 'databases',
  area: 'data',
  purpose: 'PostgreSQL clusters that a site declares, each with its backups',
  homepage: 'https://cloudnative-pg.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF sandbox',
  choice: { runnerUp: 'a Cluster that each team writes itself', because: 'copies, backups, alerts and network policies come with one line of configuration' },
  upgrade: 'Follows cloudnative-pg.',
  images: {},
  crds: [],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: z.strictObject({
    clusters: z
      .record(
        DnsLabel,
        z.strictObject({
          ...PostgresConfig.shape,
          clients: z.array(DnsLabel).default([]).describe('The namespaces whose pods may use it'),
        }),
      )
      .default({})
      .describe('The clusters by name: they are reached as <name>-rw.databases on port 5432'),
  }),
  profiles: {},
  enabledIn: [],
  needs: { namespaces, postgres, blockStorage },
  wants: { metrics, trustBundle },
  supplies: ({ cluster, config }) => (Object.keys(config.clusters).length === 0 ? [] : postgresSecrets(cluster)),
  operated: ({ cluster, config }) => Object.entries(config.clusters).flatMap(([name, own]) => postgresPods({ name }, own, cluster)),
  mistakes: ({ cluster, config }) =>
    Object.entries(config.clusters).flatMap(([name, own]) => postgresMistakes({ name, namespace }, own, cluster, ['clusters', name])),
  offers: () => [],
  build(scope, { cluster, config, needs, wants }) {
    for (const [name, { clients, ...own }] of Object.entries(config.clusters))
      postgresCluster(scope, {
        name,
        namespace,
        config: own,
        cluster,
        postgres: needs.postgres,
        storageClass: needs.blockStorage.storageClass,
        priorityClass: needs.namespaces.priorityClass,
        metrics: wants.metrics,
        trustBundle: wants.trustBundle,
        clients: clients.flatMap((client) => namespacesWith({ 'kubernetes.io/metadata.name': client })),
      });
  },
});
