import { z } from 'zod';
import { externalSecrets as externalSecretsCapability, metrics, namespaces, offer, secretStore } from '../../kit/capability.ts';
import { type Chosen, component } from '../../kit/component.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer, toEndpoint } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { secretStoreName } from '../../kit/secret.ts';
import { sized } from '../../kit/size.ts';
import { deployment, httpProbe, service } from '../../kit/workload.ts';
import { externalSecretsAlerts } from './alerts.ts';
import { externalSecretsDashboard } from './dashboard.ts';
import { externalSecretsRights } from './rbac.ts';
import { platformStore } from './store.ts';

const name = 'external-secrets';
const ports = { metrics: 8080, health: 8082 } as const;

/** Makes passwords in the cluster, and Secrets of what the secret store holds: so none of them is ever in Git. */
export const externalSecrets = component({
  name,
  area: 'secrets',
  purpose: 'External Secrets, which makes passwords in the cluster and turns what the secret store holds into Secrets',
  homepage: 'https://external-secrets.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF sandbox',
  choice: {
    runnerUp: 'Secrets made by hand',
    because: 'a cluster is made anew without a person who types passwords; kept small, since each minor is maintained only until the next',
  },
  upgrade: 'Each minor is maintained until the next, after some weeks: raise it with every release of Polder, and read its notes for changed defaults.',
  images: { manager: { repository: 'ghcr.io/external-secrets/external-secrets', version: 'v2.9.0' } },
  crds: [
    {
      repository: 'https://github.com/external-secrets/external-secrets.git',
      tag: 'v2.9.0',
      commit: '378bdb622ed9712ef4a58370f6a17af033b7d343',
      path: 'deploy/crds',
      include: 'bundle.yaml',
      kinds: {
        'external-secrets.io/ClusterExternalSecret': 'Cluster',
        'external-secrets.io/ClusterPushSecret': 'Cluster',
        'external-secrets.io/ClusterSecretStore': 'Cluster',
        'external-secrets.io/ExternalSecret': 'Namespaced',
        'external-secrets.io/PushSecret': 'Namespaced',
        'external-secrets.io/SecretStore': 'Namespaced',
        'generators.external-secrets.io/ACRAccessToken': 'Namespaced',
        'generators.external-secrets.io/BeyondtrustWorkloadCredentialsDynamicSecret': 'Namespaced',
        'generators.external-secrets.io/CloudsmithAccessToken': 'Namespaced',
        'generators.external-secrets.io/ClusterGenerator': 'Cluster',
        'generators.external-secrets.io/ECRAuthorizationToken': 'Namespaced',
        'generators.external-secrets.io/Fake': 'Namespaced',
        'generators.external-secrets.io/GCRAccessToken': 'Namespaced',
        'generators.external-secrets.io/GeneratorState': 'Namespaced',
        'generators.external-secrets.io/GithubAccessToken': 'Namespaced',
        'generators.external-secrets.io/GitlabDeployToken': 'Namespaced',
        'generators.external-secrets.io/Grafana': 'Namespaced',
        'generators.external-secrets.io/MFA': 'Namespaced',
        'generators.external-secrets.io/Password': 'Namespaced',
        'generators.external-secrets.io/QuayAccessToken': 'Namespaced',
        'generators.external-secrets.io/SSHKey': 'Namespaced',
        'generators.external-secrets.io/STSSessionToken': 'Namespaced',
        'generators.external-secrets.io/UUID': 'Namespaced',
        'generators.external-secrets.io/VaultDynamicSecret': 'Namespaced',
        'generators.external-secrets.io/Webhook': 'Namespaced',
      },
    },
  ],
  namespace: { name, podSecurity: 'restricted' },
  config: z.strictObject({
    replicas: z.int().min(1).max(9).default(1).describe('How many pods; one works and the others wait'),
    size: sized({ cpu: '25m', memory: '160Mi', cpuLimit: '500m' }),
  }),
  profiles: {
    lab: { size: { cpu: '10m', memory: '128Mi', cpuLimit: '250m' } },
    production: { replicas: 2, size: { cpu: '50m', memory: '256Mi', cpuLimit: '1' } },
  },
  needs: { namespaces },
  wants: { metrics, secretStore },
  dashboards: [externalSecretsDashboard],
  offers: () => [offer(externalSecretsCapability, { store: secretStoreName, namespace: name, account: name })],
  build(scope, { cluster, config, needs, wants, images, namespace, platform }) {
    const store = wants.secretStore;
    const account = serviceAccount(scope, name);
    externalSecretsRights(scope, name, { namespace, users: users(platform), readerAccount: store?.auth.account });
    deployment(scope, {
      name,
      replicas: config.replicas,
      serviceAccount: account,
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      // The image's user has a number already: 65534.
      containers: [
        {
          name,
          image: images.manager,
          args: args(),
          ports,
          size: config.size,
          probes: { readiness: httpProbe('/readyz', 'health'), liveness: httpProbe('/healthz', 'health') },
        },
      ],
    });
    service(scope, name, { metrics: { port: ports.metrics, target: 'metrics' } });
    allow(scope, name, {
      from: scrapes(wants.metrics, ports.metrics),
      to: [toApiServer(cluster), ...(store === undefined ? [] : [toEndpoint(cluster, store)])],
    });
    if (store !== undefined) {
      serviceAccount(scope, store.auth.account);
      platformStore(scope, namespace, store);
    }
    // The labels `name` and `namespace` are those of the ExternalSecret.
    monitor(scope, wants.metrics, name, 'metrics', { honorLabels: true });
    alerts(scope, wants.metrics, name, externalSecretsAlerts);
  },
});

/** The namespaces of the components that have Secrets made: nowhere else may it write one. */
function users(platform: readonly Chosen[]): string[] {
  return [...new Set(platform.filter(({ closure }) => closure.has(name)).map(({ component: { namespace } }) => namespace.name))].sort();
}

/**
 * Flags: cmd/controller/root.go of the release. Off is what the platform has no use for: pushing secrets outside, one secret
 * for many namespaces, stores of a namespace's own. There is no webhook either: definitions need no conversion, the
 * controller itself refuses what the webhook would, and nothing of the cluster waits for a program that is down.
 */
function args(): string[] {
  return [
    `--metrics-addr=:${ports.metrics}`,
    `--live-addr=:${ports.health}`,
    '--zap-time-encoding=rfc3339',
    '--enable-leader-election=true',
    `--leader-election-id=${name}`,
    '--concurrent=5',
    // Beside the platform's own store, one of a component that hands out Secrets, such as Keycloak's of its clients.
    '--enable-cluster-store-reconciler=true',
    '--enable-secret-store-reconciler=false',
    '--enable-cluster-external-secret-reconciler=false',
    '--enable-push-secret-reconciler=false',
    '--enable-cluster-push-secret-reconciler=false',
    '--enable-generator-state=false',
  ];
}
