import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';
import { within } from './pods.ts';

interface Match {
  readonly path?: { readonly value?: string };
}

/** Two routes for the same hostname, path and listener: which one answers would be chance. */
export const hostnamesAreUnique: Check = (built, cluster) => {
  const claimed = new Map<string, string>();
  const taken = (keys: readonly string[], by: string) =>
    keys.flatMap((key) => {
      const other = claimed.get(key);
      claimed.set(key, by);
      return other === undefined ? [] : [`${key.slice(key.indexOf(' ') + 1)} is claimed by component ${other} already`];
    });
  return eachObject(built, cluster, (object, { component }) => {
    if (object.kind === 'Route') return taken([`* ${String(within(object, 'spec', 'host'))}${String(within(object, 'spec', 'path') ?? '/')}`], component.name);
    if (object.kind !== 'HTTPRoute') return [];
    const hostnames = (within(object, 'spec', 'hostnames') ?? ['*']) as readonly string[];
    const rules = (within(object, 'spec', 'rules') ?? []) as readonly { readonly matches?: readonly Match[] }[];
    const listeners = ((within(object, 'spec', 'parentRefs') ?? []) as readonly { readonly sectionName?: string }[]).map(
      ({ sectionName }) => sectionName ?? '*',
    );
    const paths = rules.flatMap(({ matches }) => matches?.map(({ path }) => path?.value ?? '/') ?? ['/']);
    return taken(
      hostnames.flatMap((hostname) => listeners.flatMap((listener) => paths.map((path) => `${listener} ${hostname}${path}`))),
      component.name,
    );
  });
};
