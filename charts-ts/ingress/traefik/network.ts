import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { polder } from '../../kit/labels.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, anywhere, namespacesWith, siblings, toApiServer } from '../../kit/network.ts';
import { ports } from './args.ts';

/** In from everywhere on the public ports; out to the API server, and to backends in namespaces that have routes. */
export function traefikTraffic(scope: Construct, name: string, cluster: ClusterContext, metrics: Metrics | undefined): void {
  allow(scope, name, {
    // An address block does not mean pods to every network plugin, so these are named as well.
    from: [{ peers: [...anywhere(), ...namespacesWith({})], ports: [ports.web, ports.websecure] }, ...scrapes(metrics, ports.metrics)],
    to: [toApiServer(cluster), { peers: namespacesWith({ [polder.routes]: 'public' }) }],
  });
}

/** Lets Traefik reach the pods that cert-manager starts in this namespace to answer HTTP-01 challenges; these need nothing else. */
export function acmeSolverTraffic(scope: Construct, proxy: string): void {
  new k8s.KubeNetworkPolicy(scope, 'acme-solver', {
    metadata: { name: 'acme-solver' },
    spec: {
      // https://github.com/cert-manager/cert-manager/blob/v1.21.2/pkg/issuer/acme/http/pod.go: label and port.
      podSelector: { matchExpressions: [{ key: 'acme.cert-manager.io/http01-solver', operator: 'In', values: ['true'] }] },
      policyTypes: ['Ingress'],
      ingress: [{ from: siblings(proxy), ports: [{ port: k8s.IntOrString.fromNumber(8089), protocol: 'TCP' }] }],
    },
  });
}
