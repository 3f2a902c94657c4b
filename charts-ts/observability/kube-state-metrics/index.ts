import { z } from 'zod';
import { metrics, namespaces } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { polder } from '../../kit/labels.ts';
import { alerts, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer } from '../../kit/network.ts';
import { clusterRole, serviceAccount } from '../../kit/rbac.ts';
import { SizeSetting } from '../../kit/size.ts';
import { deployment, httpProbe, service } from '../../kit/workload.ts';
import { kubeStateMetricsAlerts } from './alerts.ts';
import { stateMonitor } from './monitor.ts';
import { kubeStateMetricsRules, resourceNames } from './resources.ts';

const name = 'kube-state-metrics';
const ports = { metrics: 8080, own: 8081 } as const;

/** Tells what the API server knows of nodes, pods and workloads as metrics; cluster-rules asks after them. */
export const kubeStateMetrics = component({
  name,
  area: 'observability',
  purpose: 'kube-state-metrics, which tells the state of nodes, pods and workloads as metrics',
  homepage: 'https://github.com/kubernetes/kube-state-metrics',
  licence: 'Apache-2.0',
  governance: 'Kubernetes (CNCF graduated)',
  choice: {
    runnerUp: "the OpenTelemetry Collector's k8s_cluster receiver",
    because: 'every dashboard and rule that teams bring with them speaks its metric names',
  },
  upgrade: 'Its changelog names metrics and labels that went; the tests of the rules know only those that are there.',
  images: { stateMetrics: { repository: 'registry.k8s.io/kube-state-metrics/kube-state-metrics', version: 'v2.20.0' } },
  crds: [],
  namespace: { name: 'monitoring', podSecurity: 'restricted' },
  config: z.strictObject({
    size: SizeSetting.default({ cpu: '20m', memory: '128Mi', cpuLimit: '500m' }).describe(
      'CPU that the pod requests, memory that it requests and gets at most (it grows with the number of pods), CPU that it gets at most',
    ),
  }),
  profiles: {
    lab: { size: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' } },
    // Upstream advises 250Mi for up to 100 nodes: https://github.com/kubernetes/kube-state-metrics/tree/v2.20.0#resource-recommendation
    production: { size: { cpu: '100m', memory: '256Mi', cpuLimit: '1' } },
  },
  needs: { namespaces, metrics },
  wants: {},
  offers: () => [],
  build(scope, { cluster, config, needs, images, namespace }) {
    clusterRole(scope, name, { account: name, accountNamespace: namespace, rules: kubeStateMetricsRules });
    deployment(scope, {
      name,
      // Each pod would tell everything once more.
      replicas: 1,
      serviceAccount: serviceAccount(scope, name),
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      // The image names its user by a name, nobody.
      runAsUser: 65534,
      containers: [
        {
          name,
          image: images.stateMetrics,
          args: [`--resources=${resourceNames.join(',')}`, `--metric-labels-allowlist=${labels()}`],
          ports,
          size: config.size,
          // /livez asks the API server: it is up for as long as that answers.
          probes: { readiness: httpProbe('/readyz', 'own'), liveness: httpProbe('/livez', 'metrics', { timeoutSeconds: 5, failureThreshold: 6 }) },
        },
      ],
    });
    service(
      scope,
      name,
      { metrics: { port: ports.metrics, target: 'metrics' }, own: { port: ports.own, target: 'own' } },
      // Prometheus reads the pod itself.
      { headless: true },
    );
    allow(scope, name, { from: [...scrapes(needs.metrics, ports.metrics), ...scrapes(needs.metrics, ports.own)], to: [toApiServer(cluster)] });
    stateMonitor(scope, needs.metrics, name);
    alerts(scope, needs.metrics, name, kubeStateMetricsAlerts);
  },
});

/** Labels of objects that become labels of kube_node_labels and kube_namespace_labels: who a namespace is of, and where a node stands. */
function labels(): string {
  return `namespaces=[${polder.tenant},${polder.owner},${polder.costCentre}],nodes=[topology.kubernetes.io/zone]`;
}
