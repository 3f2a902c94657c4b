import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';
import { within } from './pods.ts';

interface Match {
  readonly path?: { readonly value?: string };
}

/** Two routes for the same hostname, path and listener: which one answers would be chance. */
export const hostnamesAreUnique: Check = (built, cluster) => {
  const claimed = new Map<string, string>();
  return eachObject(built, cluster, (object, { component }) => {
    if (object.kind !== 'HTTPRoute') return [];
    const hostnames = (within(object, 'spec', 'hostnames') ?? ['*']) as readonly string[];
    const rules = (within(object, 'spec', 'rules') ?? []) as readonly { readonly matches?: readonly Match[] }[];
    const listeners = ((within(object, 'spec', 'parentRefs') ?? []) as readonly { readonly sectionName?: string }[]).map(
      ({ sectionName }) => sectionName ?? '*',
    );
    const paths = rules.flatMap(({ matches }) => matches?.map(({ path }) => path?.value ?? '/') ?? ['/']);
    return hostnames.flatMap((hostname) =>
      listeners.flatMap((listener) =>
        paths.flatMap((path) => {
          const key = `${listener} ${hostname}${path}`;
          const other = claimed.get(key);
          claimed.set(key, component.name);
          return other === undefined ? [] : [`${hostname}${path} is claimed by component ${other} already`];
        }),
      ),
    );
  });
};
