import type { Construct } from 'constructs';
import { resource } from '../../kit/resource.ts';
import { backendRef, type HttpRoute, parentRef } from '../../kit/route.ts';
import { name, ports, realmName } from './names.ts';

/**
 * What is public: the realm that people log in to, and what its pages are made of. Not the realm `master`, the consoles or their
 * API. https://www.keycloak.org/server/reverseproxy#_exposed_path_recommendations
 */
export const publicPaths = [`/realms/${realmName}/`, '/resources/'] as const;

export function loginRoute(scope: Construct, hostname: string, gateway: Parameters<typeof parentRef>[0]): void {
  resource<HttpRoute>(scope, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name },
    spec: {
      parentRefs: [parentRef(gateway)],
      hostnames: [hostname],
      rules: [
        {
          matches: publicPaths.map((value) => ({ path: { type: 'PathPrefix', value } })),
          backendRefs: [backendRef(name, ports.http)],
        },
      ],
    },
  });
}
