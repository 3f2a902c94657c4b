import { k8s } from 'cdk8s-plus-28';
import { z } from 'zod';
import { logCollection, logStore, metrics, namespaces, offer, trustBundle } from '../../kit/capability.ts';
import { checksumOf } from '../../kit/checksum.ts';
import { component } from '../../kit/component.ts';
import { alerts, podMonitor, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer, toEndpoint } from '../../kit/network.ts';
import { clusterRole, serviceAccount } from '../../kit/rbac.ts';
import { sized } from '../../kit/size.ts';
import { trusting } from '../../kit/trust.ts';
import { withoutSlash } from '../../kit/url.ts';
import { configMapVolume, daemonSet, emptyDir, fieldEnv, hostPath, httpProbe, mount } from '../../kit/workload.ts';
import { alloyAlerts } from './alerts.ts';
import { alloyConfig } from './config.ts';
import { dashboard } from './dashboard.ts';
import { alloyText } from './language.ts';

const name = 'alloy';
const namespace = 'logging';
const ports = { http: 12345 } as const;

/** Sends the logs of all pods to Loki, in place of the OpenTelemetry Collector's agent. Its name and namespace are those that the Haven Compliancy Checker is known to find. */
export const alloy = component({
  name,
  area: 'observability',
  purpose: "Alloy, which sends the pods' logs to Loki in place of the OpenTelemetry Collector's agent",
  homepage: 'https://grafana.com/oss/alloy-opentelemetry-collector/',
  licence: 'Apache-2.0',
  governance: 'Grafana Labs (one company)',
  choice: { runnerUp: "the OpenTelemetry Collector's agent", because: 'an opt-in: the Haven Compliancy Checker knows it beside Loki' },
  upgrade: 'Read its release notes for changes to the components that config.ts names.',
  haven: ['logs'],
  images: { alloy: { repository: 'docker.io/grafana/alloy', version: 'v1.18.0' } },
  crds: [],
  namespace: { name: namespace, podSecurity: 'privileged' },
  config: z.strictObject({
    size: sized({ cpu: '50m', memory: '256Mi', cpuLimit: '1' }),
  }),
  profiles: { lab: { size: { cpu: '25m', memory: '192Mi', cpuLimit: '500m' } }, production: { size: { cpu: '100m', memory: '512Mi', cpuLimit: '2' } } },
  enabledIn: [],
  needs: { namespaces, logStore },
  wants: { metrics, trustBundle },
  exceptions: [
    {
      object: `DaemonSet/${name}`,
      rule: 'host-path',
      reason: 'It reads the logs that the container runtime writes on the node, and keeps there how far it has read.',
    },
    {
      object: `DaemonSet/${name}`,
      rule: 'root-user',
      reason: 'The container runtime writes log files that only root may read. It has no capability beside that.',
    },
  ],
  dashboards: [dashboard],
  offers: () => [offer(logCollection, {})],
  build(scope, { cluster, config, needs, wants, images }) {
    const text = alloyText(alloyConfig(withoutSlash(needs.logStore.url)));
    new k8s.KubeConfigMap(scope, 'ConfigMap', { metadata: { name }, data: { 'config.alloy': text } });
    clusterRole(scope, name, {
      account: name,
      accountNamespace: namespace,
      rules: [{ apiGroups: [''], resources: ['pods', 'namespaces'], verbs: ['get', 'list', 'watch'] }],
    });
    const trust = trusting(wants.trustBundle, [needs.logStore.otlp]);
    daemonSet(scope, {
      name,
      serviceAccount: serviceAccount(scope, name),
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      everyNode: true,
      podAnnotations: { 'polder.internal/config-checksum': checksumOf(text) },
      podSecurity: { runAsNonRoot: false, runAsUser: 0 },
      volumes: [
        configMapVolume('config', name),
        hostPath('pods', '/var/log/pods'),
        hostPath('state', '/var/lib/alloy', 'DirectoryOrCreate'),
        emptyDir('tmp', '64Mi'),
        ...trust.volumes,
      ],
      containers: [
        {
          name,
          image: images.alloy,
          args: [
            'run',
            '/etc/alloy/config.alloy',
            '--storage.path=/var/lib/alloy',
            `--server.http.listen-addr=0.0.0.0:${ports.http}`,
            // It sends nothing to its maker, and shows no profiles and no bundle of what it knows.
            '--disable-reporting',
            '--server.http.enable-pprof=false',
            '--server.http.disable-support-bundle',
          ],
          env: [fieldEnv('NODE', 'spec.nodeName'), ...trust.env],
          ports,
          size: config.size,
          security: { runAsNonRoot: false },
          // Its other address, /-/healthy, fails with any part: starting again would help none of them.
          probes: {
            readiness: httpProbe('/-/ready', 'http'),
            liveness: httpProbe('/-/ready', 'http', { periodSeconds: 30, failureThreshold: 6, timeoutSeconds: 5 }),
          },
          mounts: [
            mount('config', '/etc/alloy'),
            mount('pods', '/var/log/pods'),
            mount('state', '/var/lib/alloy', { writable: true }),
            mount('tmp', '/tmp', { writable: true }),
            ...trust.mounts,
          ],
        },
      ],
    });
    const { logStore: store } = needs;
    allow(scope, name, {
      from: scrapes(wants.metrics, ports.http),
      to: [toApiServer(cluster), toEndpoint(cluster, store, [store.otlp])],
    });
    podMonitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, alloyAlerts);
  },
});
