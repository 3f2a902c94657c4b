import type { ClusterContext } from './component.ts';
import { distinctPorts } from './network.ts';

/** The ports on which registries answer whom images are read at: that of HTTPS, that of the site's mirror, and more. */
export function registryPorts({ mirrors }: Pick<ClusterContext, 'mirrors'>, more: readonly number[] = []): number[] {
  const mirror = mirrors.registry === undefined ? [] : portsInReferences([`${mirrors.registry}/`]);
  return distinctPorts([443, ...mirror, ...more]);
}

/** The ports that references of images name: before the first slash, since a number behind it is a tag. */
export function portsInReferences(references: readonly string[]): number[] {
  const ports = references.flatMap((reference) => /^[^/]*:(\d+)\//.exec(reference)?.[1] ?? []);
  return distinctPorts(ports.map(Number));
}
