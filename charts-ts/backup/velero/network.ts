import type { Construct } from 'constructs';
import { type Store, toBackupStore } from '../../kit/backup-store.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer } from '../../kit/network.ts';
import { dataMover, maintenance, nodeAgent, ports, server } from './names.ts';

/** All of them talk to the API server; those that read or write backups to the object store; nobody to them but Prometheus. */
export function traffic(scope: Construct, cluster: ClusterContext, store: Store, metrics: Metrics | undefined): void {
  const from = scrapes(metrics, ports.metrics);
  const both = [toApiServer(cluster), toBackupStore(cluster, store)];
  allow(scope, server, { from, to: both });
  allow(scope, nodeAgent, { from, to: [toApiServer(cluster)] });
  allow(scope, dataMover, { from: [], to: both });
  allow(scope, maintenance, { from: [], to: both });
}
