import { certificates, metrics, namespaces, offer, resourceMetrics } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, fromNodes, nodes, toApiServer } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { deployment, httpProbe, mount, secretVolume, service } from '../../kit/workload.ts';
import { metricsServerAlerts } from './alerts.ts';
import { metricsApi } from './api-service.ts';
import { metricsServerArgs, port, tlsFolder } from './args.ts';
import { MetricsServerConfig } from './config.ts';
import { metricsServerDashboard } from './dashboard.ts';
import { metricsServerRights } from './rbac.ts';

const name = 'metrics-server';

/** Answers kubectl top and the autoscalers: what nodes and pods use now. */
export const metricsServer = component({
  name,
  area: 'observability',
  purpose: 'metrics-server, which tells kubectl top and the autoscalers what pods use now',
  homepage: 'https://github.com/kubernetes-sigs/metrics-server',
  licence: 'Apache-2.0',
  governance: 'Kubernetes (CNCF graduated)',
  choice: { runnerUp: 'prometheus-adapter', because: 'autoscaling goes on while Prometheus is down' },
  haven: ['metrics'],
  upgrade: 'Its table of versions says which Kubernetes it works with; leave the component out where the distribution brings its own.',
  images: { metricsServer: { repository: 'registry.k8s.io/metrics-server/metrics-server', version: 'v0.9.0' } },
  crds: [],
  // cainjector reads certificates in cert-manager's namespace only, so that no other Secret is open to it.
  namespace: { name: 'cert-manager', podSecurity: 'restricted' },
  config: MetricsServerConfig,
  profiles: {
    lab: { kubeletCertificates: 'unverified', size: { cpu: '20m', memory: '96Mi', cpuLimit: '250m' } },
    // Upstream: 100m and 200Mi for up to 100 nodes, https://github.com/kubernetes-sigs/metrics-server/tree/v0.9.0#scaling
    production: { replicas: 2, size: { cpu: '100m', memory: '256Mi', cpuLimit: '1' } },
  },
  needs: { namespaces, certificates },
  wants: { metrics },
  dashboards: [metricsServerDashboard],
  offers: () => [offer(resourceMetrics, {})],
  build(scope, { cluster, config, needs, wants, images, namespace }) {
    metricsServerRights(scope, name, namespace);
    const secret = metricsApi(scope, name, namespace);
    deployment(scope, {
      name,
      replicas: config.replicas,
      serviceAccount: serviceAccount(scope, name),
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      maxUnavailable: 0,
      volumes: [secretVolume('tls', secret)],
      containers: [
        {
          name,
          image: images.metricsServer,
          args: metricsServerArgs(config.kubeletCertificates),
          ports: { https: port },
          size: config.size,
          // Ready when it has numbers of a node; it lives while it goes on asking.
          probes: { readiness: httpProbe('/readyz', 'https', { scheme: 'HTTPS' }), liveness: httpProbe('/livez', 'https', { scheme: 'HTTPS' }) },
          mounts: [mount('tls', tlsFolder)],
        },
      ],
    });
    service(scope, name, { https: { port: 443, target: 'https', appProtocol: 'https' } });
    allow(scope, name, {
      from: [{ peers: fromNodes(cluster), ports: [port] }, ...scrapes(wants.metrics, port)],
      to: [toApiServer(cluster), { peers: nodes(cluster), ports: [10250] }],
    });
    monitor(scope, wants.metrics, name, 'https', {
      scheme: 'https',
      // Its CA stands in a Secret that Prometheus may not read; no token goes with the question.
      tlsConfig: { insecureSkipVerify: true },
      // What every API server tells of itself: rules about the cluster's own must not count it.
      metricRelabelings: [{ action: 'keep', sourceLabels: ['__name__'], regex: '(metrics_server|process|go)_.+' }],
    });
    alerts(scope, wants.metrics, name, metricsServerAlerts);
  },
});
