import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, namespacesWith, outside, siblings, type Traffic, toApiServer } from '../../kit/network.ts';
import type { Seal } from './config.ts';
import { openbaoName, ports, reader } from './names.ts';

/** The pods talk to each other; readers to them; they to the API server, which says whose a token is, and with a transit seal to the other OpenBao. */
export function openbaoTraffic(scope: Construct, cluster: ClusterContext, seal: Seal, readers: readonly string[], metrics: Metrics | undefined): void {
  const each: Traffic = { peers: siblings(openbaoName), ports: [ports.api, ports.cluster] };
  const namespaces = [...new Set([reader.namespace, ...readers])].sort();
  allow(scope, openbaoName, {
    from: [
      each,
      { peers: namespaces.flatMap((namespace) => namespacesWith({ 'kubernetes.io/metadata.name': namespace })), ports: [ports.api] },
      ...scrapes(metrics, ports.metrics),
    ],
    to: [each, toApiServer(cluster), ...(seal.by === 'transit' ? [{ peers: outside(cluster), ports: [Number(new URL(seal.address).port || 443)] }] : [])],
  });
}
