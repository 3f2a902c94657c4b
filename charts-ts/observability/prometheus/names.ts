import { selectorLabels } from '../../kit/labels.ts';
import type { WebUi } from '../../kit/login.ts';

export const name = 'prometheus';
export const namespace = 'monitoring';
export const ports = { web: 9090, reloader: 8080 } as const;

/** As the operator labels the pods: https://github.com/prometheus-operator/prometheus-operator/blob/v0.94.1/pkg/prometheus/server/operator.go */
export const labels = selectorLabels(name);

/** Its own pages, which have no login. */
export const page: WebUi = {
  name,
  title: 'Prometheus',
  service: name,
  port: ports.web,
  podLabels: labels,
  containerPort: ports.web,
  roles: ['administrator', 'operator', 'viewer'],
  // People ask; programs in the cluster write.
  closed: ['/api/v1/otlp', '/api/v1/write'],
};
