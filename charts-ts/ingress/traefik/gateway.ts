import type { Construct } from 'constructs';
import { polder } from '../../kit/labels.ts';
import { type Resource, resource } from '../../kit/resource.ts';
import { type HttpRoute, parentRef } from '../../kit/route.ts';
import { ports } from './args.ts';

/** https://gateway-api.sigs.k8s.io/reference/spec/: the parts that the platform writes. */
interface GatewayClass extends Resource {
  readonly apiVersion: 'gateway.networking.k8s.io/v1';
  readonly kind: 'GatewayClass';
  readonly spec: { readonly controllerName: 'traefik.io/gateway-controller' };
}

interface Gateway extends Resource {
  readonly apiVersion: 'gateway.networking.k8s.io/v1';
  readonly kind: 'Gateway';
  readonly spec: { readonly gatewayClassName: string; readonly listeners: readonly Listener[] };
}

interface Listener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly tls?: { readonly mode: 'Terminate'; readonly certificateRefs: readonly { readonly group: ''; readonly kind: 'Secret'; readonly name: string }[] };
  readonly allowedRoutes: { readonly namespaces: { readonly from: 'Selector'; readonly selector: { readonly matchLabels: Readonly<Record<string, string>> } } };
}

/** The fact that the capability `gateway` carries of it. */
export const publicGateway = { kind: 'gateway', name: 'public', namespace: 'traefik', listener: 'https' } as const;

/** The class, and the one Gateway that all hostnames below the cluster's domain share. */
export function gateway(scope: Construct, domain: string, certificateSecret: string): void {
  resource<GatewayClass>(scope, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'traefik' },
    spec: { controllerName: 'traefik.io/gateway-controller' },
  });
  // One label for platform and tenants, since a selector cannot say "or". Only the platform may set it.
  const allowedRoutes = { namespaces: { from: 'Selector' as const, selector: { matchLabels: { [polder.routes]: 'public' } } } };
  resource<Gateway>(scope, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: publicGateway.name },
    spec: {
      gatewayClassName: 'traefik',
      listeners: [
        // A listener's port must be the container's own (pkg/provider/kubernetes/gateway/kubernetes.go, entryPointName): the Service maps 80 and 443 to them.
        { name: 'http', port: ports.web, protocol: 'HTTP', allowedRoutes },
        {
          name: publicGateway.listener,
          // Other domains' routes are told so in their status, instead of failing at the TLS handshake.
          hostname: `*.${domain}`,
          port: ports.websecure,
          protocol: 'HTTPS',
          tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: certificateSecret }] },
          allowedRoutes,
        },
      ],
    },
  });
}

/**
 * Sends plain HTTP to HTTPS by a route, not at the entry point: there it would come before the routes that answer ACME's
 * HTTP-01 challenges. Their exact path goes before this prefix (httproute.go, buildPathRule).
 */
export function redirectToHttps(scope: Construct): void {
  resource<HttpRoute>(scope, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'https-redirect' },
    spec: {
      parentRefs: [parentRef(publicGateway, 'http')],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }],
        },
      ],
    },
  });
}
