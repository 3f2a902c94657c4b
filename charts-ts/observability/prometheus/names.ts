import { selectorLabels } from '../../kit/labels.ts';

export const name = 'prometheus';
export const namespace = 'monitoring';
export const ports = { web: 9090, reloader: 8080 } as const;

/** As the operator labels the pods: https://github.com/prometheus-operator/prometheus-operator/blob/v0.94.1/pkg/prometheus/server/operator.go */
export const labels = selectorLabels(name);
