import { resolve } from 'node:path';
import type { Built } from '../charts-ts/built.ts';
import { catalogue, type PolderCluster } from '../charts-ts/catalogue.ts';
import { landscapeOf } from '../charts-ts/checks/reach/landscape.ts';
import { clusterFolder, fileName } from '../charts-ts/emit/files.ts';
import { render } from '../charts-ts/render.ts';
import { Refusal, readArguments, refuseProblems, run } from './lib/command.ts';
import { chooseCluster, readFleet } from './lib/fleet.ts';
import { answer, answerText, type FileOf, listing, listingText } from './lib/reach.ts';
import { readEnds } from './lib/reach-ends.ts';

const help = `Tells whether the network policies of a cluster allow a connection, and which policy decides at each end.

  npm run reach -- odc-noord/prod-1 traefik/traefik keycloak/keycloak:8080
  npm run reach -- odc-noord/prod-1 traefik/traefik keycloak/keycloak    the ports that are allowed
  npm run reach -- odc-noord/prod-1 traefik/traefik                      all that it may reach, and who may reach it
  npm run reach -- odc-noord/prod-1 --to keycloak/keycloak               only who may reach it

An end is <namespace>/<workload or Service>, an address or network such as 192.0.2.7 or 10.0.0.0/8, or one of
  internet     every address outside the cluster
  nodes        the nodes, and pods on the host's network
  api-server   the API server, on its port
  tenant       a pod of a namespace that is not the platform's
A port is a number or the name that the container has, with /udp or /sctp where it is not TCP; a Service's port leads to its pods'.

  --to END          who may reach this end
  --json            as JSON on stdout
  --root FOLDER     the repository; default: this folder

Exit code 0 when the connection is allowed, 1 when it is denied, or allowed to a part of a network only; 0 for a list.
It reads what generate makes, not the running cluster: docs/reach.md tells what it cannot know.
`;

await run(async () => {
  const { values, positionals } = readArguments(help, { to: { type: 'string' }, json: { type: 'boolean' }, root: { type: 'string' } });
  const [name, from, to, ...more] = positionals;
  if (name === undefined || more.length > 0 || (from === undefined && values.to === undefined) || (from !== undefined && values.to !== undefined))
    throw new Refusal('name a cluster and one end or two, such as: odc-noord/prod-1 traefik/traefik keycloak/keycloak:8080', 'see --help');
  const cluster = chooseCluster(readFleet(resolve(values.root ?? process.cwd())), [name]);
  const rendered = render(catalogue, cluster);
  if (!rendered.ok) throw refuseProblems(rendered.problems);
  const { built } = rendered.value;
  const landscape = landscapeOf(built, cluster);
  const ends = (written: string) => readEnds(written, landscape, cluster.config.network);
  const print = <T>(results: readonly T[], text: (result: T) => string) =>
    process.stdout.write(values.json ? `${JSON.stringify(results, null, 2)}\n` : results.map(text).join('\n'));

  if (from === undefined || to === undefined) {
    const lists = ends(values.to ?? from ?? '').flatMap((end) =>
      (from === undefined ? (['from'] as const) : (['to', 'from'] as const)).map((way) => listing(landscape, end, way)),
    );
    print(lists, listingText);
    return;
  }
  const sources = ends(from);
  if (sources.some(({ port, text }) => port !== undefined && text !== 'api-server'))
    throw new Refusal(`${from} begins the connection, from any port; write a port at the other end only`);
  const answers = sources.flatMap((source) => ends(to).map((target) => answer(landscape, source, target, filesOf(built, cluster))));
  print(answers, answerText);
  if (answers.some(({ verdict }) => verdict !== 'allowed')) process.exitCode = 1;
});

function filesOf(built: readonly Built[], cluster: PolderCluster): FileOf {
  const folders = new Map(built.flatMap(({ component, objects }) => objects.map((object) => [object, component.name])));
  return ({ object }) => `${clusterFolder(cluster)}/${folders.get(object)}/${fileName(object)}`;
}
