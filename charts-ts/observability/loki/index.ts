import { k8s } from 'cdk8s-plus-28';
import { z } from 'zod';
import { Bytes, Span } from '../../config/values.ts';
import { blockStorage, logStore, metrics, namespaces, offer } from '../../kit/capability.ts';
import { checksumOf } from '../../kit/checksum.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { sized } from '../../kit/size.ts';
import { fromUsers } from '../../kit/users.ts';
import { configMapVolume, emptyDir, httpProbe, mount, service, statefulSet } from '../../kit/workload.ts';
import { yamlText } from '../../kit/yaml.ts';
import { lokiAlerts } from './alerts.ts';
import { dataFolder, lokiConfig, ports } from './config.ts';
import { dashboard } from './dashboard.ts';

const name = 'loki';
const namespace = 'logging';
const url = `http://${name}.${namespace}.svc:${ports.http}`;

/** Keeps logs, in place of VictoriaLogs. Its names and its namespace are those that the Haven Compliancy Checker is known to find. */
export const loki = component({
  name,
  area: 'observability',
  purpose: 'Loki, which keeps logs in place of VictoriaLogs',
  homepage: 'https://grafana.com/oss/loki/',
  licence: 'AGPL-3.0-only',
  governance: 'Grafana Labs (one company)',
  choice: { runnerUp: 'VictoriaLogs', because: 'an opt-in: the Haven Compliancy Checker knows it, and so do many teams' },
  upgrade: 'Read its upgrade guide; a new schema is added with a day in the future, and the old one stays.',
  haven: ['logs'],
  images: { loki: { repository: 'docker.io/grafana/loki', version: '3.7.8' } },
  crds: [],
  // Shared with Alloy, which mounts folders of the node.
  namespace: { name: namespace, podSecurity: 'privileged' },
  config: z.strictObject({
    retention: Span.default('30d').describe('How long logs are kept, in whole days'),
    volume: Bytes.default('50Gi').describe('The size of its volume; unlike VictoriaLogs, it stops when that is full'),
    size: sized({ cpu: '200m', memory: '2Gi', cpuLimit: '2' }),
  }),
  profiles: {
    lab: { retention: '3d', volume: '5Gi', size: { cpu: '50m', memory: '384Mi', cpuLimit: '1' } },
    production: { retention: '90d', volume: '1Ti', size: { cpu: '1', memory: '6Gi', cpuLimit: '4' } },
  },
  enabledIn: [],
  needs: { namespaces, blockStorage },
  wants: { metrics },
  dashboards: [dashboard],
  mistakes: ({ config: { retention } }) =>
    retention.endsWith('d') ? [] : [{ path: ['retention'], message: `${retention} is not a number of whole days; write it like 30d` }],
  offers: () => [offer(logStore, { kind: 'loki', url, otlp: `${url}/otlp/v1/logs`, namespace, podLabels: selectorLabels(name), port: ports.http })],
  build(scope, { cluster, config, needs, wants, images, platform }) {
    const text = yamlText(lokiConfig({ retention: config.retention, memory: config.size.memory, tenants: cluster.tenants }));
    new k8s.KubeConfigMap(scope, 'ConfigMap', { metadata: { name }, data: { 'config.yaml': text } });
    statefulSet(scope, {
      name,
      replicas: 1,
      serviceAccount: serviceAccount(scope, name),
      callsApi: false,
      priorityClass: needs.namespaces.priorityClass,
      // The image's user: cmd/loki/Dockerfile of the release.
      fsGroup: 10001,
      // It writes what it has in memory.
      terminationGracePeriodSeconds: 300,
      podAnnotations: { 'polder.internal/config-checksum': checksumOf(text) },
      volumes: [configMapVolume('config', name), emptyDir('tmp', '1Gi')],
      claims: [{ name: 'data', storageClass: needs.blockStorage.storageClass, size: config.volume }],
      containers: [
        {
          name,
          image: images.loki,
          args: ['-target=all', '-config.file=/etc/loki/config.yaml'],
          ports,
          size: config.size,
          probes: {
            readiness: httpProbe('/ready', 'http'),
            // It lives while it answers: it is not ready while it reads its write-ahead log.
            liveness: httpProbe('/metrics', 'http', { periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 6 }),
            startup: httpProbe('/metrics', 'http', { periodSeconds: 5, failureThreshold: 120 }),
          },
          mounts: [mount('config', '/etc/loki'), mount('data', dataFolder, { writable: true }), mount('tmp', '/tmp', { writable: true })],
        },
      ],
    });
    service(scope, name, { http: { port: ports.http, target: 'http' } });
    allow(scope, name, { from: [...fromUsers(platform, logStore, ports.http), ...scrapes(wants.metrics, ports.http)], to: [] });
    monitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, lokiAlerts);
  },
});
