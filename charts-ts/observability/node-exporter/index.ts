import { z } from 'zod';
import { metrics, namespaces } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts, podMonitor, scrapes } from '../../kit/metrics.ts';
import { allow } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { sized } from '../../kit/size.ts';
import { daemonSet, hostPath, httpProbe, mount } from '../../kit/workload.ts';
import { nodeExporterAlerts } from './alerts.ts';
import { host, nodeExporterArgs } from './args.ts';

const name = 'node-exporter';
const port = 9100;

/**
 * Tells of the nodes: CPU, memory, disks, clock. In a network of its own, where a policy says who may ask: upstream advises
 * the host's, on which every pod and every neighbour of the node could read it without a password.
 */
export const nodeExporter = component({
  name,
  area: 'observability',
  purpose: "node-exporter, which tells of each node's processors, memory, disks and clock",
  homepage: 'https://github.com/prometheus/node_exporter',
  licence: 'Apache-2.0',
  governance: 'Prometheus (CNCF graduated)',
  choice: {
    runnerUp: "the OpenTelemetry Collector's hostmetrics receiver",
    because: 'every dashboard and rule that teams bring with them speaks its metric names',
  },
  upgrade: 'Its changelog names collectors that changed; those that are on are listed in args.ts.',
  images: { nodeExporter: { repository: 'quay.io/prometheus/node-exporter', version: 'v1.12.1' } },
  crds: [],
  namespace: { name, podSecurity: 'privileged' },
  config: z.strictObject({
    size: sized({ cpu: '20m', memory: '64Mi', cpuLimit: '250m' }),
  }),
  profiles: { lab: { size: { cpu: '10m', memory: '48Mi', cpuLimit: '250m' } } },
  needs: { namespaces, metrics },
  wants: {},
  exceptions: [
    {
      object: `DaemonSet/${name}`,
      rule: 'host-path',
      reason: 'it tells of the node, whose /proc, /sys and file systems it reads; as nobody, without capabilities, and mounted read-only',
    },
  ],
  offers: () => [],
  build(scope, { config, needs, images }) {
    daemonSet(scope, {
      name,
      everyNode: true,
      maxUnavailable: 3,
      serviceAccount: serviceAccount(scope, name),
      callsApi: false,
      priorityClass: needs.namespaces.priorityClass,
      // The image names its user by a name, nobody.
      runAsUser: 65534,
      volumes: [hostPath('host', '/')],
      containers: [
        {
          name,
          image: images.nodeExporter,
          args: nodeExporterArgs(port),
          ports: { metrics: port },
          size: config.size,
          // Its front page: /metrics would read every disk each time.
          probes: { readiness: httpProbe('/', 'metrics'), liveness: httpProbe('/', 'metrics', { timeoutSeconds: 5, failureThreshold: 6 }) },
          // Disks that are mounted later must be seen too.
          mounts: [mount('host', host, { propagation: 'HostToContainer' })],
        },
      ],
    });
    allow(scope, name, { from: scrapes(needs.metrics, port), to: [] });
    podMonitor(scope, needs.metrics, name, 'metrics', {
      tellsOfCluster: true,
      relabelings: [
        // A node is called by its name, whatever its pod is called and where it stands.
        ...['node', 'instance'].map((targetLabel) => ({ action: 'replace' as const, sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel })),
        { action: 'labeldrop', regex: '(pod|container|endpoint)' },
      ],
    });
    alerts(scope, needs.metrics, name, nodeExporterAlerts);
  },
});
