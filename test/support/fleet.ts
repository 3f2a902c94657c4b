import { dump } from 'js-yaml';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { distinctProblems, type Problem, problemText } from '../../charts-ts/config/problem.ts';
import { render } from '../../charts-ts/render.ts';
import { loadFleet } from '../../scripts/lib/fleet.ts';
import { bare, exampleConfig } from './render.ts';

/** A valid fleet: `fleet.yaml` says all that a cluster must say, so that a test's `odc/prod-1` says only what it is about. */
export const exampleFleet: Readonly<Record<string, string>> = {
  'clusters/fleet.yaml': dump(
    { ...exampleConfig, components: { ...bare.components, ...(exampleConfig['components'] as object) } },
    { noRefs: true, lineWidth: -1 },
  ),
  'clusters/odc/site.yaml': '# What the clusters of this site share.\n',
  'clusters/odc/prod-1/cluster.yaml': clusterFile('prod-1.example.nl'),
};

/** The least that a cluster of the example fleet says. */
export function clusterFile(domain: string): string {
  return `ingress:\n  domain: ${domain}\n`;
}

/** What the first cluster of the repository at `root` becomes, by path. Throws with the problems where there are any. */
export function renderedFiles(root: string): ReadonlyMap<string, string> {
  const loaded = loadFleet(root);
  if (!loaded.ok) throw new Error(loaded.problems.map(problemText).join('\n'));
  const done = loaded.value.map((one) => render(catalogue, one))[0];
  if (done === undefined || !done.ok) throw new Error(done?.problems.map(problemText).join('\n'));
  return done.value.files;
}

/** Every problem of the repository at `root`, as `npm run generate` would tell them: reading, rules, order, checks. */
export function problemsOf(root: string): readonly Problem[] {
  const fleet = loadFleet(root);
  if (!fleet.ok) return fleet.problems;
  const rendered = fleet.value.map((cluster) => render(catalogue, cluster));
  return distinctProblems(rendered.flatMap((one) => (one.ok ? [] : one.problems)));
}
