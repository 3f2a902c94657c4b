import { isIP } from 'node:net';
import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, fromNodes, namespacesWith, outside, type Traffic, toApiServer } from '../../kit/network.ts';
import { ports } from './args.ts';
import type { Choice } from './choice.ts';
import type { Rfc2136 } from './config.ts';
import { cainjector, controller, webhook } from './names.ts';

/** Opens what each program needs: the API server for all, the ACME server and the way to prove hostnames for the controller. */
export function traffic(scope: Construct, choice: Choice, cluster: ClusterContext, metrics: Metrics | undefined): void {
  const scraped = scrapes(metrics, ports.metrics);
  allow(scope, controller, { from: scraped, to: [toApiServer(cluster), ...(choice.by === 'acme' ? toAcme(choice, cluster) : [])] });
  allow(scope, webhook, { from: [{ peers: fromNodes(cluster), ports: [ports.https] }, ...scraped], to: [toApiServer(cluster)] });
  allow(scope, cainjector, { from: scraped, to: [toApiServer(cluster)] });
}

function toAcme({ acme, solver }: Extract<Choice, { by: 'acme' }>, cluster: ClusterContext): Traffic[] {
  const server: Traffic = { peers: outside(cluster), ports: [Number(new URL(acme.server).port || 443)] };
  if (solver.by === 'rfc2136') return [server, ...toNameserver(solver.rfc2136, cluster)];
  const { namespace } = solver.http01.gateway;
  return [
    server,
    // Before it asks the ACME server, it fetches the answer itself: by the load balancer's address, or straight at the Gateway's pods.
    { peers: outside(cluster), ports: [80] },
    { peers: namespacesWith({ 'kubernetes.io/metadata.name': namespace }) },
  ];
}

/** A name server that is written as a name may have any address. */
function toNameserver({ nameserver, port }: Rfc2136, cluster: ClusterContext): Traffic[] {
  const bits = { 0: undefined, 4: 32, 6: 128 }[isIP(nameserver)];
  const peers = bits === undefined ? outside(cluster) : [{ ipBlock: { cidr: `${nameserver}/${bits}` } }];
  return (['UDP', 'TCP'] as const).map((protocol) => ({ peers, ports: [port], protocol }));
}
