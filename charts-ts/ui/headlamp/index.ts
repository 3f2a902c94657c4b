import { z } from 'zod';
import { gateway, identityProvider, metrics, namespaces, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts } from '../../kit/metrics.ts';
import { allow, pods, portOfUrl, toApiServer, toHostnames } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { route } from '../../kit/route.ts';
import { sized } from '../../kit/size.ts';
import { configMapVolume, deployment, emptyDir, httpProbe, mount, service } from '../../kit/workload.ts';
import { headlampAlerts } from './alerts.ts';
import { headlampArgs, pluginFolder, port } from './args.ts';
import { headlampClient, hostnameOf } from './client.ts';
import { headlampDashboard } from './dashboard.ts';

const name = 'headlamp';
const trustFolder = '/etc/platform-trust';

/** The cluster in a browser. Each person acts with their own token: what somebody may see and do is what the API server lets them. */
export const headlamp = component({
  name,
  area: 'ui',
  purpose: 'Headlamp, which shows the cluster in a browser, with the rights of whoever looks',
  homepage: 'https://headlamp.dev/',
  licence: 'Apache-2.0',
  governance: 'Kubernetes SIG UI (CNCF graduated)',
  choice: { runnerUp: 'Kubernetes Dashboard', because: 'that one is archived, and its maintainers point to Headlamp' },
  upgrade: 'Read the release notes for changed flags; nothing is kept but the sessions, so people log in again.',
  images: { headlamp: { repository: 'ghcr.io/headlamp-k8s/headlamp', version: 'v0.45.0' } },
  crds: [],
  namespace: { name, podSecurity: 'restricted' },
  config: z.strictObject({
    sessionHours: z.int().min(1).max(24).default(8).describe('After how many hours people log in again'),
    size: sized({ cpu: '20m', memory: '128Mi', cpuLimit: '500m' }),
  }),
  profiles: {
    lab: { size: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' } },
    production: { size: { cpu: '50m', memory: '256Mi', cpuLimit: '1' } },
  },
  enabledIn: ['small', 'production'],
  needs: { namespaces, gateway },
  wants: { metrics, trustBundle },
  // Without one, people paste a token: kubectl create token.
  knows: { identityProvider },
  dashboards: [headlampDashboard],
  hostnames: ({ cluster }) => [hostnameOf(cluster)],
  oidcClients: ({ cluster }) => [headlampClient(cluster)],
  offers: () => [],
  build(scope, { cluster, config, needs, wants, knows, images }) {
    const trust = wants.trustBundle;
    deployment(scope, {
      name,
      // Sessions and refresh tokens stand in the memory of the one pod that somebody logged in to.
      replicas: 1,
      serviceAccount: serviceAccount(scope, name),
      // It needs the API server's CA and address; the account itself may nothing.
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      // The image names its user by a name, headlamp.
      runAsUser: 100,
      volumes: [emptyDir('plugins', '1Mi'), emptyDir('tmp', '256Mi'), ...(trust === undefined ? [] : [configMapVolume('trust', trust.configMap)])],
      containers: [
        {
          name,
          image: images.headlamp,
          command: ['/headlamp/headlamp-server'],
          args: headlampArgs({
            cluster,
            sessionHours: config.sessionHours,
            identityProvider: knows.identityProvider,
            caFile: trust === undefined ? undefined : `${trustFolder}/${trust.key}`,
          }),
          env: [
            { name: 'HEADLAMP_STATIC_PLUGINS_DIR', value: pluginFolder },
            { name: 'HOME', value: '/tmp' },
          ],
          ports: { http: port },
          size: config.size,
          probes: { readiness: httpProbe('/', 'http'), liveness: httpProbe('/', 'http', { periodSeconds: 30 }) },
          mounts: [mount('plugins', pluginFolder), mount('tmp', '/tmp', { writable: true }), ...(trust === undefined ? [] : [mount('trust', trustFolder)])],
        },
      ],
    });
    service(scope, name, { http: { port: 80, target: 'http' } });
    route(scope, { name, hostname: hostnameOf(cluster), gateway: needs.gateway, service: name, port: 80 });
    allow(scope, name, {
      from: [{ peers: pods(needs.gateway.namespace, needs.gateway.podLabels), ports: [port] }],
      to: [
        toApiServer(cluster),
        ...(knows.identityProvider === undefined ? [] : toHostnames(cluster, needs.gateway, [portOfUrl(knows.identityProvider.issuer)])),
      ],
    });
    alerts(scope, wants.metrics, name, headlampAlerts);
  },
});
