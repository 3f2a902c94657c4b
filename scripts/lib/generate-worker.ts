import { parentPort, workerData } from 'node:worker_threads';
import { configSchema } from '../../charts-ts/catalogue.ts';
import { loadClusters } from '../../charts-ts/config/load.ts';
import { type GenerateOptions, generateCluster } from './generate-clusters.ts';

/** What the main thread hands to a worker. */
export interface Share {
  readonly ids: readonly string[];
  readonly options: GenerateOptions;
}

const { ids, options } = workerData as Share;
// In parts: the configuration of hundreds of clusters would take as much memory as all else.
for (let first = 0; first < ids.length; first += 32) {
  const { clusters, problems } = loadClusters(options.root, configSchema, new Set(ids.slice(first, first + 32)));
  if (problems.length > 0) throw Object.assign(new Error('the configuration changed'), { code: 'ESTALE' });
  for (const cluster of clusters) parentPort?.postMessage(generateCluster(cluster, options));
}
