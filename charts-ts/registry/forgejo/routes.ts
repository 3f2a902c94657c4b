import type { Construct } from 'constructs';
import { type Resource, resource } from '../../kit/resource.ts';
import { type BackendRef, backendRef, type ParentRef, parentRef } from '../../kit/route.ts';
import { mirrorPath, name, type Owner, ports } from './names.ts';

/** A route that changes the start of a path: https://gateway-api.sigs.k8s.io/guides/http-redirect-rewrite/ */
interface RewritingRoute extends Resource {
  readonly apiVersion: 'gateway.networking.k8s.io/v1';
  readonly kind: 'HTTPRoute';
  readonly spec: {
    readonly parentRefs: readonly ParentRef[];
    readonly hostnames: readonly string[];
    readonly rules: readonly {
      readonly matches: readonly { readonly path: { readonly type: 'PathPrefix'; readonly value: string } }[];
      readonly filters: readonly {
        readonly type: 'URLRewrite';
        readonly urlRewrite: { readonly path: { readonly type: 'ReplacePrefixMatch'; readonly replacePrefixMatch: string } };
      }[];
      readonly backendRefs: readonly BackendRef[];
    }[];
  };
}

type Gateway = Parameters<typeof parentRef>[0];

/** The most rules that one route may have. */
const most = 16;

/** /mirror/github.com/argoproj/… is the owner github.com-argoproj: the platform writes addresses of mirrors as folders. */
export function mirrorRoutes(scope: Construct, hostname: string, gateway: Gateway, owners: readonly Owner[]): void {
  for (let start = 0; start < owners.length; start += most)
    resource<RewritingRoute>(scope, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: `${name}-mirror-${start / most + 1}` },
      spec: {
        parentRefs: [parentRef(gateway)],
        hostnames: [hostname],
        rules: owners.slice(start, start + most).map(({ folder, name: owner }) => ({
          matches: [{ path: { type: 'PathPrefix', value: `${mirrorPath}/${folder}` } }],
          filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: `/${owner}` } } }],
          backendRefs: [backendRef(name, ports.http)],
        })),
      },
    });
}
