export const namespace = 'keda';
export const operator = 'keda-operator';
export const metricsApi = 'keda-metrics-apiserver';
export const webhooks = 'keda-admission-webhooks';

/** cainjector finds it by the component's name. */
export const webhookConfiguration = 'keda';
export const apiService = 'v1beta1.external.metrics.k8s.io';

export const ports = {
  operator: { metrics: 8080, health: 8081, grpc: 9666 },
  metricsApi: { https: 6443, metrics: 8080 },
  webhooks: { webhook: 9443, metrics: 8080, health: 8081 },
} as const;
