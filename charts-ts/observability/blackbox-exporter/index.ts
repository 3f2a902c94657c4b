import { gateway, metrics, namespaces, offer, probes, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { answeringAddresses } from '../../kit/hostnames.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, distinctPorts, toHostnames } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { configMapVolume, deployment, httpProbe, mount, service } from '../../kit/workload.ts';
import { blackboxAlerts } from './alerts.ts';
import { BlackboxConfig } from './config.ts';
import { hostnamesDashboard } from './dashboard.ts';
import { configFile, folders, module, modulesConfigMap } from './modules.ts';
import { hostnamesProbe } from './probe.ts';

const name = 'blackbox-exporter';
const port = 9115;
const namespace = 'monitoring';
const prober = { address: `${name}.${namespace}.svc:${port}`, module };

/** Asks each hostname of the platform over HTTPS, as a user would, and tells whether it answered. */
export const blackboxExporter = component({
  name,
  area: 'observability',
  purpose: 'blackbox-exporter, which asks every hostname of the platform as a user would',
  homepage: 'https://github.com/prometheus/blackbox_exporter',
  licence: 'Apache-2.0',
  governance: 'Prometheus (CNCF graduated)',
  choice: { runnerUp: 'Gatus', because: "its answers are metrics beside all others, and the Prometheus operator's Probe lists what is asked" },
  upgrade: 'An unknown key of its configuration stops its start; its changelog names those that went.',
  images: { blackbox: { repository: 'quay.io/prometheus/blackbox-exporter', version: 'v0.28.0' } },
  crds: [],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: BlackboxConfig,
  profiles: { lab: { gatewayAddress: 'traefik.traefik.svc:443', size: { cpu: '10m', memory: '48Mi', cpuLimit: '250m' } } },
  needs: { namespaces, metrics, gateway },
  wants: { trustBundle },
  dashboards: [hostnamesDashboard],
  // Where hostnames are in no DNS, only the platform's own Probe knows the way to the Gateway.
  offers: ({ config }) => (config.gatewayAddress === undefined ? [offer(probes, prober)] : []),
  build(scope, { cluster, config, needs, wants, images, platform }) {
    const { configMap, key } = wants.trustBundle ?? {};
    const checksum = modulesConfigMap(scope, name, key);
    deployment(scope, {
      name,
      replicas: 1,
      serviceAccount: serviceAccount(scope, name),
      callsApi: false,
      priorityClass: needs.namespaces.priorityClass,
      // The image names no user; 65532 is free on every node.
      runAsUser: 65532,
      podAnnotations: { 'polder.internal/config-checksum': checksum },
      volumes: [configMapVolume('config', name), ...(configMap === undefined ? [] : [configMapVolume('trust', configMap)])],
      containers: [
        {
          name,
          image: images.blackbox,
          args: [`--config.file=${folders.config}/${configFile}`, `--web.listen-address=:${port}`, '--log.format=json', '--history.limit=10'],
          ports: { http: port },
          size: config.size,
          probes: { readiness: httpProbe('/-/healthy', 'http'), liveness: httpProbe('/-/healthy', 'http') },
          mounts: [mount('config', folders.config), ...(configMap === undefined ? [] : [mount('trust', folders.trust)])],
        },
      ],
    });
    service(scope, name, { http: { port, target: 'http' } });
    allow(scope, name, {
      from: scrapes(needs.metrics, port),
      to: toHostnames(cluster, needs.gateway, outsidePorts(config.urls)),
    });
    const asked = answeringAddresses(platform, cluster).filter(({ hostname }) => !config.except.includes(hostname));
    hostnamesProbe(scope, {
      prober,
      urls: [...asked.map(({ url }) => url), ...config.urls],
      intervalSeconds: config.intervalSeconds,
      gatewayAddress: config.gatewayAddress,
      domain: cluster.ingress.domain,
    });
    monitor(scope, needs.metrics, name, 'http');
    alerts(scope, needs.metrics, name, blackboxAlerts(config));
  },
});

function outsidePorts(urls: readonly string[]): number[] {
  return distinctPorts([443, ...urls.map((url) => Number(new URL(url).port || 443))]);
}
