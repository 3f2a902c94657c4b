import { resolve } from 'node:path';
import { dump } from 'js-yaml';
import { type PolderCluster, PolderConfig } from '../charts-ts/catalogue.ts';
import { isMap, type Origin, valueAt } from '../charts-ts/config/merge.ts';
import { type Path, parsePath, pathText } from '../charts-ts/config/problem.ts';
import { keysAt, suggestion } from '../charts-ts/config/words.ts';
import { Refusal, readArguments, run } from './lib/command.ts';
import { chooseCluster, readFleet } from './lib/fleet.ts';

const help = `Tells what a value of a cluster is, which file and line set it, and what it overrode.

  npm run explain -- odc-noord/prod-1 ingress.domain
  npm run explain -- odc-noord/prod-1 nodes[0].zone
  npm run explain -- odc-noord/prod-1 components.traefik    every value below it

  --json            as JSON on stdout
  --root FOLDER     the repository; default: this folder
`;

interface Explained {
  readonly path: string;
  readonly value: unknown;
  /** The files that set it, the winner first; none: a default of the schema. */
  readonly setBy: readonly { readonly file: string; readonly line: number; readonly value: unknown; readonly profile?: string }[];
}

await run(async () => {
  const { values, positionals } = readArguments(help, { json: { type: 'boolean' }, root: { type: 'string' } });
  const [name, key, ...more] = positionals;
  if (name === undefined || key === undefined || more.length > 0)
    throw new Refusal('name a cluster and a key, such as: odc-noord/prod-1 ingress.domain', 'see --help');
  const cluster = chooseCluster(readFleet(resolve(values.root ?? process.cwd())), [name]);
  const path = parsePath(key);
  refuseUnknown(cluster, path);
  const explained = leaves(cluster.config, path).map((leaf) => explain(cluster, leaf));
  process.stdout.write(values.json ? `${JSON.stringify(explained, null, 2)}\n` : explained.map(text).join(''));
});

function refuseUnknown(cluster: PolderCluster, path: Path): void {
  for (let length = 1; length <= path.length; length++) {
    const here = path.slice(0, length);
    if (valueAt(cluster.config, here) !== undefined) continue;
    const known = keysAt(PolderConfig, here.slice(0, -1));
    if (known.includes(String(here.at(-1)))) throw new Refusal(`${pathText(here)} is not set in ${cluster.id}, and has no default`);
    throw new Refusal(
      `there is no ${pathText(here)} in ${cluster.id}${suggestion(String(here.at(-1)), known) || (known.length > 0 ? `; known here: ${[...known].sort().join(', ')}` : '')}`,
    );
  }
}

/** The paths below a map that hold values; a list counts as one value, since it is replaced as a whole. */
function leaves(config: unknown, path: Path): Path[] {
  const value = valueAt(config, path);
  if (!isMap(value) || Object.keys(value).length === 0) return [path];
  return Object.keys(value).flatMap((key) => leaves(config, [...path, key]));
}

function explain(cluster: PolderCluster, path: Path): Explained {
  const setBy = cluster.merged
    .origins(path)
    .map(({ file, line, value, isCode }: Origin) => ({ file, line, value, ...(isCode ? { profile: cluster.config.profile } : {}) }));
  return { path: pathText(path), value: valueAt(cluster.config, path), setBy };
}

function text({ path, value, setBy }: Explained): string {
  const [winner, ...overridden] = setBy;
  const lines = [`${path}: ${inline(value)}`, winner === undefined ? '  the default; no file sets it' : `  set by ${placeText(winner)}`];
  return `${[...lines, ...overridden.map((origin) => `  overrides ${inline(origin.value)} of ${placeText(origin)}`)].join('\n')}\n`;
}

/** A profile's value stands in the code of its component: the file is enough. */
function placeText({ file, line, profile }: Explained['setBy'][number]): string {
  return profile === undefined ? `${file}:${line}` : `the profile ${profile} (${file})`;
}

function inline(value: unknown): string {
  return dump(value, { flowLevel: 0, lineWidth: -1, noRefs: true }).trim();
}
