import { type Chosen, type ClusterContext, plannedFor, type ServiceHostname } from './component.ts';
import { tenantRouteNamespaces } from './tenants.ts';

/** All hostnames that the chosen components claim at the Gateway: once each, sorted. */
export function hostnamesOf(platform: readonly Chosen[], cluster: ClusterContext): string[] {
  return [...new Set(platform.flatMap((one) => one.component.hostnames?.(plannedFor(one, cluster), platform) ?? []))].sort();
}

/** All hostnames that answer at the address of a Service of their own, beside the Gateway. */
export function serviceHostnamesOf(platform: readonly Chosen[], cluster: ClusterContext): (ServiceHostname & { readonly namespace: string })[] {
  return platform.flatMap((one) =>
    (one.component.serviceHostnames?.(plannedFor(one, cluster)) ?? []).map((own) => ({ ...own, namespace: one.component.namespace.name })),
  );
}

/** The address of each of these hostnames where it answers a stranger: once each, sorted. */
export function answeringAddresses(platform: readonly Chosen[], cluster: ClusterContext): { readonly hostname: string; readonly url: string }[] {
  const claimed = platform.flatMap((one) =>
    (one.component.hostnames?.(plannedFor(one, cluster), platform) ?? []).map((hostname) => [hostname, one.component.answersAt ?? '/'] as const),
  );
  const paths = new Map(claimed);
  return [...paths.keys()].sort().map((hostname) => ({ hostname, url: `https://${hostname}${paths.get(hostname)}` }));
}

/** Namespaces that have routes, of the platform and of tenants: once each, sorted. */
export function routeNamespaces(platform: readonly Chosen[], { tenants }: Pick<ClusterContext, 'tenants'>): string[] {
  const own = platform.filter(({ component }) => component.hostnames !== undefined).map(({ component }) => component.namespace.name);
  return [...new Set([...own, ...tenantRouteNamespaces(tenants)])].sort();
}
