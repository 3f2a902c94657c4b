import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { z } from 'zod';
import { freeze } from './freeze.ts';
import { archivedFolder } from './leaving.ts';
import { Lock } from './lock.ts';
import { type Layer, type Merged, merge, type Place } from './merge.ts';
import { compare, distinctProblems, type Path, type Problem, pathText } from './problem.ts';
import { parseSource, type Source } from './source.ts';
import { Tenant } from './tenant.ts';
import { type ClusterTenant, type TenantFile, tenantsOf } from './tenants.ts';
import { DnsLabel } from './values.ts';
import { issueWords, missing, quoted, suggestion } from './words.ts';

/** One cluster as its files tell it: validated, complete, frozen; every value's place is known. */
export interface Cluster<Config> {
  /** `<site>/<name>` */
  readonly id: string;
  readonly site: string;
  readonly name: string;
  /** The cluster's own file, relative to the repository. */
  readonly file: string;
  readonly config: Config;
  readonly lock: Lock;
  readonly merged: Merged;
  /** Who has namespaces on it, by name. */
  readonly tenants: readonly ClusterTenant[];
}

export interface ConfigSchema<Config> {
  readonly schema: z.ZodType<Config>;
  /** Defaults that the chosen profile brings, below all files. */
  profileLayer(profile: unknown): Layer;
}

/** Larger configuration is a mistake (a wrong file), not a large fleet: a cluster takes about 1 KiB. */
const largestFile = 1024 * 1024;

/** What the files tell: the clusters that are valid by themselves, and every problem of all files at once. */
export interface Read<Config> {
  readonly clusters: readonly Cluster<Config>[];
  readonly problems: readonly Problem[];
}

/**
 * Reads every cluster under `clusters/` of a repository.
 * `only` leaves out other clusters, for a worker whose fleet was judged already. The only reader of that folder.
 */
export function loadClusters<Config>(root: string, schema: ConfigSchema<Config>, only?: ReadonlySet<string>): Read<Config> {
  const problems: Problem[] = [];
  const folder = join(root, 'clusters');
  const reader = { folder, realFolder: realPath(folder), problems };
  const fleet = readYaml(reader, 'fleet.yaml', true);
  if (fleet !== undefined) problems.push(...layerProblems(fleet, schema.schema));
  const clusters: Omit<Cluster<Config>, 'tenants'>[] = [];
  const ids: string[] = [];
  const tenantFiles = tenantFilesIn(reader, tenantsFolder);
  for (const site of subfolders(reader, '')) {
    const names = subfolders(reader, site);
    // Tenants' files name clusters that are not read, too.
    ids.push(...names.map((name) => `${site}/${name}`));
    const wanted = only === undefined ? names : names.filter((name) => only.has(`${site}/${name}`));
    if (only !== undefined && wanted.length === 0) continue;
    const siteFile = readYaml(reader, `${site}/site.yaml`, true);
    const lock = readLock(reader, site);
    if (siteFile !== undefined) problems.push(...layerProblems(siteFile, schema.schema));
    for (const name of wanted) {
      for (const entry of entries(reader, `${site}/${name}`)) if (!entry.isFolder) unknownFile(reader, entry.path, entry.name, knownFiles[2] ?? []);
      tenantFiles.push(...tenantFilesIn(reader, `${site}/${name}/${tenantsFolder}`, { cluster: `${site}/${name}` }));
      const own = readYaml(reader, `${site}/${name}/cluster.yaml`, false);
      if (own === undefined || fleet === undefined || siteFile === undefined) continue;
      const mistakes = layerProblems(own, schema.schema);
      const sources = [fleet, siteFile, own];
      const profile = [...sources].reverse().find((source) => source.value['profile'] !== undefined)?.value['profile'];
      const merged = merge([schema.profileLayer(profile), ...sources]);
      const parsed = schema.schema.safeParse(merged.value, { reportInput: true });
      problems.push(...mistakes, ...(parsed.success ? [] : schemaProblems(parsed.error, schema.schema, (path) => merged.place(path))));
      if (parsed.success) clusters.push({ id: `${site}/${name}`, site, name, file: own.file, config: freeze(parsed.data), lock, merged });
    }
  }
  const judged = tenantsOf(tenantFiles, ids, (error, source) => schemaProblems(error, Tenant, source.at));
  problems.push(...judged.problems);
  return { clusters: clusters.map((cluster) => ({ ...cluster, tenants: judged.tenants.get(cluster.id) ?? [] })), problems: distinctProblems(problems) };
}

/** Of all clusters below `clusters/`, of one below its own folder: so it is the name of no site and no cluster. */
const tenantsFolder = 'tenants';

/** The tenants' files of a folder, which need not be there. */
function tenantFilesIn(reader: Reader, folder: string, where: Pick<TenantFile, 'cluster' | 'archived'> = {}): TenantFile[] {
  return entries(reader, folder).flatMap(({ name, path, isFolder }): TenantFile[] => {
    if (isFolder && name === archivedFolder && where.archived === undefined) return tenantFilesIn(reader, path, { ...where, archived: true });
    if (isFolder) return refuse(reader, path, 'a folder among files of tenants, which nothing reads; put the files themselves here') ?? [];
    if (name === 'README.md' || !/\.ya?ml$/.test(name)) return [];
    if (name.endsWith('.yml')) return refuse(reader, path, 'the file of a tenant ends in .yaml; rename it') ?? [];
    const source = readYaml(reader, path, false);
    return source === undefined ? [] : [{ name: name.slice(0, -'.yaml'.length), source, ...where }];
  });
}

