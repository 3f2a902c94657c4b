import { catalogue, configSchema, type PolderCluster } from '../../charts-ts/catalogue.ts';
import { loadClusters } from '../../charts-ts/config/load.ts';
import { distinctProblems, type Loaded } from '../../charts-ts/config/problem.ts';
import { rules } from '../../charts-ts/config/rules/rules.ts';
import { suggestion } from '../../charts-ts/config/words.ts';
import { order } from '../../charts-ts/order.ts';
import { Refusal, refuseProblems } from './command.ts';

/** Every cluster of a repository, valid. Refuses with all problems of all files, in one run. */
export function readFleet(root: string): readonly PolderCluster[] {
  const loaded = loadFleet(root);
  if (!loaded.ok) throw refuseProblems(loaded.problems);
  return loaded.value;
}

/** The same without the refusal. A file that is wrong does not keep the rest from being judged. */
export function loadFleet(root: string): Loaded<readonly PolderCluster[]> {
  const { clusters, problems } = loadClusters(root, configSchema);
  const unordered = clusters.map((cluster) => order(catalogue, cluster)).flatMap((plan) => (plan.ok ? [] : plan.problems));
  const all = distinctProblems([...problems, ...rules.flatMap((rule) => rule(clusters)), ...unordered]);
  return all.length > 0 ? { ok: false, problems: all } : { ok: true, value: clusters };
}

/** The named clusters, or all when none is named. */
export function chooseClusters(clusters: readonly PolderCluster[], names: readonly string[]): readonly PolderCluster[] {
  const ids = clusters.map(({ id }) => id);
  const unknown = names.filter((name) => !ids.includes(name));
  if (unknown.length > 0)
    throw new Refusal(...unknown.map((name) => `there is no cluster "${name}"${suggestion(name, ids) || `; there is ${ids.join(', ')}`}`));
  return names.length === 0 ? clusters : clusters.filter(({ id }) => names.includes(id));
}

/** The one cluster that a command is about. */
export function chooseCluster(clusters: readonly PolderCluster[], names: readonly string[]): PolderCluster {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) throw new Refusal('name one cluster, such as odc-noord/prod-1', 'see --help');
  const [cluster] = chooseClusters(clusters, [name]);
  if (cluster === undefined) throw new Refusal(`there is no cluster "${name}"`);
  return cluster;
}
