import { blockStorage, externalSecrets, gateway, identityProvider, metrics, namespaces, offer, postgres, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { longestGap } from '../../kit/cron.ts';
import { clientSecret, clientsOf } from '../../kit/login.ts';
import { alerts, monitor } from '../../kit/metrics.ts';
import { siblings } from '../../kit/network.ts';
import { postgresCluster } from '../../kit/postgres.ts';
import { postgresPods, postgresSecrets } from '../../kit/postgres-config.ts';
import { keycloakAlerts } from './alerts.ts';
import { brokerSecrets } from './brokers.ts';
import { withSecret } from './clients.ts';
import { KeycloakConfig } from './config.ts';
import { dashboard } from './dashboard.ts';
import { keycloakMistakes } from './mistakes.ts';
import { database, hostname, issuerOf, kubernetesClient, name, namespace } from './names.ts';
import { keycloakTraffic } from './network.ts';
import { realm } from './realm.ts';
import { reconciling } from './reconcile.ts';
import { loginRoute, publicPaths } from './routes.ts';
import { clientSecrets, reconcilerSecret } from './secrets.ts';
import { keycloakServer } from './server.ts';

/** Where people log in: one account for the whole platform, or that of the site's own identity provider. */
export const keycloak = component({
  name,
  area: 'identity',
  purpose: 'Keycloak, where people log in to the platform, with two factors, or through the identity provider that their organisation has',
  homepage: 'https://www.keycloak.org/',
  licence: 'Apache-2.0',
  governance: 'CNCF incubating',
  choice: {
    runnerUp: 'Dex',
    because: 'it knows people and second factors itself, speaks SAML to the providers that Dutch government has, and can be held to OpenID NLGov',
  },
  upgrade:
    'One minor at a time, with a backup of its database before: it changes its tables at the first start and never goes back. A minor stops all pods; read its upgrading guide for changed defaults, and raise keycloak-config-cli with it.',
  images: {
    keycloak: { repository: 'quay.io/keycloak/keycloak', version: '26.7.4' },
    configCli: { repository: 'quay.io/adorsys/keycloak-config-cli', version: '6.5.0-26.5.4' },
  },
  crds: [],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: KeycloakConfig,
  profiles: {
    lab: {
      size: { cpu: '50m', memory: '768Mi', cpuLimit: '2' },
      jobSize: { cpu: '10m', memory: '320Mi', cpuLimit: '1' },
      database: {
        instances: 1,
        disk: '1Gi',
        size: { cpu: '20m', memory: '256Mi', cpuLimit: '1' },
        sidecar: { cpu: '10m', memory: '128Mi', cpuLimit: '500m' },
        database: 'keycloak',
        owner: 'keycloak',
      },
    },
    production: {
      replicas: 2,
      size: { cpu: '500m', memory: '2Gi', cpuLimit: '4' },
      database: { instances: 3, size: { cpu: '250m', memory: '1Gi', cpuLimit: '2' }, database: 'keycloak', owner: 'keycloak' },
    },
  },
  needs: { namespaces, postgres, blockStorage, externalSecrets, gateway },
  wants: { metrics, trustBundle },
  dashboards: [dashboard],
  hostnames: ({ cluster }) => [hostname(cluster)],
  // Only the realm is public: / is nobody's.
  answersAt: `${publicPaths[0]}.well-known/openid-configuration`,
  supplies: ({ cluster, config }) => [
    ...postgresSecrets(cluster),
    ...brokerSecrets(config).map(({ name: secret, key, alias }) => ({
      name: secret,
      keys: [key],
      purpose: `Keycloak's client secret at the identity provider ${alias}, without a line break: ask whoever runs that provider`,
    })),
  ],
  operated: ({ cluster, config }) => postgresPods({ name: database }, config.database, cluster),
  mistakes: keycloakMistakes,
  offers: ({ cluster }) => [
    offer(identityProvider, {
      issuer: issuerOf(cluster),
      usernameClaim: 'preferred_username',
      groupsClaim: 'groups',
      clientNamespace: namespace,
      kubernetesAudience: kubernetesClient,
    }),
  ],
  build(scope, { cluster, config, needs, wants, images, platform }) {
    const { priorityClass } = needs.namespaces;
    const clients = clientsOf(platform, cluster);
    postgresCluster(scope, {
      name: database,
      namespace,
      config: config.database,
      cluster,
      postgres: needs.postgres,
      storageClass: needs.blockStorage.storageClass,
      priorityClass,
      metrics: wants.metrics,
      trustBundle: wants.trustBundle,
      clients: siblings(name),
    });
    reconcilerSecret(scope);
    clientSecrets(scope, withSecret(clients), needs.externalSecrets);
    keycloakServer(scope, {
      cluster,
      image: images.keycloak,
      replicas: config.replicas,
      size: config.size,
      databaseName: config.database.database,
      priorityClass,
      trustBundle: wants.trustBundle,
    });
    reconciling(scope, {
      realm: realm({ cluster, config, clients: clients.map(({ client }) => client) }),
      image: images.configCli,
      size: config.jobSize,
      schedule: config.reconcile,
      priorityClass,
      secrets: [...withSecret(clients).map(({ client }) => clientSecret(client.id)), ...brokerSecrets(config)],
    });
    loginRoute(scope, hostname(cluster), needs.gateway);
    keycloakTraffic(scope, cluster, config, needs.gateway, wants.metrics);

    monitor(scope, wants.metrics, name, 'management', { path: '/metrics' });
    alerts(scope, wants.metrics, name, keycloakAlerts(config.replicas, 2 * (longestGap(config.reconcile) ?? 0)));
  },
});