/** A layer alone is judged too, so that a wrong value that another file overrides is still told; what it leaves out is not. */
function layerProblems(source: Source, schema: z.ZodType): Problem[] {
  const parsed = schema.safeParse(source.value, { reportInput: true });
  return parsed.success ? [] : schemaProblems(parsed.error, schema, source.at).filter((problem) => !problem.message.startsWith(missing));
}

function schemaProblems(error: z.ZodError, schema: z.ZodType, place: (path: Path) => Place): Problem[] {
  return error.issues.flatMap((issue) => issueWords(issue, schema)).map(({ path, message }) => ({ ...place(path), path: pathText(path), message }));
}

interface Reader {
  readonly folder: string;
  /** The same without links; undefined where there is no such folder. */
  readonly realFolder: string | undefined;
  readonly problems: Problem[];
}

function refuse(reader: Reader, path: string, message: string): undefined {
  reader.problems.push({ file: `clusters/${path}`, line: 1, column: 1, path: '', message });
}

function readYaml(reader: Reader, path: string, mayBeEmpty: boolean): Source | undefined {
  const text = readText(reader, path);
  if (text === undefined) return undefined;
  const source = parseSource(`clusters/${path}`, text, mayBeEmpty);
  if (source.ok) return source.value;
  reader.problems.push(...source.problems);
  return undefined;
}

function readText(reader: Reader, path: string): string | undefined {
  const file = join(reader.folder, path);
  const entry = lstatSync(file, { throwIfNoEntry: false });
  if (entry === undefined) return refuse(reader, path, `this file is missing; ${missingWords(path)}`);
  if (!staysInside(reader, file)) return refuse(reader, path, 'a symbolic link that leads out of clusters/; put the file itself here');
  const size = statSync(file).size;
  if (!statSync(file).isFile()) return refuse(reader, path, 'is not a file');
  if (size > largestFile) return refuse(reader, path, `${Math.round(size / 1024 / 1024)} MiB is too large for configuration; at most 1 MiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) return refuse(reader, path, 'is not UTF-8 text; save it as UTF-8');
    throw error;
  }
}

function missingWords(path: string): string {
  if (path === 'fleet.yaml') return 'it holds what all clusters share, and may be empty';
  if (path.endsWith('/site.yaml')) return `a cluster needs its site: write what the clusters of ${path.split('/')[0]} share, or an empty file`;
  return `make it with: npm run new -- cluster ${path.split('/').slice(0, 2).join('/')}`;
}

function staysInside({ realFolder }: Reader, file: string): boolean {
  const real = realPath(file);
  return real !== undefined && realFolder !== undefined && `${real}${sep}`.startsWith(`${realFolder}${sep}`);
}

/** A path without links: undefined where one leads nowhere. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

const knownFiles: readonly (readonly string[])[] = [
  ['fleet.yaml', 'README.md'],
  ['site.yaml', 'lock.yaml', 'README.md'],
  ['cluster.yaml', 'README.md'],
];

/** The folders below a folder: sites, or a site's clusters. Files that nobody reads are named: they are mostly misspelt. */
function subfolders(reader: Reader, folder: string): string[] {
  const found: string[] = [];
  for (const { name, path, isFolder } of entries(reader, folder)) {
    if (name === tenantsFolder && isFolder) {
      if (folder !== '') refuse(reader, path, `nothing reads this folder; tenants stand in clusters/tenants/, or in the folder of one cluster`);
    } else if (!isFolder) unknownFile(reader, path, name, knownFiles[folder === '' ? 0 : 1] ?? []);
    else if (!staysInside(reader, join(reader.folder, path))) refuse(reader, path, 'a symbolic link that leads out of clusters/; put the folder itself here');
    else if (DnsLabel.safeParse(name).success) found.push(name);
    else refuse(reader, path, `${quoted(name)} is not a DNS label, and becomes a name in Kubernetes; use lower-case letters, digits and hyphens`);
  }
  return found;
}

function entries(reader: Reader, folder: string): { readonly name: string; readonly path: string; readonly isFolder: boolean }[] {
  // Not there, or a file: whoever asks for a file in it tells that.
  if (!statSync(join(reader.folder, folder), { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(join(reader.folder, folder))
    .sort(compare)
    .map((name) => ({ name, path: folder === '' ? name : `${folder}/${name}` }))
    .filter(({ name, path }) => !name.startsWith('.') && path !== 'schema')
    .map((entry) => ({ ...entry, isFolder: statSync(join(reader.folder, entry.path), { throwIfNoEntry: false })?.isDirectory() ?? false }));
}

function unknownFile(reader: Reader, path: string, name: string, known: readonly string[]): void {
  if (known.includes(name) || !/\.ya?ml$/.test(name)) return;
  refuse(reader, path, `nothing reads this file${suggestion(name, known) || `; known here: ${known.join(', ')}`}`);
}

function readLock(reader: Reader, site: string): Lock {
  const path = `${site}/lock.yaml`;
  if (lstatSync(join(reader.folder, path), { throwIfNoEntry: false }) === undefined) return Lock.parse({});
  const source = readYaml(reader, path, true);
  const parsed = Lock.safeParse(source?.value ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  if (source !== undefined) reader.problems.push(...schemaProblems(parsed.error, Lock, source.at));
  return Lock.parse({});
}
