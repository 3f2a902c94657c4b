import type { Construct } from 'constructs';
import { metricStore } from '../../kit/capability.ts';
import type { Chosen, ClusterContext } from '../../kit/component.ts';
import { fromLoginProxy } from '../../kit/login.ts';
import { allow, namespacesWith, nodes, siblings, toApiServer } from '../../kit/network.ts';
import { fromUsers } from '../../kit/users.ts';
import { name, ports } from './names.ts';

interface NetworkContext {
  readonly cluster: ClusterContext;
  readonly platform: readonly Chosen[];
  readonly loginProxy: Parameters<typeof fromLoginProxy>[0];
}

/**
 * Programs offer metrics on a port of their own choice, so the way out is open to every pod and node of the cluster; it is their own
 * policies that let in Prometheus and nobody else. Nothing outside the cluster is reached.
 */
export function prometheusNetwork(scope: Construct, { cluster, platform, loginProxy }: NetworkContext): void {
  allow(scope, name, {
    from: [
      ...fromUsers(platform, metricStore, ports.web),
      ...fromLoginProxy(loginProxy, ports.web),
      { peers: siblings(name), ports: [ports.web, ports.reloader] },
    ],
    to: [{ peers: namespacesWith({}) }, { peers: nodes(cluster) }, toApiServer(cluster)],
  });
}
