import { type Chosen, type ClusterContext, plannedFor } from './component.ts';

/** All hostnames that the chosen components claim at the Gateway: once each, sorted. */
export function hostnamesOf(platform: readonly Chosen[], cluster: ClusterContext): string[] {
  return [...new Set(platform.flatMap((one) => one.component.hostnames?.(plannedFor(one, cluster), platform) ?? []))].sort();
}

/** Namespaces of the platform that have routes: once each, sorted. */
export function routeNamespaces(platform: readonly Chosen[]): string[] {
  return [...new Set(platform.filter(({ component }) => component.hostnames !== undefined).map(({ component }) => component.namespace.name))].sort();
}
