import { z } from 'zod';
import { loginProxy, logStore, metricStore, metrics, namespaces, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { fromLoginProxy } from '../../kit/login.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer, toEndpoint } from '../../kit/network.ts';
import { persesConfigMaps, persesContainer, persesPort, persesUser, persesVolumes } from '../../kit/perses.ts';
import { clusterRole, serviceAccount } from '../../kit/rbac.ts';
import { sized } from '../../kit/size.ts';
import { addToTenantRole } from '../../kit/tenant-roles.ts';
import { trusting } from '../../kit/trust.ts';
import { deployment, service } from '../../kit/workload.ts';
import { tenantDashboardsAlerts } from './alerts.ts';
import { provisionedFiles, config as settings } from './config.ts';
import { dashboard } from './dashboard.ts';
import { boundLogs } from './datasources.ts';
import { name } from './names.ts';
import { boundProxy } from './proxy.ts';

/**
 * Tenants' own view of the shared stores: a Perses of its own, in which a project is a namespace. Perses asks the API server who somebody
 * is and which namespaces they may see; that what they see is of that namespace and no other, prom-label-proxy and VictoriaLogs see to.
 */
export const dashboardsOfTenants = component({
  name,
  area: 'tenancy',
  purpose: 'Dashboards, metrics and logs for tenants, of their own namespaces: a Perses that asks the API server what each person may see',
  homepage: 'https://perses.dev/',
  licence: 'Apache-2.0',
  governance: 'CNCF sandbox (Perses), Prometheus community (prom-label-proxy)',
  choice: {
    runnerUp: 'a Grafana with an organisation for each tenant',
    because:
      'who sees what is what the API server lets them, with nothing to administer beside it; Grafana is AGPL, and the stores behind it would still have to keep tenants apart (decision 28)',
  },
  upgrade:
    'Of Perses: read internal/api/authorization/k8s and internal/api/impl/proxy again, for both bind tenants. Of prom-label-proxy: read its changelog for paths that it lets through. npm run e2e tries both as an attacker would.',
  images: {
    perses: { repository: 'docker.io/persesdev/perses', version: 'v0.54.0' },
    bound: { repository: 'quay.io/prometheuscommunity/prom-label-proxy', version: 'v0.14.0' },
  },
  crds: [],
  namespace: { name, podSecurity: 'restricted' },
  config: z.strictObject({
    replicas: z.int().min(1).max(5).default(1).describe('How many pods; each has all dashboards, and none remembers anything'),
    size: sized({ cpu: '25m', memory: '256Mi', cpuLimit: '1' }),
    proxy: z
      .strictObject({ size: sized({ cpu: '10m', memory: '64Mi', cpuLimit: '500m' }) })
      .prefault({})
      .describe('prom-label-proxy, beside each'),
  }),
  profiles: {
    lab: { size: { cpu: '10m', memory: '160Mi', cpuLimit: '1' }, proxy: { size: { cpu: '5m', memory: '32Mi', cpuLimit: '250m' } } },
    production: { replicas: 2 },
  },
  enabledIn: ['small', 'production'],
  needs: { namespaces, metricStore },
  wants: { metrics, logStore, trustBundle },
  // Without it nobody comes with a token, so nothing is made.
  knows: { loginProxy },
  dashboards: [dashboard],
  webUis: ({ cluster }) =>
    cluster.tenants.length === 0
      ? []
      : [
          {
            name: 'dashboards',
            title: 'Dashboards of tenants',
            service: name,
            port: persesPort,
            podLabels: selectorLabels(name),
            containerPort: persesPort,
            roles: 'by-token',
            // Metrics name all projects. The others nobody needs who may only look: what is asked of a datasource that comes with the request, and work for strangers.
            closed: ['/metrics', '/proxy/unsaved', '/proxy/globaldatasources', '/api/validate', '/api/migrate'],
          },
        ],
  offers: () => [],
  build(scope, { cluster, config, needs, wants, knows, images, namespace }) {
    if (cluster.tenants.length === 0 || knows.loginProxy === undefined) return;
    const logs = boundLogs(wants.logStore);
    const stores = [needs.metricStore, ...(logs === undefined ? [] : [logs])];
    const trust = trusting(
      wants.trustBundle,
      stores.map(({ url }) => url),
    );
    const provisioned = provisionedFiles(cluster, logs);
    const checksum = persesConfigMaps(scope, name, settings, provisioned);
    const account = serviceAccount(scope, name);
    clusterRole(scope, name, {
      account,
      accountNamespace: namespace,
      rules: [
        { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
        { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
        // It asks of each namespace whether the person may see it.
        { apiGroups: [''], resources: ['namespaces'], verbs: ['list'] },
      ],
    });
    // Perses' kinds, which need not be there: to look is `get`, and nobody gets more, so that nobody names an address for Perses to ask.
    addToTenantRole(scope, 'dashboards', 'viewer', [{ apiGroups: ['perses.dev'], resources: ['persesdashboards', 'persesdatasources'], verbs: ['get'] }]);
    deployment(scope, {
      name,
      replicas: config.replicas,
      serviceAccount: account,
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      runAsUser: persesUser,
      podAnnotations: { 'polder.internal/config-checksum': checksum },
      volumes: persesVolumes(name, provisioned, trust),
      containers: [
        persesContainer({ name, image: images.perses, size: config.size, trust }),
        boundProxy({ image: images.bound, size: config.proxy.size, upstream: needs.metricStore.url, trust }),
      ],
    });
    service(scope, name, { http: { port: persesPort, target: 'http' } });
    allow(scope, name, {
      from: [...fromLoginProxy(knows.loginProxy, persesPort), ...scrapes(wants.metrics, persesPort)],
      to: [toApiServer(cluster), ...stores.map((store) => toEndpoint(cluster, store))],
    });
    monitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, tenantDashboardsAlerts);
  },
});
