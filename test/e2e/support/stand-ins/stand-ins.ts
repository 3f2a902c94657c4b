import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from '../control-plane.ts';
import { bindClaims } from './claims.ts';
import { giveAddresses } from './load-balancer.ts';
import { writeStatuses } from './statuses.ts';

export interface StandIns {
  stop(): Promise<void>;
}

/**
 * Does what programs would that cannot run here: gives Services their addresses and claims their volumes, and
 * writes the statuses of operators. Each part says in its own file for whom it stands, and why.
 */
export function startStandIns(cluster: ControlPlane): StandIns {
  let on = true;
  const work = async () => {
    while (on) {
      // The API server is killed by some tests: it is asked again. One part's failure does not stop the others.
      await Promise.allSettled([giveAddresses(cluster.kubectl), bindClaims(cluster.kubectl), writeStatuses(cluster.kubectl)]);
      await sleep(1500);
    }
  };
  const working = work();
  return {
    stop: async () => {
      on = false;
      await working;
    },
  };
}
