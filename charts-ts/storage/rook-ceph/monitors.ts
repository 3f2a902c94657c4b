import type { Construct } from 'constructs';
import { alerts, type Metrics, monitor, type ServiceMonitor } from '../../kit/metrics.ts';
import { resource } from '../../kit/resource.ts';
import { cephAlerts } from './alerts.ts';
import { cephPods, csiOperator, name, operator } from './names.ts';

/** Prometheus reads the operators, the manager that is active, and the exporter on each node. */
export function monitors(scope: Construct, metrics: Metrics | undefined): void {
  monitor(scope, metrics, operator, 'metrics');
  monitor(scope, metrics, csiOperator, 'metrics');
  alerts(scope, metrics, name, cephAlerts);
  if (metrics === undefined) return;
  ofRook(scope, 'rook-ceph-mgr', 'http-metrics');
  ofRook(scope, 'rook-ceph-exporter', 'ceph-exporter-http-metrics');
}

/** A Service that Rook makes, by the labels that it gives it. */
function ofRook(scope: Construct, app: string, port: string): void {
  resource<ServiceMonitor>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: app },
    // Some metrics say of which instance they are: that of the disk, not of the manager.
    spec: { selector: { matchLabels: { ...cephPods, app } }, endpoints: [{ port, honorLabels: true }] },
  });
}
