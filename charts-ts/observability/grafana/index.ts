import { z } from 'zod';
import { externalSecrets, gateway, identityProvider, logStore, metricStore, metrics, namespaces, traceStore, trustBundle } from '../../kit/capability.ts';
import { type ClusterContext, component } from '../../kit/component.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, pods, portOfUrl, toEndpoint, toHostnames } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { route } from '../../kit/route.ts';
import { generatedPassword } from '../../kit/secret.ts';
import { sized } from '../../kit/size.ts';
import { configMapVolume, deployment, emptyDir, httpProbe, mount, secretVolume, service } from '../../kit/workload.ts';
import { grafanaAlerts } from './alerts.ts';
import { folders, grafanaFiles, secretFiles, settings } from './config.ts';
import { dashboard } from './dashboard.ts';
import { Endpoints, grafanaClient, trustFolder } from './login.ts';

const name = 'grafana';
const ports = { http: 3000 } as const;

/** The same dashboards as Perses, in Grafana: for teams that know it, or need what Perses lacks. Nothing but the local administrator's password is kept. */
export const grafana = component({
  name,
  area: 'observability',
  purpose: 'Grafana, which shows the dashboards of the platform to people who log in',
  homepage: 'https://grafana.com/oss/grafana/',
  licence: 'AGPL-3.0-only',
  governance: 'Grafana Labs, a company',
  choice: {
    runnerUp: 'Perses',
    because: 'Perses is the default; Grafana is there for who needs what it lacks, and leaves it to each body whether its licence (AGPL) suits them',
  },
  upgrade: 'Read "upgrading" in its documentation; since 13 its datasources are plugins in the image, so look whether each still loads without internet.',
  images: { grafana: { repository: 'docker.io/grafana/grafana', version: '13.2.3' } },
  crds: [],
  namespace: { name, podSecurity: 'restricted' },
  config: z.strictObject({
    size: sized({ cpu: '50m', memory: '512Mi', cpuLimit: '2' }),
    endpoints: Endpoints,
  }),
  profiles: { lab: { size: { cpu: '20m', memory: '384Mi', cpuLimit: '1' } } },
  enabledIn: [],
  needs: { namespaces, metricStore, gateway, externalSecrets },
  wants: { metrics, logStore, traceStore, identityProvider, trustBundle },
  dashboards: [dashboard],
  hostnames: ({ cluster }) => [hostname(cluster)],
  oidcClients: ({ cluster }) => [grafanaClient(hostname(cluster))],
  offers: () => [],
  build(scope, { cluster, config, needs, wants, images, platform }) {
    const stores = [needs.metricStore, wants.logStore?.kind === 'loki' ? wants.logStore : undefined, wants.traceStore].filter((store) => store !== undefined);
    const { dashboards, checksum } = grafanaFiles(scope, platform, { metrics: needs.metricStore, logs: wants.logStore, traces: wants.traceStore });
    const admin = generatedPassword(scope, { name: 'grafana-admin', key: secretFiles.admin.key });
    const provider = wants.identityProvider;
    const login = provider && { cluster, provider, endpoints: config.endpoints, caFile: wants.trustBundle?.key };
    const trust = provider && wants.trustBundle?.configMap;
    const encryption = generatedPassword(scope, { name: 'grafana-secret-key', key: secretFiles.encryption.key });
    deployment(scope, {
      name,
      // Its database is a file of its own pod.
      replicas: 1,
      serviceAccount: serviceAccount(scope, name),
      callsApi: false,
      priorityClass: needs.namespaces.priorityClass,
      // The image's user: packaging/docker of Grafana.
      runAsUser: 472,
      fsGroup: 472,
      podAnnotations: { 'polder.internal/config-checksum': checksum },
      volumes: [
        configMapVolume('datasources', 'datasources'),
        configMapVolume('providers', 'providers'),
        { name: 'dashboards', projected: { sources: dashboards.map((configMap) => ({ configMap: { name: configMap } })) } },
        secretVolume('admin', admin.name),
        secretVolume('secret-key', encryption.name),
        ...(trust === undefined ? [] : [configMapVolume('trust', trust)]),
        emptyDir('data', '512Mi'),
        // The sockets between Grafana and its plugins.
        emptyDir('tmp', '64Mi'),
      ],
      containers: [
        {
          name,
          image: images.grafana,
          env: settings(hostname(cluster), login),
          ports,
          size: config.size,
          probes: {
            readiness: httpProbe('/api/health', 'http'),
            liveness: httpProbe('/api/health', 'http', { periodSeconds: 30, timeoutSeconds: 5 }),
            // It makes its database before it listens.
            startup: httpProbe('/api/health', 'http', { failureThreshold: 60 }),
          },
          mounts: [
            mount('datasources', folders.datasources),
            mount('providers', folders.providers),
            mount('dashboards', folders.dashboards),
            mount('admin', secretFiles.admin.folder),
            mount('secret-key', secretFiles.encryption.folder),
            ...(trust === undefined ? [] : [mount('trust', trustFolder)]),
            mount('data', folders.data, { writable: true }),
            mount('tmp', '/tmp', { writable: true }),
          ],
        },
      ],
    });
    service(scope, name, { http: { port: ports.http, target: 'http' } });
    allow(scope, name, {
      from: [{ peers: pods(needs.gateway.namespace, needs.gateway.podLabels), ports: [ports.http] }, ...scrapes(wants.metrics, ports.http)],
      to: [
        ...stores.map((store) => toEndpoint(cluster, store)),
        ...(provider === undefined ? [] : toHostnames(cluster, needs.gateway, [portOfUrl(config.endpoints?.exchange ?? provider.issuer)])),
      ],
    });
    // Its metrics ask for no login.
    route(scope, { name, hostname: hostname(cluster), gateway: needs.gateway, service: name, port: ports.http, closed: ['/metrics'] });

    monitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, grafanaAlerts);
  },
});

function hostname(cluster: ClusterContext): string {
  return `grafana.${cluster.ingress.domain}`;
}
