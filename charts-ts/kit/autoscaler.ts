import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { selectorLabels } from './labels.ts';

export interface AutoscalerOptions {
  /** Of the Deployment, which has `autoscaled`. */
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** How much of the CPU that they request pods use on average before more start, in percent. */
  readonly cpuPercent: number;
}

/** Starts more pods of a Deployment while they are busy. The cluster needs the capability `resource-metrics`. */
export function autoscaler(scope: Construct, { name, least, most, cpuPercent }: AutoscalerOptions): void {
  new k8s.KubeHorizontalPodAutoscalerV2(scope, `HorizontalPodAutoscaler-${name}`, {
    metadata: { name, labels: selectorLabels(name) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: least,
      maxReplicas: most,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuPercent } } }],
    },
  });
}
