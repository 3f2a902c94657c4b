import { certificates, externalMetrics, metrics, namespaces, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor } from '../../kit/metrics.ts';
import { kedaAlerts } from './alerts.ts';
import { kedaCertificates } from './certificates.ts';
import { KedaConfig, profiles } from './config.ts';
import { kedaDashboard } from './dashboard.ts';
import { metricsApi, namespace, operator, webhooks } from './names.ts';
import { kedaNetwork } from './network.ts';
import { metricsApiProgram, operatorProgram, webhooksProgram } from './programs.ts';
import { kedaRights } from './rbac.ts';
import { registrations } from './registrations.ts';

/** Scales workloads by what waits for them, such as the length of a queue, and to zero when nothing does. */
export const keda = component({
  name: 'keda',
  area: 'scaling',
  purpose: 'KEDA, which scales workloads by events, and to zero when there are none',
  homepage: 'https://keda.sh/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated',
  choice: { runnerUp: 'prometheus-adapter', because: 'tenants say what scales their workloads in their own namespace, and nothing runs while nothing waits' },
  upgrade: 'Each minor supports three minors of Kubernetes: https://keda.sh/docs/2.21/operate/cluster/; read its changelog for removed scalers.',
  images: {
    operator: { repository: 'ghcr.io/kedacore/keda', version: '2.21.0' },
    metricsApi: { repository: 'ghcr.io/kedacore/keda-metrics-apiserver', version: '2.21.0' },
    webhooks: { repository: 'ghcr.io/kedacore/keda-admission-webhooks', version: '2.21.0' },
  },
  crds: [
    {
      repository: 'https://github.com/kedacore/keda.git',
      tag: 'v2.21.0',
      path: 'config/crd/bases',
      include: '*keda.sh_*.yaml',
      kinds: {
        'eventing.keda.sh/CloudEventSource': 'Namespaced',
        'eventing.keda.sh/ClusterCloudEventSource': 'Cluster',
        'keda.sh/ClusterTriggerAuthentication': 'Cluster',
        'keda.sh/ScaledJob': 'Namespaced',
        'keda.sh/ScaledObject': 'Namespaced',
        'keda.sh/TriggerAuthentication': 'Namespaced',
      },
    },
  ],
  tenantKinds: ['keda.sh/ScaledJob', 'keda.sh/ScaledObject', 'keda.sh/TriggerAuthentication'],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: KedaConfig,
  profiles,
  enabledIn: [],
  needs: { namespaces, certificates },
  wants: { metrics },
  dashboards: [kedaDashboard],
  offers: () => [offer(externalMetrics, { asks: { namespace, podLabels: selectorLabels(operator) } })],
  build(scope, { cluster, config, needs, wants, images }) {
    const programs = { images, config, certificates: kedaCertificates(scope, namespace), priorityClass: needs.namespaces.priorityClass };
    kedaRights(scope, config, cluster.tenants.length > 0);
    operatorProgram(scope, programs);
    metricsApiProgram(scope, programs);
    webhooksProgram(scope, programs);
    registrations(scope);
    kedaNetwork(scope, cluster, wants.metrics, config);
    // `namespace` is that of the object that the operator tells of.
    monitor(scope, wants.metrics, operator, 'metrics', { honorLabels: true });
    // What every API server tells of itself is left out: rules about the cluster's own must not count it.
    monitor(scope, wants.metrics, metricsApi, 'metrics', {
      metricRelabelings: [{ action: 'keep', sourceLabels: ['__name__'], regex: '(keda|process|go)_.+' }],
    });
    monitor(scope, wants.metrics, webhooks, 'metrics');
    alerts(scope, wants.metrics, 'keda', kedaAlerts);
  },
});
