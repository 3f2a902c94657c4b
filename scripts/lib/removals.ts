import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { load } from 'js-yaml';
import type { PolderCluster } from '../../charts-ts/catalogue.ts';
import { archivedFolder } from '../../charts-ts/config/leaving.ts';
import { compare, type Problem } from '../../charts-ts/config/problem.ts';
import { type ClusterTenant, namespaceOf, namespacesOf } from '../../charts-ts/config/tenants.ts';
import { clusterFolder, headerStart } from '../../charts-ts/emit/files.ts';
import { polder } from '../../charts-ts/kit/labels.ts';
import { bucketsOfTenants } from '../../charts-ts/tenancy/buckets-of-tenants/index.ts';
import { databasesOfTenants } from '../../charts-ts/tenancy/databases-of-tenants/index.ts';
import { tenants } from '../../charts-ts/tenancy/tenants/index.ts';

/**
 * What platform/ has of tenants and no file names any more, though nobody confirmed that it may go: tenants, and namespaces, databases and
 * buckets of one that stays. And what is confirmed before it was archived. Rendering knows only what is there now, so this looks at what
 * was made before.
 */
export function unconfirmedRemovals(root: string, clusters: readonly PolderCluster[]): Problem[] {
  return clusters.flatMap((cluster) => {
    const folder = join(root, clusterFolder(cluster), tenants.name);
    const gone = subfolders(folder)
      .filter((name) => !cluster.tenants.some((tenant) => tenant.name === name))
      .flatMap((name) => {
        const kept = madeIn(join(folder, name), kinds.namespaces.prefix).find((made) => !mayGo(made));
        const source = kept === undefined ? undefined : sourceOf(kept);
        return source === undefined ? [] : [{ file: source, line: 1, column: 1, path: '', message: wayOut(name, cluster.id, source) }];
      });
    return [...gone, ...cluster.tenants.flatMap((tenant) => [...partsGone(root, cluster, tenant), ...tooEarly(folder, cluster, tenant)])];
  });
}

function wayOut(tenant: string, cluster: string, source: string): string {
  if (isArchived(source))
    return `${tenant} is gone, and its data is still on ${cluster}; put the file back with confirm: ${tenant}, and run generate, before you remove it`;
  if (source.startsWith(`clusters/tenants/`))
    return `${tenant} is gone from ${cluster}, and its data is still there; put it back, and let it leave: npm run offboard -- ${tenant}; of this cluster alone: with a file for it in clusters/${cluster}/tenants/${archivedFolder}/`;
  return `${tenant} is gone, and its data is still on ${cluster}; put the file back, and let it leave: npm run offboard -- ${cluster}/${tenant}`;
}

function isArchived(file: string): boolean {
  return basename(dirname(file)) === archivedFolder;
}

/** What holds data of a tenant, by its key in the file: the component that makes it, and how the names of its files begin. */
const kinds = {
  namespaces: { component: tenants.name, prefix: 'namespace.', word: 'namespace' },
  databases: { component: databasesOfTenants.name, prefix: 'cluster.', word: 'database' },
  buckets: { component: bucketsOfTenants.name, prefix: 'objectbucketclaim.', word: 'bucket' },
} as const;
type Kind = keyof typeof kinds;

/** Namespaces, databases and buckets of a tenant that its file does not name any more. */
function partsGone(root: string, cluster: PolderCluster, tenant: ClusterTenant): Problem[] {
  const made = (kind: Kind) => madeIn(join(root, clusterFolder(cluster), kinds[kind].component, tenant.name), kinds[kind].prefix);
  // Who confirms a namespace confirms all in it.
  const goesWithIts = ({ id }: Made) => made('namespaces').some((one) => one.id === id.split('.')[0] && mayGo(one));
  return (Object.keys(kinds) as Kind[]).flatMap((kind) => {
    const named = namedIn(tenant, kind);
    return made(kind)
      .filter((one) => !named.has(one.id) && !mayGo(one) && !goesWithIts(one))
      .map(({ id }) => ({ ...tenant.place([kind]), path: kind, message: wayBack(tenant, kind, id, cluster.id) }));
  });
}

/** The names of files without their beginning and end: <namespace>, or <namespace>.<name>. */
function namedIn(tenant: ClusterTenant, kind: Kind): ReadonlySet<string> {
  if (kind === 'namespaces') return new Set(namespacesOf(tenant));
  return new Set(Object.entries(tenant.config[kind]).map(([name, { namespace }]) => `${namespaceOf(tenant, namespace)}.${name}`));
}

function wayBack(tenant: ClusterTenant, kind: Kind, id: string, cluster: string): string {
  const [namespace = '', name = namespace.slice(tenant.name.length + 1)] = id.split('.');
  const inFile = namespace.slice(tenant.name.length + 1);
  const what = `the ${kinds[kind].word} ${name}`;
  if (kind !== 'namespaces' && tenant.config[kind][name] !== undefined)
    return `${what} cannot move, and its data is still in ${namespace} on ${cluster}; write namespace: ${inFile} again, and give the new one another name`;
  const way =
    tenant.archived === undefined
      ? `put it back with leaving: true, which closes it and keeps its data; once that may be deleted, add confirm: ${name}, run generate, and then leave it out`
      : `put it back: what has left stays in the file until people may delete it, which confirm: ${tenant.name} says`;
  return `${what} is gone, and its data is still in ${namespace} on ${cluster}; ${way}`;
}

/** A confirmation in the same step as the move, before any backup of what it was at the end. */
function tooEarly(folder: string, cluster: PolderCluster, tenant: ClusterTenant): Problem[] {
  if (tenant.archived?.confirmed !== true) return [];
  const sources = madeIn(join(folder, tenant.name), kinds.namespaces.prefix).flatMap((made) => sourceOf(made) ?? []);
  if (sources.every(isArchived)) return [];
  const message = `${tenant.name} has not left ${cluster.id} yet, so no backup of its end is there; remove this key, run generate, let it sync, and confirm once there is a whole backup archive-${tenant.name}`;
  return [{ ...tenant.place(['confirm']), path: 'confirm', message }];
}

function subfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(compare);
}

interface Made {
  /** Its namespace and its name, as its file is called. */
  readonly id: string;
  /** Where the file stands: it is read only when somebody asks, since there are thousands. */
  readonly path: string;
}

/** What generate made of one kind into a folder. */
function madeIn(folder: string, prefix: string): Made[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.yaml'))
    .sort(compare)
    .map((name) => ({ id: name.slice(prefix.length, -'.yaml'.length), path: join(folder, name) }));
}

/** The tenant's file that it was made from; undefined where generate did not make it. */
function sourceOf({ path }: Made): string | undefined {
  return sourceIn(readFileSync(path, 'utf8'));
}

function sourceIn(text: string): string | undefined {
  return text.startsWith(headerStart) ? text.slice(headerStart.length).split(' ')[0] : undefined;
}

/** Whether a name lets people delete it; what generate did not make is nobody's here. */
function mayGo({ path }: Made): boolean {
  const text = readFileSync(path, 'utf8');
  if (sourceIn(text) === undefined) return true;
  const { metadata } = load(text) as {
    readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  };
  return metadata.annotations?.[polder.allowDeletion] === metadata.name;
}
