import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from '../control-plane.ts';
import { bindClaims } from './claims.ts';
import { giveAddresses } from './load-balancer.ts';
import { writeStatuses } from './statuses.ts';
import { startWebhooks } from './webhooks.ts';

export interface StandIns {
  stop(): Promise<void>;
}

/**
 * Does what programs would that cannot run here: gives Services their addresses and claims their volumes, answers the
 * webhooks and writes the statuses of operators. Each part says in its own file for whom it stands, and why.
 */
export async function startStandIns(cluster: ControlPlane): Promise<StandIns> {
  let on = true;
  const webhooks = await startWebhooks(cluster);
  const work = async () => {
    while (on) {
      // The API server is killed by some tests: it is asked again. One part's failure does not stop the others.
      await Promise.allSettled([giveAddresses(cluster.kubectl), bindClaims(cluster.kubectl), writeStatuses(cluster.kubectl), webhooks.trust()]);
      await sleep(1500);
    }
  };
  const working = work();
  return {
    stop: async () => {
      on = false;
      await working;
      await webhooks.stop();
    },
  };
}
