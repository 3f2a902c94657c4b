import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from '../control-plane.ts';
import type { Kubectl } from '../kubectl.ts';
import { bindClaims } from './claims.ts';
import type { Live } from './live.ts';
import { giveAddresses } from './load-balancer.ts';
import { type Pretended, pretended, writeStatuses } from './statuses.ts';

export interface StandIns {
  stop(): Promise<void>;
}

/**
 * Does what programs would that cannot run here: gives Services their addresses and claims their volumes, and
 * writes the statuses of operators. Each part says in its own file for whom it stands, and why.
 */
export function startStandIns({ kubectl }: ControlPlane): StandIns {
  return repeatedly(2000, async () => {
    // The API server is killed by some tests: it is asked again. One part's failure does not stop the others.
    const objects = await look(kubectl).catch(() => []);
    await Promise.allSettled([giveAddresses(kubectl, objects), bindClaims(kubectl, objects), writeStatuses(kubectl, objects)]);
  });
}

/** Works again and again, with a rest between, until it is stopped; `work` must not fail. */
export function repeatedly(restMilliseconds: number, work: () => Promise<void>): StandIns {
  let on = true;
  const all = async () => {
    while (on) {
      await work();
      await sleep(restMilliseconds);
    }
  };
  const working = all();
  return {
    stop: async () => {
      on = false;
      await working;
    },
  };
}

/** All that may need a hand, by one call: each kubectl is a process, and there are two processors. */
export async function look(kubectl: Kubectl, kinds: readonly Pretended[] = pretended): Promise<readonly Live[]> {
  const { groups } = JSON.parse(await kubectl(['get', '--raw', '/apis'])) as { readonly groups: readonly { readonly name: string }[] };
  const served = kinds.map(({ resource }) => resource).filter((resource) => groups.some(({ name }) => resource.endsWith(`.${name}`)));
  const found = await kubectl(['get', ['services', 'persistentvolumeclaims', ...served].join(','), '--all-namespaces', '--output', 'json']);
  return (JSON.parse(found) as { readonly items: readonly Live[] }).items;
}
