import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';
import { podsOf } from './pods.ts';

/** Without requests a node is overcommitted, without limits a leak takes it down, without probes a hung program gets traffic. */
export const containersAreSized: Check = (built, cluster) =>
  eachObject(built, cluster, (object) => {
    const pods = podsOf(object, 1);
    if (pods === undefined) return [];
    const sized = [...pods.spec.containers, ...(pods.spec.initContainers ?? [])].flatMap(({ name, resources }) =>
      (['requests', 'limits'] as const).flatMap((part) =>
        ['cpu', 'memory'].filter((what) => resources?.[part]?.[what] === undefined).map((what) => `container ${name} has no ${part}.${what}`),
      ),
    );
    const probed = pods.ends
      ? []
      : pods.spec.containers.flatMap((container) =>
          (['readinessProbe', 'livenessProbe'] as const)
            .filter((probe) => container[probe] === undefined)
            .map((probe) => `container ${container.name} has no ${probe}`),
        );
    return [...sized, ...probed];
  });
