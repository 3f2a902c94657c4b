import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, fromNodes, namespacesWith, pods, toApiServer } from '../../kit/network.ts';
import { callsApi, cephPods, csiControllerPods, csiOperator, gatewayPods, namespace, operator, ports } from './names.ts';

const ceph = pods(namespace, cephPods);
const cephPorts = [ports.monitor, ports.daemons];

/** Ceph stays on the network of pods; only the drivers on the nodes are on the host's, where the kernel mounts volumes. */
export function traffic(scope: Construct, cluster: ClusterContext, metrics: Metrics | undefined, withGateways: boolean): void {
  // It runs the `ceph` command itself, and asks the gateways for users and buckets.
  allow(scope, operator, {
    from: scrapes(metrics, ports.metrics),
    to: [toApiServer(cluster), { peers: ceph, ports: [...cephPorts, ports.gateway] }],
  });
  allow(scope, csiOperator, { from: scrapes(metrics, ports.metrics), to: [toApiServer(cluster)] });
  allow(scope, 'ceph-csi-controllers', { from: [], to: [toApiServer(cluster), { peers: ceph, ports: cephPorts }] }, csiControllerPods);

  const clients = [...ceph, ...pods(namespace, { 'app.kubernetes.io/name': operator }), ...pods(namespace, csiControllerPods), ...fromNodes(cluster)];
  allow(scope, 'ceph', { from: [{ peers: clients, ports: cephPorts }], to: [{ peers: ceph, ports: cephPorts }] }, cephPods);
  // Managers, and the jobs that prepare disks and ask images for their version.
  allow(scope, 'ceph-to-api-server', { to: [toApiServer(cluster)] }, callsApi);
  if (metrics !== undefined) {
    allow(scope, 'ceph-mgr-metrics', { from: scrapes(metrics, ports.mgrMetrics) }, { ...cephPods, app: 'rook-ceph-mgr' });
    allow(scope, 'ceph-exporter-metrics', { from: scrapes(metrics, ports.exporterMetrics) }, { ...cephPods, app: 'rook-ceph-exporter' });
  }
  // Whoever has a bucket, in any namespace: the gateway itself asks for its keys.
  if (withGateways) allow(scope, 'ceph-gateways', { from: [{ peers: namespacesWith({}), ports: [ports.gateway] }] }, gatewayPods);
}
