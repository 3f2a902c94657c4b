import { z } from 'zod';
import { loginProxy, logStore, metricStore, metrics, namespaces, traceStore, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { fromLoginProxy } from '../../kit/login.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toEndpoint } from '../../kit/network.ts';
import { persesConfigMaps, persesContainer, persesPort, persesUser, persesVolumes } from '../../kit/perses.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { sized } from '../../kit/size.ts';
import { trusting } from '../../kit/trust.ts';
import { deployment, service } from '../../kit/workload.ts';
import { alertsOfPerses } from './alerts.ts';
import { provisionedFiles, config as settings } from './config.ts';
import { dashboard } from './dashboard.ts';

const name = 'perses';

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
      port: persesPort,
      podLabels: selectorLabels(name),
      containerPort: persesPort,
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
    const provisioned = provisionedFiles(platform, { metrics: needs.metricStore, logs: wants.logStore, traces: wants.traceStore });
    const checksum = persesConfigMaps(scope, name, settings, provisioned);
    deployment(scope, {
      name,
      replicas: config.replicas,
      serviceAccount: serviceAccount(scope, name),
      callsApi: false,
      priorityClass: needs.namespaces.priorityClass,
      runAsUser: persesUser,
      podAnnotations: { 'polder.internal/config-checksum': checksum },
      volumes: persesVolumes(name, provisioned, trust),
      containers: [persesContainer({ name, image: images.perses, size: config.size, trust })],
    });
    service(scope, name, { http: { port: persesPort, target: 'http' } });
    // It has no login: people come through the login proxy, or by kubectl port-forward, which no policy stops.
    allow(scope, name, {
      from: [...fromLoginProxy(knows.loginProxy, persesPort), ...scrapes(wants.metrics, persesPort)],
      to: stores.map((store) => toEndpoint(cluster, store)),
    });

    monitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, alertsOfPerses);
  },
});
