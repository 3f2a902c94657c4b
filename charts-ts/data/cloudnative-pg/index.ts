import { certificates, metrics, namespaces, offer, postgres } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, podMonitor } from '../../kit/metrics.ts';
import { cloudNativePgAlerts } from './alerts.ts';
import { imageCatalog } from './catalog.ts';
import { CloudNativePgConfig } from './config.ts';
import { postgresDashboard } from './dashboard.ts';
import { catalog, name, namespace, plugin, webhook } from './names.ts';
import { traffic } from './network.ts';
import { operatorProgram } from './operator.ts';
import { pluginProgram } from './plugin.ts';
import { queries } from './queries.ts';
import { webhookConfigurations } from './webhook.ts';

const images = {
  operator: { repository: 'ghcr.io/cloudnative-pg/cloudnative-pg', version: '1.30.0' },
  // Without Barman's programs, which the plugin brings; with locales and pgaudit.
  postgres: { repository: 'ghcr.io/cloudnative-pg/postgresql', version: '18.4-standard-trixie' },
  pgbouncer: { repository: 'ghcr.io/cloudnative-pg/pgbouncer', version: '1.25.1' },
  plugin: { repository: 'ghcr.io/cloudnative-pg/plugin-barman-cloud', version: 'v0.14.0' },
  sidecar: { repository: 'ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar', version: 'v0.14.0' },
} as const;

/** Runs PostgreSQL: for components of the platform, for a site, and for tenants. */
export const cloudnativePg = component({
  name,
  area: 'data',
  purpose: 'CloudNativePG, which runs PostgreSQL, with its copies, failover, backups and restores',
  homepage: 'https://cloudnative-pg.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF sandbox',
  choice: { runnerUp: 'Zalando postgres-operator', because: 'it needs no other program for failover, and restores to any moment from an object store' },
  upgrade:
    'One minor at a time, the plugin with it; each PostgreSQL then restarts, its standbys first. A new minor of PostgreSQL rolls the same way; a new major is a new image beside the old one.',
  images,
  crds: [
    {
      repository: 'https://github.com/cloudnative-pg/cloudnative-pg.git',
      tag: 'v1.30.0',
      commit: '4b5e244a7d031f67e025c83c1555e7726ecbbfa1',
      path: 'config/crd/bases',
      include: 'postgresql.cnpg.io_*.yaml',
      kinds: {
        'postgresql.cnpg.io/Backup': 'Namespaced',
        'postgresql.cnpg.io/Cluster': 'Namespaced',
        'postgresql.cnpg.io/ClusterImageCatalog': 'Cluster',
        'postgresql.cnpg.io/Database': 'Namespaced',
        'postgresql.cnpg.io/DatabaseRole': 'Namespaced',
        'postgresql.cnpg.io/FailoverQuorum': 'Namespaced',
        'postgresql.cnpg.io/ImageCatalog': 'Namespaced',
        'postgresql.cnpg.io/Pooler': 'Namespaced',
        'postgresql.cnpg.io/Publication': 'Namespaced',
        'postgresql.cnpg.io/ScheduledBackup': 'Namespaced',
        'postgresql.cnpg.io/Subscription': 'Namespaced',
      },
    },
    {
      repository: 'https://github.com/cloudnative-pg/plugin-barman-cloud.git',
      tag: 'v0.14.0',
      commit: '1e13020fe5f09fd8fc29ea03828f7b61375b3721',
      path: 'config/crd/bases',
      include: 'barmancloud.cnpg.io_*.yaml',
      kinds: { 'barmancloud.cnpg.io/ObjectStore': 'Namespaced' },
    },
  ],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: CloudNativePgConfig,
  profiles: {
    lab: { sizes: { operator: { cpu: '20m', memory: '128Mi', cpuLimit: '500m' }, plugin: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' } } },
    production: { replicas: 2 },
  },
  needs: { namespaces, certificates },
  wants: { metrics },
  madeAtRunTime: [
    { kind: 'Secret', name: webhook.certificate, by: 'the operator, at its first start' },
    { kind: 'Secret', name: webhook.authority, by: 'the operator, at its first start' },
  ],
  dashboards: [postgresDashboard],
  offers: ({ cluster }) => [
    offer(postgres, {
      namespace,
      podLabels: selectorLabels(name),
      account: name,
      imageCatalog: catalog,
      backups: cluster.backups !== undefined,
      images: [images.operator, images.postgres, images.sidecar].map(({ repository }) => repository),
    }),
  ],
  build(scope, { cluster, config, needs, wants, images: references }) {
    const { priorityClass } = needs.namespaces;
    const withPlugin = cluster.backups !== undefined;

    operatorProgram(scope, {
      replicas: config.replicas,
      size: config.sizes.operator,
      priorityClass,
      images: references,
      queries: queries(scope, 'postgres-metrics'),
    });
    webhookConfigurations(scope);
    imageCatalog(scope, references.postgres);
    if (withPlugin) pluginProgram(scope, { size: config.sizes.plugin, priorityClass, images: references });
    traffic(scope, cluster, wants.metrics, withPlugin);

    for (const workload of [name, ...(withPlugin ? [plugin] : [])]) podMonitor(scope, wants.metrics, workload, 'metrics');
    alerts(scope, wants.metrics, name, cloudNativePgAlerts(withPlugin));
  },
});
