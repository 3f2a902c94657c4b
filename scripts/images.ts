import { resolve } from 'node:path';
import { catalogue, type PolderCluster } from '../charts-ts/catalogue.ts';
import { distinctProblems } from '../charts-ts/config/problem.ts';
import { render } from '../charts-ts/render.ts';
import { readArguments, refuseProblems, run } from './lib/command.ts';
import { chooseClusters, readFleet } from './lib/fleet.ts';
import { type Used, usedBy } from './lib/images.ts';
import { table } from './lib/terminal.ts';

const help = `Lists every image that a cluster pulls, and every Git repository that it reads: what a site must mirror.

  npm run images                              of every cluster
  npm run images -- odc-noord/prod-1          of one cluster
  npm run images -- odc-noord/prod-1 --json   with the name upstream and the one at the site's registry

  --json            as JSON on stdout
  --root FOLDER     the repository; default: this folder
`;

await run(async () => {
  const { values, positionals } = readArguments(help, { json: { type: 'boolean' }, root: { type: 'string' } });
  const rendered = chooseClusters(readFleet(resolve(values.root ?? process.cwd())), positionals).map((cluster) => ({
    cluster,
    made: render(catalogue, cluster),
  }));
  const problems = distinctProblems(rendered.flatMap(({ made }) => (made.ok ? [] : made.problems)));
  if (problems.length > 0) throw refuseProblems(problems);
  const used = rendered.flatMap(({ cluster, made }) => (made.ok ? [{ cluster, ...usedBy(made.value.built, cluster) }] : []));
  if (values.json)
    process.stdout.write(
      `${JSON.stringify(
        used.map(({ cluster, images, repositories }) => ({ cluster: cluster.id, images, repositories })),
        null,
        2,
      )}\n`,
    );
  else process.stdout.write(used.map(text).join('\n'));
});

function text({ cluster, images, repositories }: Used & { readonly cluster: PolderCluster }): string {
  const rows = [
    ...images.map(({ reference, component, operated }) => [reference, component, operated ? 'by its operator' : 'a pod in Git']),
    ...repositories.map(({ url, revision, component }) => [`${url} ${revision}`, component, 'definitions, read by Argo CD']),
  ];
  return table([cluster.id, 'component', 'started by'], rows);
}
