import { z } from 'zod';
import { Bytes, Cpu } from '../../config/values.ts';
import { metrics, namespaces, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer } from '../../kit/network.ts';
import { deployment, httpProbe, service } from '../../kit/workload.ts';
import { prometheusOperatorAlerts } from './alerts.ts';
import { dashboard } from './dashboard.ts';
import { rights } from './rbac.ts';

const name = 'prometheus-operator';
const namespace = 'monitoring';
const port = 8080;
/** As the operator labels the pods of every Prometheus; whoever is read lets these in. */
const prometheusLabels = { 'app.kubernetes.io/name': 'prometheus' };

/** Turns monitors and rules of all namespaces into the configuration of Prometheus, and runs it. First among all that has metrics. */
export const prometheusOperator = component({
  name,
  area: 'observability',
  purpose: 'The Prometheus operator: monitors, probes and rules as objects beside what they watch',
  homepage: 'https://prometheus-operator.dev/',
  licence: 'Apache-2.0',
  governance: 'Prometheus community; Prometheus is CNCF graduated',
  choice: { runnerUp: "VictoriaMetrics' operator", because: 'nearly every program brings its ServiceMonitor and PrometheusRule for this one' },
  upgrade: 'Definitions and operator have one version and go together; fields are only added. Read its changelog for the Prometheus versions that it knows.',
  images: {
    operator: { repository: 'quay.io/prometheus-operator/prometheus-operator', version: 'v0.95.1' },
    reloader: { repository: 'quay.io/prometheus-operator/prometheus-config-reloader', version: 'v0.95.1' },
  },
  crds: [
    {
      repository: 'https://github.com/prometheus-operator/prometheus-operator.git',
      tag: 'v0.95.1',
      path: 'example/prometheus-operator-crd',
      include: 'monitoring.coreos.com_*.yaml',
      kinds: {
        'monitoring.coreos.com/Alertmanager': 'Namespaced',
        'monitoring.coreos.com/AlertmanagerConfig': 'Namespaced',
        'monitoring.coreos.com/PodMonitor': 'Namespaced',
        'monitoring.coreos.com/Probe': 'Namespaced',
        'monitoring.coreos.com/Prometheus': 'Namespaced',
        'monitoring.coreos.com/PrometheusAgent': 'Namespaced',
        'monitoring.coreos.com/PrometheusRule': 'Namespaced',
        'monitoring.coreos.com/ScrapeConfig': 'Namespaced',
        'monitoring.coreos.com/ServiceMonitor': 'Namespaced',
        'monitoring.coreos.com/ThanosRuler': 'Namespaced',
      },
    },
  ],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: z.strictObject({
    size: z
      .strictObject({ cpu: Cpu, memory: Bytes, cpuLimit: Cpu })
      .default({ cpu: '25m', memory: '128Mi', cpuLimit: '500m' })
      .describe('CPU that the pod requests, memory that it requests and gets at most, CPU that it gets at most'),
  }),
  profiles: { lab: { size: { cpu: '10m', memory: '80Mi', cpuLimit: '250m' } }, production: { size: { cpu: '100m', memory: '256Mi', cpuLimit: '1' } } },
  needs: { namespaces },
  wants: {},
  dashboards: [dashboard],
  offers: () => [offer(metrics, { namespace, podLabels: prometheusLabels })],
  build(scope, { cluster, config, needs, images }) {
    const own = { namespace, podLabels: prometheusLabels };
    deployment(scope, {
      name,
      // A second one would only wait: it has no leader election, and what runs stays while it is away.
      replicas: 1,
      serviceAccount: rights(scope, name, namespace),
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      containers: [
        {
          name,
          image: images.operator,
          args: [
            `--prometheus-config-reloader=${images.reloader}`,
            // Prometheus runs here only; what it reads is found in every namespace.
            `--prometheus-instance-namespaces=${namespace}`,
            '--disable-unmanaged-prometheus-configuration=true',
            '--log-format=json',
            // The reloader beside each Prometheus.
            '--config-reloader-cpu-request=10m',
            '--config-reloader-cpu-limit=100m',
            '--config-reloader-memory-request=32Mi',
            '--config-reloader-memory-limit=32Mi',
            '--enable-config-reloader-probes=true',
            // The kubelets, which have no Service of their own.
            '--kubelet-service=kube-system/kubelet',
            '--kubelet-endpoints=false',
            '--kubelet-endpointslice=true',
          ],
          env: [{ name: 'GOGC', value: '30' }],
          ports: { http: port },
          size: config.size,
          probes: { readiness: httpProbe('/healthz', 'http'), liveness: httpProbe('/healthz', 'http', { failureThreshold: 6 }) },
        },
      ],
    });
    service(scope, name, { http: { port, target: 'http' } }, { headless: true });
    allow(scope, name, { from: scrapes(own, port), to: [toApiServer(cluster)] });
    monitor(scope, own, name, 'http');
    alerts(scope, own, name, prometheusOperatorAlerts);
  },
});
