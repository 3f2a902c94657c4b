import { isMap } from '../../config/merge.ts';
import type { KubeObject } from '../../kit/object.ts';
import type { HttpHeader, HttpRoute, HttpRouteFilter, HttpRouteRule } from '../../kit/route.ts';
import { list, map } from './pods.ts';

/** The fact of the capability `gateway`, where it is OpenShift's own router. */
export interface Router {
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** https://github.com/openshift/api/blob/master/route/v1/types.go, as far as the platform writes it. */
interface Route {
  readonly apiVersion: 'route.openshift.io/v1';
  readonly kind: 'Route';
  readonly metadata: KubeObject['metadata'];
  readonly spec: {
    readonly host: string;
    readonly path?: string;
    readonly to: { readonly kind: 'Service'; readonly name: string; readonly weight: number };
    /** The name of the Service's port, or the number of the container's. */
    readonly port: { readonly targetPort: string | number };
    readonly tls: { readonly termination: 'edge'; readonly insecureEdgeTerminationPolicy: 'Redirect' };
    readonly httpHeaders?: { readonly actions: { readonly response: readonly HeaderAction[] } };
    readonly wildcardPolicy: 'None';
  };
}

interface HeaderAction {
  readonly name: string;
  readonly action: { readonly type: 'Set'; readonly set: { readonly value: string } };
}

/** What Traefik says for every hostname; the router takes HSTS only by its annotation. */
const hsts = { 'haproxy.router.openshift.io/hsts_header': 'max-age=31536000;includeSubDomains' } as const;
const securityHeaders: readonly HttpHeader[] = [
  { name: 'X-Content-Type-Options', value: 'nosniff' },
  { name: 'X-Frame-Options', value: 'SAMEORIGIN' },
  { name: 'Referrer-Policy', value: 'same-origin' },
];

/**
 * The Routes that do what an HTTPRoute does, with the router's own certificate for `*.<domain>`. The HTTPRoute itself where they
 * cannot: a check tells. A route that only redirects to HTTPS is gone: each Route does that.
 */
export function routesInsteadOf(object: KubeObject, objects: readonly KubeObject[]): KubeObject[] {
  if (unroutable(object) !== undefined) return [object];
  const { spec, metadata } = object as unknown as HttpRoute;
  const rules = spec.rules.filter(({ filters = [] }) => !filters.some(({ type }) => type === 'RequestRedirect'));
  const places = rules.flatMap((rule) => rule.matches.flatMap(({ path }) => (spec.hostnames ?? []).map((host) => ({ host, path: path.value, rule }))));
  const fallback = rules.flatMap(({ backendRefs = [] }) => backendRefs)[0];
  return places.flatMap(({ host, path, rule }, index) => {
    const backend = rule.backendRefs?.[0] ?? fallback;
    if (backend === undefined) return [];
    const made: Route = {
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: { ...object.metadata, name: index === 0 ? metadata.name : `${metadata.name}-${index + 1}`, annotations: { ...metadata.annotations, ...hsts } },
      spec: {
        host,
        ...(path === '/' ? {} : { path }),
        // Without any weight the router answers 503: what an HTTPRoute's rule without backends does with a 500.
        to: { kind: 'Service', name: backend.name, weight: rule.backendRefs === undefined ? 0 : 100 },
        port: { targetPort: targetPort(objects, object.metadata.namespace, backend.name, backend.port) },
        tls: { termination: 'edge', insecureEdgeTerminationPolicy: 'Redirect' },
        httpHeaders: { actions: { response: headers(rule.filters ?? []) } },
        wildcardPolicy: 'None',
      },
    };
    return [made as unknown as KubeObject];
  });
}

/** Why the router cannot do what an HTTPRoute asks; undefined where it can. */
export function unroutable(object: KubeObject): string | undefined {
  const spec = map(object['spec']);
  const rules = list(spec['rules']);
  if (spec['hostnames'] === undefined && !rules.every((rule) => list(rule['filters']).some(({ type }) => type === 'RequestRedirect')))
    return 'it names no hostname';
  const known: readonly string[] = ['RequestRedirect', 'ResponseHeaderModifier'] satisfies readonly HttpRouteFilter['type'][];
  const filters = rules.flatMap((rule) => list(rule['filters']).map(({ type }) => String(type)));
  const unknown = filters.find((type) => !known.includes(type));
  if (unknown !== undefined) return `it has a filter ${unknown}`;
  const matches = rules.flatMap((rule) => list(rule['matches']));
  if (matches.some((match) => !isMap(match['path']) || Object.keys(match).some((key) => key !== 'path'))) return 'it matches by more than paths';
  if (rules.some((rule) => list(rule['backendRefs']).length > 1)) return 'it has several backends';
  const other = rules.flatMap((rule) => Object.keys(rule)).find((key) => !['matches', 'filters', 'backendRefs'].includes(key));
  return other === undefined ? undefined : `its rules have ${other}`;
}

/** A Route names the container's port or its name: the Service tells both. */
function targetPort(objects: readonly KubeObject[], namespace: string | undefined, service: string, port: number): string | number {
  const found = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === service && metadata.namespace === namespace);
  const own = list(map(found?.['spec'])['ports']).find((one) => one['port'] === port);
  return typeof own?.['name'] === 'string' ? own['name'] : port;
}

function headers(filters: NonNullable<HttpRouteRule['filters']>): HeaderAction[] {
  const own = filters.flatMap((filter) => (filter.type === 'ResponseHeaderModifier' ? filter.responseHeaderModifier.set : []));
  const names = own.map(({ name }) => name.toLowerCase());
  return [...securityHeaders.filter(({ name }) => !names.includes(name.toLowerCase())), ...own]
    .filter(({ name }) => !reserved.includes(name.toLowerCase()))
    .map(({ name, value }) => ({ name, action: { type: 'Set', set: { value } } }));
}

/** The router lets nobody set these by a Route. */
const reserved: readonly string[] = ['strict-transport-security', 'proxy', 'cookie', 'set-cookie'];
