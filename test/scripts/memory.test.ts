import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFleet } from '../../scripts/lib/fleet.ts';
import { generateCluster } from '../../scripts/lib/generate-clusters.ts';
import { isCurrent, memoryOf } from '../../scripts/lib/memory.ts';
import { publish } from '../../scripts/lib/tree.ts';
import { exampleFleet } from '../support/fleet.ts';
import { folder, put } from '../support/folder.ts';

const staging = 'platform/.staging-test';
const base = 'platform/odc/prod-1/applications/application.argocd.base.yaml';

/** A repository of one cluster, generated so often; what is remembered of the last time. */
function generated(times: number, root = folder(exampleFleet)) {
  const clusters = readFleet(root);
  let memory = {};
  for (let time = 0; time < times; time++) {
    const results = clusters.map((cluster) => generateCluster(cluster, { root, component: undefined, staging }));
    publish(
      root,
      staging,
      results.flatMap(({ stale }) => stale),
    );
    memory = memoryOf(clusters, results, 'code');
  }
  return { root, remembered: () => readFleet(root).map((cluster) => isCurrent(root, cluster, memory, 'code')), clusters, memory };
}

describe('a cluster is remembered as current', () => {
  it('once its files were made, and when none had to be made', () => {
    expect(generated(1).remembered()).toEqual([true]);
    expect(generated(2).remembered()).toEqual([true]);
  });

  it('also when only one of its files had to be made again', () => {
    const { root } = generated(1);
    appendFileSync(join(root, base), '# by hand\n');

    expect(generated(1, root).remembered()).toEqual([true]);
  });

  it.each([
    ['a file was edited', (root: string) => appendFileSync(join(root, base), '# by hand\n')],
    ['a file was written anew', (root: string) => writeFileSync(join(root, base), '')],
    ['a file is gone', (root: string) => renameSync(join(root, base), join(root, 'elsewhere.yaml'))],
    ['a file came', (root: string) => put(root, { 'platform/odc/prod-1/applications/new.yaml': 'kind: New\n' })],
    ['its configuration changed', (root: string) => put(root, { 'clusters/odc/site.yaml': 'git: { revision: v9 }\n' })],
  ])('no longer when %s', (_, change) => {
    const { root, remembered } = generated(1);
    change(root);

    expect(remembered()).toEqual([false]);
  });

  it('not while there are files in its folder that generate did not make', () => {
    const root = folder({ ...exampleFleet, 'platform/odc/prod-1/own.yaml': 'kind: Own\n' });

    expect(generated(1, root).memory).toEqual({});
  });

  it('no longer when the code changed', () => {
    const { root, clusters, memory } = generated(1);

    expect(clusters.map((cluster) => isCurrent(root, cluster, memory, 'other code'))).toEqual([false]);
  });
});
