import { binaryPaths } from '../support/programs.ts';
import type { StandIns } from '../support/stand-ins/stand-ins.ts';
import { startRealStandIns } from './stand-ins.ts';
import { type Ended, id, type RealWorld, startRealWorld } from './world.ts';

/** The real cluster with the platform on it. */
export interface Running extends RealWorld {
  /** What the real bootstrap printed, and how it ended. */
  readonly bootstrap: Ended;
  readonly standIns: StandIns;
}

let started: Promise<Running> | undefined;

/** The one cluster of all tests of a run: whoever asks first starts it, by the commands that an ODC team uses. It ends with the sandbox. */
export function running(): Promise<Running> {
  started ??= start();
  return started;
}

async function start(): Promise<Running> {
  const world = await startRealWorld(binaryPaths());
  const locked = await world.polder('lock', id);
  if (locked.code !== 0) throw new Error(locked.output);
  world.fleet.generate();
  world.fleet.publish('the lab');
  const standIns = startRealStandIns(world.cluster);
  const bootstrap = await world.polder('bootstrap', id, '--yes', '--timeout', '14');
  return { ...world, bootstrap, standIns };
}
