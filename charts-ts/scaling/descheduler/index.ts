import { k8s } from 'cdk8s-plus-28';
import { metrics, namespaces } from '../../kit/capability.ts';
import { checksumOf } from '../../kit/checksum.ts';
import { component } from '../../kit/component.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { configMapVolume, deployment, httpProbe, mount, service } from '../../kit/workload.ts';
import { yamlText } from '../../kit/yaml.ts';
import { deschedulerAlerts } from './alerts.ts';
import { DeschedulerConfig } from './config.ts';
import { deschedulerDashboard } from './dashboard.ts';
import { deschedulerPolicy } from './policy.ts';
import { deschedulerRights } from './rbac.ts';

const name = 'descheduler';
const port = 10258;

/** Evicts pods that the scheduler would place elsewhere today: after a node came back, a zone was lost, or a taint was set. */
export const descheduler = component({
  name,
  area: 'scaling',
  purpose: 'The descheduler, which evicts pods that stand badly, so that the scheduler places them anew',
  homepage: 'https://sigs.k8s.io/descheduler/',
  licence: 'Apache-2.0',
  governance: 'Kubernetes SIG Scheduling (CNCF graduated)',
  choice: { runnerUp: 'a rollout by hand after each repair of a node', because: 'a cluster that lost a node stays lopsided until somebody thinks of it' },
  upgrade: 'Its minor is that of Kubernetes, and it works with three of them; read the notes for renamed plugins, and run it with dryRun for a day.',
  images: { descheduler: { repository: 'registry.k8s.io/descheduler/descheduler', version: 'v0.36.0' } },
  crds: [],
  namespace: { name, podSecurity: 'restricted' },
  config: DeschedulerConfig,
  profiles: {
    lab: { size: { cpu: '10m', memory: '48Mi', cpuLimit: '250m' } },
    // It keeps all pods of the cluster in memory.
    production: { size: { cpu: '50m', memory: '256Mi', cpuLimit: '1' } },
  },
  enabledIn: [],
  needs: { namespaces },
  wants: { metrics },
  dashboards: [deschedulerDashboard],
  mistakes: ({ config: { utilisation, duplicates, spread, affinity } }) => [
    ...(utilisation.low >= utilisation.target
      ? [
          {
            path: ['utilisation', 'target'],
            message: `${utilisation.target} is not above low, which is ${utilisation.low}: a node would be empty and full at once; write a higher one`,
          },
        ]
      : []),
    ...(utilisation.enabled || duplicates || spread || affinity
      ? []
      : [{ path: [], message: 'has nothing to do: turn on duplicates, spread, affinity or utilisation, or leave the component out' }]),
  ],
  offers: () => [],
  build(scope, { cluster, config, needs, wants, images, namespace }) {
    const policy = yamlText(deschedulerPolicy(config, needs.namespaces.priorityClass));
    new k8s.KubeConfigMap(scope, 'policy', { metadata: { name }, data: { 'policy.yaml': policy } });
    deschedulerRights(scope, name, namespace);
    deployment(scope, {
      name,
      // Two would evict twice as much.
      replicas: 1,
      recreate: true,
      serviceAccount: serviceAccount(scope, name),
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      // It reads its policy at its start only.
      podAnnotations: { 'polder.internal/config-checksum': checksumOf(policy) },
      volumes: [configMapVolume('policy', name)],
      containers: [
        {
          name,
          image: images.descheduler,
          command: ['/bin/descheduler'],
          args: [
            '--policy-config-file=/policy/policy.yaml',
            `--descheduling-interval=${config.intervalMinutes}m`,
            `--secure-port=${port}`,
            '--tls-min-version=VersionTLS13',
            '--v=2',
            ...(config.dryRun ? ['--dry-run=true'] : []),
          ],
          ports: { https: port },
          size: config.size,
          probes: {
            readiness: httpProbe('/healthz', 'https', { scheme: 'HTTPS' }),
            liveness: httpProbe('/healthz', 'https', { scheme: 'HTTPS', periodSeconds: 30 }),
          },
          mounts: [mount('policy', '/policy')],
        },
      ],
    });
    service(scope, name, { https: { port, target: 'https' } });
    allow(scope, name, { from: scrapes(wants.metrics, port), to: [toApiServer(cluster)] });
    // It signs its certificate itself, anew at each start.
    monitor(scope, wants.metrics, name, 'https', { scheme: 'https', tlsConfig: { insecureSkipVerify: true }, honorLabels: true });
    alerts(scope, wants.metrics, name, deschedulerAlerts(config.intervalMinutes));
  },
});
