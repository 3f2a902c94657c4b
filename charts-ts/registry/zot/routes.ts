import type { Construct } from 'constructs';
import { resource } from '../../kit/resource.ts';
import { backendRef, type HttpRoute, parentRef } from '../../kit/route.ts';
import { name, ports } from './names.ts';

/** The whole hostname, but for the metrics, which ask for no account: from outside they lead nowhere (500). */
export function registryRoute(scope: Construct, hostname: string, gateway: Parameters<typeof parentRef>[0]): void {
  resource<HttpRoute>(scope, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name },
    spec: {
      parentRefs: [parentRef(gateway)],
      hostnames: [hostname],
      rules: [
        { matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [backendRef(name, ports.http)] },
        { matches: [{ path: { type: 'PathPrefix', value: '/metrics' } }] },
      ],
    },
  });
}
