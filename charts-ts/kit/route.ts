import type { Construct } from 'constructs';
import { type Metadata, type Resource, resource } from './resource.ts';

/** The fact that the capability `gateway` carries, as far as a route needs it. */
interface Gateway {
  readonly name: string;
  readonly namespace: string;
  readonly listener: string;
}

/** A Gateway API route, as far as the platform writes it: https://gateway-api.sigs.k8s.io/api-types/httproute/ */
export interface HttpRoute extends Resource {
  readonly apiVersion: 'gateway.networking.k8s.io/v1';
  readonly kind: 'HTTPRoute';
  readonly spec: {
    readonly parentRefs: readonly ParentRef[];
    /** None: every hostname of the listener. */
    readonly hostnames?: readonly string[];
    readonly rules: readonly HttpRouteRule[];
  };
}

export interface ParentRef {
  readonly group: 'gateway.networking.k8s.io';
  readonly kind: 'Gateway';
  readonly name: string;
  readonly namespace: string;
  /** The listener's name. */
  readonly sectionName: string;
}

export interface HttpRouteRule {
  readonly matches: readonly { readonly path: { readonly type: 'PathPrefix' | 'Exact'; readonly value: string } }[];
  readonly filters?: readonly HttpRouteFilter[];
  readonly backendRefs?: readonly BackendRef[];
}

export interface BackendRef {
  readonly group: '';
  readonly kind: 'Service';
  readonly name: string;
  readonly port: number;
  readonly weight: number;
}

export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

/** The standard filters: each is in the core or extended conformance of the standard channel. */
export type HttpRouteFilter =
  | { readonly type: 'RequestRedirect'; readonly requestRedirect: { readonly scheme: 'https'; readonly statusCode: 301 | 302 } }
  | { readonly type: 'ResponseHeaderModifier'; readonly responseHeaderModifier: { readonly set: readonly HttpHeader[] } }
  | { readonly type: 'ExtensionRef'; readonly extensionRef: { readonly group: string; readonly kind: string; readonly name: string } };

export interface RouteOptions {
  readonly name: string;
  /** Or several. */
  readonly hostname: string | readonly string[];
  readonly gateway: Gateway;
  /** The Service that answers, in the route's own namespace, and its port. */
  readonly service: string;
  readonly port: number;
  /** What answers below it goes to the Service. Default the whole hostname. */
  readonly path?: string;
  /** Paths that lead nowhere (500), such as metrics that ask for no account. */
  readonly closed?: readonly string[];
  readonly filters?: readonly HttpRouteFilter[];
  readonly annotations?: Metadata['annotations'];
}

/** Serves a Service at a hostname through the platform's Gateway. */
export function route(scope: Construct, options: RouteOptions): void {
  const { name, hostname, gateway, service, port, path = '/', closed = [], filters, annotations } = options;
  resource<HttpRoute>(scope, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, ...(annotations === undefined ? {} : { annotations }) },
    spec: {
      parentRefs: [parentRef(gateway)],
      hostnames: [hostname].flat(),
      rules: [
        {
          matches: [below(path)],
          ...(filters === undefined ? {} : { filters }),
          backendRefs: [backendRef(service, port)],
        },
        ...(closed.length === 0 ? [] : [{ matches: closed.map(below) }]),
      ],
    },
  });
}

function below(value: string): HttpRouteRule['matches'][number] {
  return { path: { type: 'PathPrefix', value } };
}

/** Attaches a route to a listener of a Gateway; another listener than the fact's own (such as plain HTTP) by its name. */
export function parentRef(gateway: Gateway, listener: string = gateway.listener): ParentRef {
  return { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name, namespace: gateway.namespace, sectionName: listener };
}

/** A Service of the route's own namespace; every field that the API server would default is written, so that nothing ever differs. */
export function backendRef(name: string, port: number): BackendRef {
  return { group: '', kind: 'Service', name, port, weight: 1 };
}
