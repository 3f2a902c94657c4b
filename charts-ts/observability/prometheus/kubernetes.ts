import type { Construct } from 'constructs';
import { identityClass, type Relabeling } from '../../kit/metrics.ts';
import { resource } from '../../kit/resource.ts';
import type { PrometheusConfig } from './config.ts';
import { apiServerNoise, cadvisorNoise, kubeletNoise } from './noise.ts';
import type { ScrapeConfig } from './types.ts';

type Spec = Omit<ScrapeConfig['spec'], 'jobName'>;

/**
 * What Kubernetes tells of itself. Found by nodes, pods and endpoints, not by a Service that somebody must keep: and as ScrapeConfigs,
 * since monitors look in their own namespace only.
 */
export function kubernetesTargets(scope: Construct, { controlPlane, kubeletCertificates }: PrometheusConfig): void {
  scrape(scope, 'kubelet', { ...kubelet(kubeletCertificates, '/metrics'), metricRelabelings: kubeletNoise });
  scrape(scope, 'kubelet-cadvisor', { ...kubelet(kubeletCertificates, '/metrics/cadvisor'), metricRelabelings: cadvisorNoise }, 'kubelet');
  scrape(scope, 'apiserver', {
    kubernetesSDConfigs: [{ role: 'EndpointSlice', namespaces: { names: ['default'] } }],
    scrapeClass: identityClass,
    scheme: 'HTTPS',
    tlsConfig: { serverName: 'kubernetes' },
    relabelings: [
      keep('__meta_kubernetes_service_name', 'kubernetes'),
      keep('__meta_kubernetes_endpointslice_port_name', 'https'),
      { action: 'replace', targetLabel: 'namespace', replacement: 'default' },
    ],
    metricRelabelings: apiServerNoise,
  });
  // The container's port is called "metrics" wherever kubeadm, kubespray or kind install it.
  scrape(scope, 'coredns', {
    kubernetesSDConfigs: [podsOf('k8s-app=kube-dns')],
    relabelings: [keep('__meta_kubernetes_pod_container_port_name', 'metrics'), ...podLabels],
  });
  for (const [part, { port, secure }] of Object.entries(parts))
    if (controlPlane[part as keyof typeof parts])
      scrape(scope, names[part as keyof typeof parts], controlPlanePart(names[part as keyof typeof parts], port, secure));
}

/** Node by node, at the port that each says. */
function kubelet(certificates: PrometheusConfig['kubeletCertificates'], path: string): Spec {
  return {
    kubernetesSDConfigs: [{ role: 'Node' }],
    scrapeClass: identityClass,
    scheme: 'HTTPS',
    metricsPath: path,
    ...(certificates === 'unverified' ? { tlsConfig: { insecureSkipVerify: true } } : {}),
    // `namespace`, `pod` and `container` are those of what it tells of.
    honorLabels: true,
    relabelings: [
      { action: 'replace', sourceLabels: ['__meta_kubernetes_node_name'], targetLabel: 'node' },
      { action: 'replace', targetLabel: 'metrics_path', replacement: path },
    ],
  };
}

const parts = {
  scheduler: { port: 10259, secure: true },
  controllerManager: { port: 10257, secure: true },
  etcd: { port: 2381, secure: false },
} as const;

const names = { scheduler: 'kube-scheduler', controllerManager: 'kube-controller-manager', etcd: 'etcd' } as const;

/** Static pods, as kubeadm labels them. They sign their certificates themselves. */
function controlPlanePart(component: string, port: number, secure: boolean): Spec {
  return {
    kubernetesSDConfigs: [podsOf(`component=${component}`)],
    ...(secure ? { scrapeClass: identityClass, scheme: 'HTTPS', tlsConfig: { insecureSkipVerify: true } } : {}),
    relabelings: [
      // One target for each pod, whichever ports it names. The brackets are for IPv6.
      { action: 'replace', sourceLabels: ['__meta_kubernetes_pod_ip'], regex: '([0-9.]+)', targetLabel: '__address__', replacement: `$1:${port}` },
      { action: 'replace', sourceLabels: ['__meta_kubernetes_pod_ip'], regex: '(.*:.*)', targetLabel: '__address__', replacement: `[$1]:${port}` },
      ...podLabels,
    ],
  };
}

function podsOf(label: string): Spec['kubernetesSDConfigs'][number] {
  return { role: 'Pod', namespaces: { names: ['kube-system'] }, selectors: [{ role: 'Pod', label }] };
}

function keep(label: string, regex: string): Relabeling {
  return { action: 'keep', sourceLabels: [label], regex };
}

/** As the operator labels what monitors find. */
const podLabels: readonly Relabeling[] = [
  { action: 'replace', sourceLabels: ['__meta_kubernetes_namespace'], targetLabel: 'namespace' },
  { action: 'replace', sourceLabels: ['__meta_kubernetes_pod_name'], targetLabel: 'pod' },
  { action: 'replace', sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
];

function scrape(scope: Construct, name: string, spec: Spec, jobName: string = name): void {
  resource<ScrapeConfig>(scope, { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'ScrapeConfig', metadata: { name }, spec: { jobName, ...spec } });
}
