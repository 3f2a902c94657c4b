import type { Chosen, ClusterContext } from './component.ts';

/** All hostnames that the chosen components claim at the Gateway: once each, sorted. */
export function hostnamesOf(platform: readonly Chosen[], cluster: ClusterContext): string[] {
  const planned = (config: unknown) => ({ cluster, config: config as Record<string, unknown> });
  return [...new Set(platform.flatMap(({ component, config }) => component.hostnames?.(planned(config)) ?? []))].sort();
}

/** Namespaces of the platform that have routes: once each, sorted. */
export function routeNamespaces(platform: readonly Chosen[]): string[] {
  return [...new Set(platform.filter(({ component }) => component.hostnames !== undefined).map(({ component }) => component.namespace.name))].sort();
}
