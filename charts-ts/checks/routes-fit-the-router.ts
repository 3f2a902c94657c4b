import { unroutable } from '../emit/openshift/routes.ts';
import { gateway } from '../kit/capability.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';

/** OpenShift's router takes Routes: an HTTPRoute that none can stand for would serve nothing. */
export const routesFitTheRouter: Check = (built, cluster) => {
  const door = cluster.config.provides[gateway.id] as { readonly kind?: string } | undefined;
  if (door?.kind !== 'openshift-router') return [];
  return eachObject(built, cluster, (object) =>
    object.kind === 'HTTPRoute'
      ? [
          `OpenShift's router cannot serve it, since ${unroutable(object) ?? 'the cluster is no OpenShift'}; leave the component out, or provide a Gateway of the Gateway API`,
        ]
      : [],
  );
};
