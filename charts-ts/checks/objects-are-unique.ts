import { fileName } from '../emit/files.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';

/** Two components that make one object would take turns to overwrite it. */
export const objectsAreUnique: Check = (built, cluster) => {
  const seen = new Map<string, string>();
  return eachObject(built, cluster, (object, { component }) => {
    const name = fileName(object);
    const other = seen.get(name);
    seen.set(name, component.name);
    // A tenant's namespace that is the platform's has its own words: tenant-namespaces-are-free.ts.
    if (component.forTenants !== undefined && object.kind === 'Namespace') return [];
    return other === undefined ? [] : [`component ${other} makes it too; one of them must leave it out`];
  });
};
