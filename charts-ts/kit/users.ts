import type { Capability } from './capability.ts';
import type { Chosen } from './component.ts';
import { namespacesWith, type Traffic } from './network.ts';

/** The way in for every component that uses a capability, for the network policy of the one that offers it. Nothing where nobody does. */
export function fromUsers(platform: readonly Chosen[], of: Capability<unknown>, port: number): readonly Traffic[] {
  const users = platform.filter(({ component }) => [...Object.values(component.needs), ...Object.values(component.wants)].some(({ id }) => id === of.id));
  const namespaces = [...new Set(users.map(({ component }) => component.namespace.name))].sort();
  // An empty list of peers would be everybody.
  return namespaces.length === 0 ? [] : [{ peers: namespaces.flatMap((name) => namespacesWith({ 'kubernetes.io/metadata.name': name })), ports: [port] }];
}
