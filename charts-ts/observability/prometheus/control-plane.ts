import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Relabeling, ServiceMonitor } from '../../kit/metrics.ts';
import { resource } from '../../kit/resource.ts';
import type { PrometheusConfig } from './config.ts';

type Endpoint = ServiceMonitor['spec']['endpoints'][number];

const token = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const ca = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';

/** The series that nobody asks for are most of what a kubelet and an API server offer. */
const drop = (regex: string): Relabeling => ({ action: 'drop', sourceLabels: ['__name__'], regex });
const noise = [drop('apiserver_request_(body_size|sli_duration|slo_duration).*|etcd_request_duration_seconds_bucket|.*workqueue_.*_bucket')];

/** Kubelets with their containers, the API server, DNS; the rest of the control plane where it can be read. */
export function controlPlaneMonitors(scope: Construct, { controlPlane }: PrometheusConfig): void {
  const kubelet = (rest: Partial<Endpoint>): Endpoint => ({
    port: 'https-metrics',
    scheme: 'https',
    bearerTokenFile: token,
    // A kubelet's certificate is often its own: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/#certificate-rotation
    tlsConfig: { caFile: ca, insecureSkipVerify: true },
    honorLabels: true,
    relabelings: [{ action: 'replace', sourceLabels: ['__metrics_path__'], targetLabel: 'metrics_path' }],
    ...rest,
  });
  monitorOf(scope, 'kubelet', { 'app.kubernetes.io/name': 'kubelet' }, 'app.kubernetes.io/name', 'kube-system', [
    kubelet({ metricRelabelings: noise }),
    kubelet({
      path: '/metrics/cadvisor',
      metricRelabelings: [
        drop(
          'container_(tasks_state|memory_failures_total|blkio_device_usage_total|file_descriptors|sockets|threads_max|spec_.*|last_seen|start_time_seconds)',
        ),
      ],
    }),
    kubelet({ path: '/metrics/probes' }),
  ]);
  monitorOf(scope, 'apiserver', { component: 'apiserver', provider: 'kubernetes' }, 'component', 'default', [
    { port: 'https', scheme: 'https', bearerTokenFile: token, tlsConfig: { caFile: ca, serverName: 'kubernetes' }, metricRelabelings: noise },
  ]);
  monitorOf(scope, 'coredns', { 'k8s-app': 'kube-dns' }, 'k8s-app', 'kube-system', [{ port: 'metrics' }]);
  if (controlPlane) for (const part of parts) controlPlanePart(scope, part);
}

const parts = [
  { name: 'kube-controller-manager', port: 10257, scheme: 'https' },
  { name: 'kube-scheduler', port: 10259, scheme: 'https' },
  { name: 'etcd', port: 2381, scheme: undefined },
] as const;

/** A Service for pods that the cluster provider runs, as kubeadm labels them: without one there is nothing to find them by. */
function controlPlanePart(scope: Construct, { name, port, scheme }: (typeof parts)[number]): void {
  const service = `polder-${name}`;
  new k8s.KubeService(scope, `Service-${service}`, {
    metadata: { name: service, namespace: 'kube-system', labels: { 'app.kubernetes.io/name': service, component: name } },
    spec: {
      clusterIp: 'None',
      selector: { component: name },
      ports: [{ name: 'metrics', port, targetPort: k8s.IntOrString.fromNumber(port), protocol: 'TCP' }],
    },
  });
  const secure = scheme === undefined ? {} : { scheme, bearerTokenFile: token, tlsConfig: { insecureSkipVerify: true } };
  monitorOf(scope, name, { 'app.kubernetes.io/name': service }, 'component', 'kube-system', [{ port: 'metrics', ...secure }]);
}

function monitorOf(
  scope: Construct,
  name: string,
  matchLabels: Readonly<Record<string, string>>,
  jobLabel: string,
  namespace: string,
  endpoints: readonly Endpoint[],
): void {
  resource<ServiceMonitor>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name },
    spec: { selector: { matchLabels }, namespaceSelector: { matchNames: [namespace] }, jobLabel, endpoints },
  });
}
