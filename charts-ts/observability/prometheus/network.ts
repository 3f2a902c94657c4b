import type { Construct } from 'constructs';
import { metricStore } from '../../kit/capability.ts';
import type { Chosen, ClusterContext } from '../../kit/component.ts';
import { allow, namespacesWith, nodes, siblings, toApiServer } from '../../kit/network.ts';
import { fromUsers } from '../../kit/users.ts';
import { name, port } from './names.ts';

/** Every pod offers its metrics on a port of its own choice, so the way out is open to all pods and nodes; their own policies let in only Prometheus. */
export function network(scope: Construct, { cluster, platform }: { readonly cluster: ClusterContext; readonly platform: readonly Chosen[] }): void {
  allow(scope, name, {
    from: [...fromUsers(platform, metricStore, port), { peers: siblings(name), ports: [port, 8080] }],
    to: [{ peers: namespacesWith({}) }, { peers: nodes(cluster) }, toApiServer(cluster)],
  });
}
