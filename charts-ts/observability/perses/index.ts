import { z } from 'zod';
import { loginProxy, logStore, metricStore, metrics, namespaces, traceStore, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { fromLoginProxy } from '../../kit/login.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toEndpoint } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { sized } from '../../kit/size.ts';
import { trusting } from '../../kit/trust.ts';
import { configMapVolume, deployment, emptyDir, httpProbe, mount, service } from '../../kit/workload.ts';
import { persesAlerts } from './alerts.ts';
import { folders, persesFiles, provisioningVolume } from './config.ts';
import { dashboard } from './dashboard.ts';

const name = 'perses';
const ports = { http: 8080 } as const;

/** Shows the dashboards of all components, and lets people explore metrics, logs and traces. Nothing can be changed in it: Git says what there is. */
export const perses = component({
  name,
  area: 'observability',
  purpose: 'Perses, which shows the dashboards of the platform and explores metrics, logs and traces',
  homepage: 'https://perses.dev/',
  licence: 'Apache-2.0',
  governance: 'CNCF sandbox',
  choice: {
    runnerUp: 'Grafana',
    because: 'dashboards as code with a schema, without a database, and under a licence that lets anybody build on it; Grafana (AGPL) is there as an opt-in',
  },
  upgrade: 'Its API is young: read the release notes, and validate all dashboards with the new version as docs/observability.md says.',
  images: { perses: { repository: 'docker.io/persesdev/perses', version: 'v0.54.0' } },
  crds: [],
  namespace: { name, podSecurity: 'restricted' },
  config: z.strictObject({
    replicas: z.int().min(1).max(5).default(1).describe('How many pods; each has all dashboards, and none remembers anything'),
    size: sized({ cpu: '25m', memory: '256Mi', cpuLimit: '1' }),
  }),
  profiles: { lab: { size: { cpu: '10m', memory: '160Mi', cpuLimit: '1' } }, production: { replicas: 2 } },
  needs: { namespaces, metricStore },
  wants: { metrics, logStore, traceStore, trustBundle },
  knows: { loginProxy },
  dashboards: [dashboard],
  webUis: () => [
    {
      name,
      title: 'Perses',
      service: name,
      port: ports.http,
      podLabels: selectorLabels(name),
      containerPort: ports.http,
      roles: ['administrator', 'operator', 'viewer'],
    },
  ],
  offers: () => [],
  build(scope, { cluster, config, needs, wants, knows, images, platform }) {
    const stores = [needs.metricStore, wants.logStore, wants.traceStore].filter((store) => store !== undefined);
    const trust = trusting(
      wants.trustBundle,
      stores.map(({ url }) => url),
    );
    const { provisioned, checksum } = persesFiles(scope, platform, { metrics: needs.metricStore, logs: wants.logStore, traces: wants.traceStore });
    deployment(scope, {
      name,
      replicas: config.replicas,
      serviceAccount: serviceAccount(scope, name),
      callsApi: false,
      priorityClass: needs.namespaces.priorityClass,
      // The image's user nonroot: https://github.com/GoogleContainerTools/distroless
      runAsUser: 65532,
      podAnnotations: { 'polder.internal/config-checksum': checksum },
      volumes: [
        configMapVolume('config', name),
        provisioningVolume('provisioning', provisioned),
        // What Git no longer names is gone with the pod, since nothing but this folder remembers it.
        emptyDir('database', '64Mi'),
        emptyDir('plugins', '1Gi'),
        ...trust.volumes,
      ],
      containers: [
        {
          name,
          image: images.perses,
          args: [
            `--config=${folders.config}/config.yaml`,
            `--web.listen-address=:${ports.http}`,
            '--web.hide-port=true',
            '--log.level=info',
            '--log.format=json',
          ],
          ...(trust.env.length === 0 ? {} : { env: trust.env }),
          ports,
          size: config.size,
          probes: {
            readiness: httpProbe('/api/v1/health', 'http'),
            liveness: httpProbe('/api/v1/health', 'http', { periodSeconds: 30 }),
            // It unpacks its plugins before it listens.
            startup: httpProbe('/api/v1/health', 'http', { periodSeconds: 5, failureThreshold: 60 }),
          },
          mounts: [
            mount('config', folders.config),
            mount('provisioning', folders.provisioning),
            mount('database', folders.database, { writable: true }),
            mount('plugins', folders.plugins, { writable: true }),
            ...trust.mounts,
          ],
        },
      ],
    });
    service(scope, name, { http: { port: ports.http, target: 'http' } });
    // It has no login: people come through the login proxy, or by kubectl port-forward, which no policy stops.
    allow(scope, name, {
      from: [...fromLoginProxy(knows.loginProxy, ports.http), ...scrapes(wants.metrics, ports.http)],
      to: stores.map((store) => toEndpoint(cluster, store)),
    });

    monitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, persesAlerts);
  },
});
