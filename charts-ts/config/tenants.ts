import type { ZodError } from 'zod';
import { freeze } from './freeze.ts';
import { closed, confirmMistakes, withoutLeaving } from './leaving.ts';
import { type Place, valueAt } from './merge.ts';
import { compare, type Mistake, type Path, type Problem, pathText } from './problem.ts';
import type { Source } from './source.ts';
import { Tenant } from './tenant.ts';
import { objectsThatMeet } from './tenant-objects.ts';
import { DnsLabel } from './values.ts';
import { quoted, suggestion } from './words.ts';

/** A tenant on one cluster, as its file tells it. */
export interface ClusterTenant {
  /** The file's name, without its end. */
  readonly name: string;
  /** Relative to the repository. */
  readonly file: string;
  readonly config: Tenant;
  /** Where it has left: its data stays, closed, until people delete what `confirmed` lets them delete. */
  readonly archived?: { readonly confirmed: boolean };
  /** The place of a key in its file, for problems. */
  place(path: Path): Place;
  /** Whether its file says so itself; else it is a default. */
  isWritten(path: Path): boolean;
}

/** The file of a tenant as it was read. */
export interface TenantFile {
  readonly name: string;
  readonly source: Source;
  /** Where it stands in the folder of one cluster. */
  readonly cluster?: string;
  /** Whether it stands in the folder `archived` there: the tenant has left. */
  readonly archived?: boolean;
}

/** Those that have not left. */
export function present(tenants: readonly ClusterTenant[]): ClusterTenant[] {
  return tenants.filter(({ archived }) => archived === undefined);
}

/** The namespace's whole name in the cluster. */
export function namespaceOf(tenant: { readonly name: string }, namespace: string): string {
  return `${tenant.name}-${namespace}`;
}

/** The whole names of all its namespaces, sorted. */
export function namespacesOf({ name, config }: Pick<ClusterTenant, 'name' | 'config'>): string[] {
  return Object.keys(config.namespaces)
    .map((namespace) => namespaceOf({ name }, namespace))
    .sort(compare);
}

/** A hostname of a tenant's file in full: a single label stands below the cluster's domain. */
export function hostnameBelow(domain: string, written: string): string {
  return written.replace(/^\*\./, '').includes('.') ? written : `${written}.${domain}`;
}

/** Whether two hostnames, of which each may be a wildcard, have a name in common. */
export function hostnamesOverlap(a: string, b: string): boolean {
  const covers = (wide: string, narrow: string) => wide.startsWith('*.') && narrow.endsWith(wide.slice(1));
  return a === b || covers(a, b) || covers(b, a);
}

/** Velero writes the name of a schedule, archive-<tenant>, into a label: https://velero.io/docs/main/api-types/schedule/ */
export const longestTenant = 63 - 'archive-'.length;

/** Projects of Argo CD that are the platform's: a tenant's has the tenant's name. */
const reserved: readonly string[] = ['platform', 'crds', 'default'];

interface Judged {
  readonly tenants: ReadonlyMap<string, readonly ClusterTenant[]>;
  readonly problems: readonly Problem[];
}

/**
 * The tenants of each cluster, by its id, in the order of their names. `schemaProblems` words what the schema finds.
 * A tenant whose file has a mistake is on no cluster: the mistake is told, and nothing is rendered.
 */
