import { z } from 'zod';
import { metrics, namespaces, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts, clusterClass, identityClass, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { SizeSetting } from '../../kit/size.ts';
import { deployment, httpProbe, service } from '../../kit/workload.ts';
import { prometheusOperatorAlerts } from './alerts.ts';
import { operatorArgs, port } from './args.ts';
import { dashboard } from './dashboard.ts';
import { operatorRights } from './rbac.ts';

const name = 'prometheus-operator';
const namespace = 'monitoring';

/** What the capability `metrics` is: whatever has metrics lets these pods in. */
const own = { namespace, podLabels: { 'app.kubernetes.io/name': 'prometheus' }, identityClass, clusterClass };

/** Makes the configuration of Prometheus from the monitors and rules that stand beside each program. Early: all that has metrics comes after it. */
export const prometheusOperator = component({
  name,
  area: 'observability',
  purpose: 'The Prometheus operator: monitors, probes and rules as objects beside what they watch',
  homepage: 'https://prometheus-operator.dev/',
  licence: 'Apache-2.0',
  governance: 'Prometheus community (Prometheus is CNCF graduated)',
  choice: { runnerUp: "VictoriaMetrics' operator", because: 'nearly every program brings monitors and rules in its words' },
  upgrade:
    'Operator, reloader and definitions have one version and are raised together. Read its changelog for fields that went, and run the rules of the whole platform.',
  images: {
    operator: { repository: 'quay.io/prometheus-operator/prometheus-operator', version: 'v0.94.1' },
    reloader: { repository: 'quay.io/prometheus-operator/prometheus-config-reloader', version: 'v0.94.1' },
  },
  crds: [
    {
      repository: 'https://github.com/prometheus-operator/prometheus-operator.git',
      tag: 'v0.94.1',
      commit: '24929ab3b4c91b39d43d5f020833296654c627fd',
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
    size: SizeSetting.default({ cpu: '25m', memory: '128Mi', cpuLimit: '500m' }).describe(
      'CPU that the pod requests, memory that it requests and gets at most (it grows with the number of monitors and rules), CPU that it gets at most',
    ),
  }),
  profiles: { lab: { size: { cpu: '10m', memory: '96Mi', cpuLimit: '250m' } }, production: { size: { cpu: '100m', memory: '256Mi', cpuLimit: '1' } } },
  needs: { namespaces },
  wants: {},
  dashboards: [dashboard],
  offers: () => [offer(metrics, own)],
  build(scope, { cluster, config, needs, images }) {
    operatorRights(scope, name, namespace);
    deployment(scope, {
      name,
      // It elects no leader: two would write the same objects in turn. What runs goes on while it is away.
      replicas: 1,
      recreate: true,
      serviceAccount: serviceAccount(scope, name),
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      // The image (busybox) names its user by a name, nobody.
      runAsUser: 65534,
      containers: [
        {
          name,
          image: images.operator,
          args: operatorArgs(namespace, images.reloader),
          ports: { http: port },
          size: config.size,
          // Its only health address: it says nothing of what it does.
          probes: { readiness: httpProbe('/healthz', 'http'), liveness: httpProbe('/healthz', 'http', { failureThreshold: 6 }) },
        },
      ],
    });
    service(scope, name, { http: { port, target: 'http' } });
    allow(scope, name, { from: scrapes(own, port), to: [toApiServer(cluster)] });
    monitor(scope, own, name, 'http');
    alerts(scope, own, name, prometheusOperatorAlerts);
  },
});
