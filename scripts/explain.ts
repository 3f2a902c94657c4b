import { resolve } from 'node:path';
import { dump } from 'js-yaml';
import type { ZodType } from 'zod';
import { type PolderCluster, PolderConfig } from '../charts-ts/catalogue.ts';
import { isMap, type Origin, valueAt } from '../charts-ts/config/merge.ts';
import { type Path, parsePath, pathText } from '../charts-ts/config/problem.ts';
import { Tenant } from '../charts-ts/config/tenant.ts';
import { keysAt, suggestion } from '../charts-ts/config/words.ts';
import { Refusal, readArguments, run } from './lib/command.ts';
import { chooseCluster, readFleet } from './lib/fleet.ts';

const help = `Tells what a value of a cluster is, which file and line set it, and what it overrode.

  npm run explain -- odc-noord/prod-1 ingress.domain
  npm run explain -- odc-noord/prod-1 nodes[0].zone
  npm run explain -- odc-noord/prod-1 components.traefik    every value below it
  npm run explain -- odc-west/prod-1 tenants.zaakloket      what a tenant's file says

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
  const explained = path[0] === 'tenants' ? explainTenant(cluster, path) : explainCluster(cluster, path);
  process.stdout.write(values.json ? `${JSON.stringify(explained, null, 2)}\n` : explained.map(text).join(''));
});

function explainCluster(cluster: PolderCluster, path: Path): Explained[] {
  refuseUnknown(cluster.config, PolderConfig, path, cluster.id);
  return leaves(cluster.config, path).map((leaf) => explain(cluster, leaf));
}

/** A tenant has one file: what is not in it is a default. */
function explainTenant({ id, tenants }: PolderCluster, [, name, ...path]: Path): Explained[] {
  const names = tenants.map((tenant) => tenant.name);
  const tenant = tenants.find((one) => one.name === name);
  if (tenant === undefined) {
    const there = names.length === 0 ? '; it has none' : `; there is ${names.join(', ')}`;
    throw new Refusal(`there is no tenant "${name ?? ''}" on ${id}${suggestion(String(name ?? ''), names) || there}`);
  }
  refuseUnknown(tenant.config, Tenant, path, tenant.file);
  return leaves(tenant.config, path).map((leaf) => {
    const value = valueAt(tenant.config, leaf);
    const written = tenant.isWritten(leaf);
    return { path: pathText(['tenants', tenant.name, ...leaf]), value, setBy: written ? [{ file: tenant.file, line: tenant.place(leaf).line, value }] : [] };
  });
}

function refuseUnknown(config: unknown, schema: ZodType, path: Path, where: string): void {
  for (let length = 1; length <= path.length; length++) {
    const here = path.slice(0, length);
    if (valueAt(config, here) !== undefined) continue;
    const known = keysAt(schema, here.slice(0, -1));
    if (known.includes(String(here.at(-1)))) throw new Refusal(`${pathText(here)} is not set in ${where}, and has no default`);
    throw new Refusal(
      `there is no ${pathText(here)} in ${where}${suggestion(String(here.at(-1)), known) || (known.length > 0 ? `; known here: ${[...known].sort().join(', ')}` : '')}`,
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
