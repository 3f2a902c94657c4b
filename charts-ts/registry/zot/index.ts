import { blockStorage, externalSecrets, gateway, identityProvider, metrics, namespaces, offer, registry, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, pods, toHostnames } from '../../kit/network.ts';
import { route } from '../../kit/route.ts';
import { zotAlerts } from './alerts.ts';
import { zotFile } from './config.ts';
import { zotDashboard } from './dashboard.ts';
import { zotClient } from './login.ts';
import { zotMistakes } from './mistakes.ts';
import { hostname, isOwnMirror, name, namespace, ports } from './names.ts';

import { zotServer } from './server.ts';
import { ZotConfig } from './settings.ts';
import { upstreamPorts } from './sync.ts';

/** A registry: the mirror of a site's images, and the home of those that tenants make. */
export const zot = component({
  name,
  area: 'registry',
  purpose: "Zot, a registry that mirrors the platform's images, fetched when they are asked for, and keeps those of tenants",
  homepage: 'https://zotregistry.dev/',
  licence: 'Apache-2.0',
  governance: 'CNCF sandbox',
  choice: {
    runnerUp: 'Harbor',
    because: 'it is one program with files only, so it can be the first thing that runs in an air gap; Harbor asks for PostgreSQL and Redis first',
  },
  upgrade:
    'It refuses a key of its configuration that it does not know, so look at what changed in pkg/api/config. After a new version it reads the whole volume once before it listens; a database of a newer version is not read by an older one.',
  images: { zot: { repository: 'ghcr.io/project-zot/zot', version: 'v2.1.20' } },
  crds: [],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: ZotConfig,
  profiles: {
    lab: { disk: '10Gi', size: { cpu: '10m', memory: '256Mi', cpuLimit: '1' } },
    production: { disk: '500Gi', size: { cpu: '250m', memory: '1Gi', cpuLimit: '4' } },
  },
  enabledIn: [],
  needs: { namespaces, gateway, blockStorage, externalSecrets },
  wants: { metrics, trustBundle },
  // Nothing waits for whoever offers it: a pod that comes first tries until people can log in.
  knows: { identityProvider },
  dashboards: [zotDashboard],
  hostnames: ({ cluster }) => [hostname(cluster)],
  oidcClients: ({ cluster, config }) => (config.login ? [zotClient(cluster)] : []),
  mistakes: zotMistakes,
  offers: ({ cluster }) => [
    offer(registry, {
      hostname: hostname(cluster),
      url: `http://${name}.${namespace}.svc:${ports.http}`,
      namespace,
      podLabels: selectorLabels(name),
      port: ports.http,
    }),
  ],
  build(scope, { cluster, config, needs, wants, knows, images, platform }) {
    const provider = config.login ? knows.identityProvider : undefined;
    const file = zotFile({ cluster, config, platform, provider });
    zotServer(scope, {
      file,
      image: images.zot,
      size: config.size,
      disk: config.disk,
      storageClass: needs.blockStorage.storageClass,
      priorityClass: needs.namespaces.priorityClass,
      trustBundle: wants.trustBundle,
    });
    // Its metrics ask for no account.
    route(scope, { name, hostname: hostname(cluster), gateway: needs.gateway, service: name, port: ports.http, closed: ['/metrics'] });
    const called = upstreamPorts(file, provider?.issuer);
    allow(scope, name, {
      from: [{ peers: pods(needs.gateway.namespace, needs.gateway.podLabels), ports: [ports.http] }, ...scrapes(wants.metrics, ports.http)],
      to: called.length === 0 ? [] : toHostnames(cluster, needs.gateway, called),
    });

    monitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, zotAlerts(isOwnMirror(cluster)));
  },
});
