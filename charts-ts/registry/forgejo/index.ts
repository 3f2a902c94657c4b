import {
  blockStorage,
  externalSecrets,
  gateway,
  gitServer,
  identityProvider,
  loadBalancer,
  metrics,
  namespaces,
  offer,
  postgres,
  trustBundle,
} from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor } from '../../kit/metrics.ts';
import { siblings } from '../../kit/network.ts';
import { postgresCluster } from '../../kit/postgres.ts';
import { postgresPods, postgresSecrets } from '../../kit/postgres-config.ts';
import { route } from '../../kit/route.ts';
import { forgejoAlerts } from './alerts.ts';
import { forgejoDashboard } from './dashboard.ts';
import { appIni, iniText } from './ini.ts';
import { forgejoClient, sourceFlags } from './login.ts';
import { forgejoMistakes } from './mistakes.ts';
import { database, hostname, isOwnGit, loginJob, name, namespace, ownersOf, ports, sshHostname, sshService } from './names.ts';
import { forgejoTraffic } from './network.ts';
import { mirrorRoutes } from './routes.ts';
import { forgejoServer, loginSource, type ServerOptions } from './server.ts';
import { ForgejoConfig } from './settings.ts';

/** Git in the cluster: for tenants, and where a site wants so for the platform itself. */
export const forgejo = component({
  name,
  area: 'registry',
  purpose: "Forgejo, a Git server for tenants, and for the platform's repository and those of third parties in an air gap",
  homepage: 'https://forgejo.org/',
  licence: 'GPL-3.0-or-later',
  governance: 'Codeberg e.V., an association in Germany',
  choice: { runnerUp: 'Gitea', because: 'that one is run by a company; Forgejo belongs to an association, and has releases with long-term support' },
  upgrade:
    'Stay on the long-term releases (15, then the next), read the breaking changes of each in between, and have a backup: it changes its tables at the first start and never goes back.',
  images: { forgejo: { repository: 'codeberg.org/forgejo/forgejo', version: '15.0.7-rootless' } },
  crds: [],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: ForgejoConfig,
  profiles: {
    lab: {
      disk: '5Gi',
      size: { cpu: '20m', memory: '256Mi', cpuLimit: '1' },
      database: {
        instances: 1,
        disk: '1Gi',
        size: { cpu: '20m', memory: '256Mi', cpuLimit: '1' },
        sidecar: { cpu: '10m', memory: '128Mi', cpuLimit: '500m' },
        database: 'forgejo',
        owner: 'forgejo',
      },
    },
    production: {
      disk: '100Gi',
      size: { cpu: '250m', memory: '1Gi', cpuLimit: '4' },
      database: { instances: 3, size: { cpu: '250m', memory: '1Gi', cpuLimit: '2' }, database: 'forgejo', owner: 'forgejo' },
    },
  },
  enabledIn: [],
  needs: { namespaces, gateway, blockStorage, postgres, externalSecrets },
  // The job that tells it where people log in asks the identity provider, so that one comes first.
  wants: { metrics, trustBundle, identityProvider, loadBalancer },
  dashboards: [forgejoDashboard],
  hostnames: ({ cluster }) => [hostname(cluster)],
  serviceHostnames: ({ cluster, config }) => (config.ssh ? [{ hostname: sshHostname(cluster), service: sshService }] : []),
  oidcClients: ({ cluster }) => [forgejoClient(cluster)],
  supplies: ({ cluster, config }) => [
    ...postgresSecrets(cluster),
    ...(config.mail?.password === undefined
      ? []
      : [
          {
            name: config.mail.password.name,
            keys: [config.mail.password.key],
            purpose: `the password of ${config.mail.user ?? 'the account'} at ${config.mail.host}`,
          },
        ]),
  ],
  operated: ({ cluster, config }) => postgresPods({ name: database }, config.database, cluster),
  mistakes: forgejoMistakes,
  offers: ({ cluster }) => [
    offer(gitServer, {
      hostname: hostname(cluster),
      url: `http://${name}.${namespace}.svc:${ports.http}`,
      namespace,
      podLabels: selectorLabels(name),
      port: ports.http,
    }),
  ],
  build(scope, { cluster, config, needs, wants, images, platform }) {
    const provider = wants.identityProvider;
    const { priorityClass } = needs.namespaces;
    const { storageClass } = needs.blockStorage;
    postgresCluster(scope, {
      name: database,
      namespace,
      config: config.database,
      cluster,
      postgres: needs.postgres,
      storageClass,
      priorityClass,
      metrics: wants.metrics,
      trustBundle: wants.trustBundle,
      clients: provider === undefined ? siblings(name) : [...siblings(name), ...siblings(loginJob)],
    });
    const server: ServerOptions = {
      ini: iniText(appIni({ cluster, config, login: provider !== undefined })),
      image: images.forgejo,
      size: config.size,
      disk: config.disk,
      storageClass,
      priorityClass,
      ssh: config.ssh ? { ...wants.loadBalancer?.annotations, ...config.sshAnnotations } : undefined,
      mailSecret: config.mail?.password?.name,
      trustBundle: wants.trustBundle,
    };
    forgejoServer(scope, server);
    if (provider !== undefined) loginSource(scope, server, sourceFlags(cluster, config, provider));
    // Its metrics ask for no account.
    route(scope, { name, hostname: hostname(cluster), gateway: needs.gateway, service: name, port: ports.http, closed: ['/metrics'] });
    if (needs.gateway.kind === 'gateway') mirrorRoutes(scope, hostname(cluster), needs.gateway, ownersOf(platform.flatMap(({ component: { crds } }) => crds)));
    forgejoTraffic(scope, { cluster, config, gateway: needs.gateway, metrics: wants.metrics, issuer: provider?.issuer });

    monitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, forgejoAlerts(isOwnGit(cluster)));
  },
});