export function tenantsOf(
  files: readonly TenantFile[],
  clusters: readonly string[],
  schemaProblems: (error: ZodError, source: Source) => readonly Problem[],
): Judged {
  const problems: Problem[] = [];
  const placed: { readonly cluster: string; readonly tenant: ClusterTenant }[] = [];
  for (const file of files) {
    const at = (path: Path, message: string) => problems.push({ ...file.source.at(path), path: pathText(path), message });
    for (const message of nameProblems(file.name)) at([], message);
    const parsed = Tenant.safeParse(file.source.value, { reportInput: true });
    if (!parsed.success) {
      problems.push(...schemaProblems(parsed.error, file.source));
      continue;
    }
    const config = parsed.data;
    for (const { path, message } of [...mistakesIn(file.name, config), ...confirmMistakes(file, config)]) at(path, message);
    const tenant: ClusterTenant = {
      name: file.name,
      file: file.source.file,
      config: freeze(file.archived === true ? closed(config) : withoutLeaving(config)),
      ...(file.archived === true ? { archived: { confirmed: config.confirm === file.name } } : {}),
      place: file.source.at,
      isWritten: (path) => valueAt(file.source.value, path) !== undefined,
    };
    if (file.cluster !== undefined) {
      if (config.clusters !== undefined) at(['clusters'], `this file is for ${file.cluster} only; remove this key, or move the file to clusters/tenants/`);
      placed.push({ cluster: file.cluster, tenant });
    } else if (config.clusters === undefined)
      at(['clusters'], 'is missing (a file in clusters/tenants/ names its clusters); write them, like [odc-west/prod-1]');
    for (const [index, cluster] of (file.cluster === undefined ? (config.clusters ?? []) : []).entries()) {
      if (!clusters.includes(cluster))
        at(['clusters', index], `there is no cluster ${quoted(cluster)}${suggestion(cluster, clusters) || `; there is ${clusters.join(', ')}`}`);
      else if (config.clusters?.indexOf(cluster) !== index) at(['clusters', index], `${quoted(cluster)} stands twice; keep one`);
      else placed.push({ cluster, tenant });
    }
  }
  const tenants = new Map<string, ClusterTenant[]>();
  for (const { cluster, tenant } of placed) {
    const others = tenants.get(cluster) ?? [];
    const other = others.find(({ name }) => name === tenant.name);
    if (other === undefined) tenants.set(cluster, [...others, tenant]);
    else
      problems.push({ ...tenant.place([]), path: '', message: `${quoted(tenant.name)} is on ${cluster} already by ${other.file}; keep one of the two files` });
  }
  return { tenants: new Map([...tenants].map(([cluster, list]) => [cluster, list.sort((a, b) => compare(a.name, b.name))])), problems };
}

/** What is wrong with the name of a tenant, which is that of its file. */
export function nameProblems(name: string): string[] {
  if (!DnsLabel.safeParse(name).success)
    return [`${quoted(name)} is not a DNS label, and becomes a name in Kubernetes; call the file after the team in lower-case letters, digits and hyphens`];
  if (name.length > longestTenant)
    return [
      `${quoted(name)} has ${name.length} characters, and the name of a tenant has at most ${longestTenant}: Velero would make no backups of it, since their label does not hold more; shorten it`,
    ];
  if (reserved.includes(name) || name.startsWith('tenant-'))
    return [`${quoted(name)} is a name that the platform has in Argo CD; call the file otherwise (not ${reserved.join(', ')}, nor tenant-…)`];
  return [];
}

/** What one file says that cannot go together. */
function mistakesIn(name: string, config: Tenant): Mistake[] {
  const known = Object.keys(config.namespaces);
  const named = (key: 'repositories' | 'databases' | 'buckets' | 'logins') =>
    Object.entries(config[key]).flatMap(([entry, { namespace }]) =>
      known.includes(namespace)
        ? []
        : [
            {
              path: [key, entry, 'namespace'],
              message: `${quoted(namespace)} is none of its namespaces${suggestion(namespace, known) || `; there is ${known.join(', ')}`}`,
            },
          ],
    );
  const long = known
    .filter((namespace) => namespaceOf({ name }, namespace).length > 63)
    .map((namespace) => ({
      path: ['namespaces', namespace],
      message: `${quoted(namespaceOf({ name }, namespace))} has ${namespaceOf({ name }, namespace).length} characters, and a namespace has at most 63; shorten it, or the name of the file`,
    }));
  return [
    ...long,
    ...named('repositories'),
    ...named('databases'),
    ...named('buckets'),
    ...named('logins'),
    ...longDatabases(config),
    ...objectsThatMeet(config),
  ];
}

/** As many as CloudNativePG takes. */
function longDatabases({ databases }: Tenant): Mistake[] {
  return Object.keys(databases)
    .filter((database) => database.length > 50)
    .map((database) => ({
      path: ['databases', database],
      message: `${quoted(database)} has ${database.length} characters, and a database has at most 50; shorten it`,
    }));
}
