import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';
import { podsOf, within } from './pods.ts';

/** Pods run only in namespaces where everything is denied that no policy opens. */
export const namespacesAreClosed: Check = (built, cluster) => {
  const closed = new Set(
    built
      .flatMap(({ objects }) => objects)
      .filter((object) => object.kind === 'NetworkPolicy' && Object.keys(within(object, 'spec', 'podSelector') ?? {}).length === 0)
      .filter((object) => within(object, 'spec', 'ingress') === undefined && within(object, 'spec', 'egress') === undefined)
      .filter((object) => ['Ingress', 'Egress'].every((type) => ((within(object, 'spec', 'policyTypes') ?? []) as readonly string[]).includes(type)))
      .map((object) => object.metadata.namespace),
  );
  return eachObject(built, cluster, (object) =>
    podsOf(object, 1) === undefined || closed.has(object.metadata.namespace)
      ? []
      : [`namespace ${object.metadata.namespace} has no default-deny network policy`],
  );
};
