import type { Construct } from 'constructs';
import { selectorLabels } from '../../kit/labels.ts';
import type { Metrics, ServiceMonitor } from '../../kit/metrics.ts';
import { resource } from '../../kit/resource.ts';

/** The job of what kube-state-metrics tells of itself; what it tells of objects has the job of its name. */
export const ownJob = 'kube-state-metrics-own';

/** Two ports: objects, and itself. Nothing where the cluster has no metrics. */
export function stateMonitor(scope: Construct, metrics: Metrics | undefined, name: string): void {
  if (metrics === undefined) return;
  resource<ServiceMonitor>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name },
    spec: {
      selector: { matchLabels: selectorLabels(name) },
      ...(metrics.clusterClass === undefined ? {} : { scrapeClass: metrics.clusterClass }),
      endpoints: [
        {
          port: 'metrics',
          // `namespace`, `pod` and `container` are those of the object, not of the pod that tells of it: a restart makes no new series.
          honorLabels: true,
          relabelings: [{ action: 'labeldrop', regex: '(namespace|pod|container|service|endpoint)' }],
        },
        { port: 'own', relabelings: [{ action: 'replace', targetLabel: 'job', replacement: ownJob }] },
      ],
    },
  });
}
