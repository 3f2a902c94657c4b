import type { Construct } from 'constructs';
import type { ServiceMonitor } from '../../kit/metrics.ts';
import { resource } from '../../kit/resource.ts';
import { labels, name } from './names.ts';

/** Prometheus reads itself, and the reloader beside it: each pod reads all of them. */
export function ownMonitor(scope: Construct): void {
  resource<ServiceMonitor>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name },
    spec: { selector: { matchLabels: labels }, endpoints: [{ port: 'web' }, { port: 'reloader' }] },
  });
}
