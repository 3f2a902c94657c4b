import type { Alert } from '../../kit/metrics.ts';

const job = 'job="metrics-server"';

/** Metric names: pkg/scraper/scraper.go and pkg/storage/monitoring.go of the release. */
export const metricsServerAlerts: readonly Alert[] = [
  {
    name: 'MetricsServerDown',
    expression: `absent(up{${job}} == 1)`,
    holds: '10m',
    severity: 'warning',
    summary: 'metrics-server does not answer: kubectl top fails, nothing scales by itself, and no namespace can be deleted',
    runbook: 'kubectl -n cert-manager describe deploy metrics-server; kubectl describe apiservice v1beta1.metrics.k8s.io says what the API server sees',
  },
  {
    name: 'MetricsServerKubeletsFail',
    expression: `sum(rate(metrics_server_kubelet_request_total{${job},success="false"}[10m])) / sum(rate(metrics_server_kubelet_request_total{${job}}[10m])) > 0.05`,
    holds: '15m',
    severity: 'warning',
    summary: 'metrics-server gets no answer from some kubelets: pods on those nodes do not scale by themselves',
    runbook: 'kubectl -n cert-manager logs deploy/metrics-server; "x509": see components.metrics-server.kubeletCertificates; "timeout": port 10250 of the node',
  },
];
