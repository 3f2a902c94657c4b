import { imageReference } from '../kit/image.ts';
import { clusterContext } from '../order.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';
import { podsOf } from './pods.ts';

/** Every image is one that the component declares, as the site's registry serves it: so one list is all there is to mirror. */
export const imagesComeFromTheRegistry: Check = (built, cluster) => {
  const facts = clusterContext(cluster);
  return eachObject(built, cluster, (object, { component }) => {
    const pods = podsOf(object, 1);
    if (pods === undefined) return [];
    const declared = Object.values(component.images).map((image) => imageReference(image, facts, cluster.lock));
    return [...pods.spec.containers, ...(pods.spec.initContainers ?? [])]
      .filter(({ image }) => image === undefined || !declared.includes(image))
      .map(({ name, image }) => `container ${name} has image ${image ?? 'none'}, which is none of the component's images; take it from the context`);
  });
};
