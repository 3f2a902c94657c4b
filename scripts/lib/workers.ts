import { Worker } from 'node:worker_threads';
import type { PolderCluster } from '../../charts-ts/catalogue.ts';
import type { Generated, GenerateOptions } from './generate-clusters.ts';
import type { Share } from './generate-worker.ts';

const running = new Set<Worker>();
let stopping = false;

/** Renders clusters in so many threads, each taking every so-many-th cluster. When one fails, all are stopped. */
export async function inWorkers(
  clusters: readonly PolderCluster[],
  options: GenerateOptions,
  workers: number,
  done: (result: Generated) => void,
): Promise<void> {
  const share = (part: number) => clusters.filter((_, index) => index % workers === part).map(({ id }) => id);
  try {
    await Promise.all(Array.from({ length: workers }, (_, part) => inWorker({ ids: share(part), options }, done)));
  } catch (error) {
    await stopWorkers();
    throw error;
  }
}

/** Ends the threads that still run: they write to the staging folder, so it can be removed only then. */
export async function stopWorkers(): Promise<void> {
  stopping = true;
  await Promise.all([...running].map((worker) => worker.terminate()));
}

/**
 * Many times what a thread needs. Without a limit Node takes one from the machine's memory, and lets more garbage lie the higher it is.
 * What is young is what one cluster is made of: where it all fits, most is garbage before it is ever looked at.
 */
const resourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 96 };

function inWorker(share: Share, done: (result: Generated) => void): Promise<void> {
  return new Promise((settle, fail) => {
    const worker = new Worker(new URL('./generate-worker.mjs', import.meta.url), { workerData: share, resourceLimits });
    running.add(worker);
    worker
      .on('message', done)
      .on('error', fail)
      .on('exit', (code) => {
        running.delete(worker);
        if (code === 0) settle();
        else if (!stopping) fail(new Error(`a worker ended with code ${code}`));
      });
  });
}
