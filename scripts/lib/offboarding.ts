import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { load } from 'js-yaml';
import type { PolderCluster } from '../../charts-ts/catalogue.ts';
import { compare, type Problem } from '../../charts-ts/config/problem.ts';
import { archivedFolder } from '../../charts-ts/config/tenants.ts';
import { clusterFolder, headerStart } from '../../charts-ts/emit/files.ts';
import { polder } from '../../charts-ts/kit/labels.ts';
import { tenants } from '../../charts-ts/tenancy/tenants/index.ts';
import { Refusal } from './command.ts';
import { readFleet } from './fleet.ts';
import { noPlace, tenantPlace } from './tenant-place.ts';

/**
 * Tenants that platform/ has and no file names any more, though nobody confirmed that their namespaces may go. Rendering knows only what
 * is there now, so this looks at what was made before.
 */
export function unconfirmedRemovals(root: string, clusters: readonly PolderCluster[]): Problem[] {
  return clusters.flatMap((cluster) => {
    const folder = join(root, clusterFolder(cluster), tenants.name);
    return subfolders(folder)
      .filter((name) => !cluster.tenants.some((tenant) => tenant.name === name))
      .flatMap((name) => {
        const [kept] = namespacesIn(join(folder, name)).filter(({ mayGo }) => !mayGo);
        return kept === undefined ? [] : [{ file: kept.source, line: 1, column: 1, path: '', message: wayOut(name, cluster.id, kept.source) }];
      });
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

function subfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(compare);
}

interface Made {
  /** The tenant's file that it was made from. */
  readonly source: string;
  readonly mayGo: boolean;
}

/** The namespaces that generate made into a folder. */
function namespacesIn(folder: string): Made[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('namespace.'))
    .sort(compare)
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      if (!text.startsWith(headerStart)) return [];
      const { metadata } = load(text) as { readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> } };
      return [{ source: text.slice(headerStart.length).split(' ')[0] ?? '', mayGo: metadata.annotations?.[polder.allowDeletion] === metadata.name }];
    });
}

/** Moves the file of a tenant to those that have left. Returns its new path; takes it back when the fleet is not valid so. */
export function archive(root: string, id: string): string {
  const [from, name] = fileOf(id);
  const folder = `${dirname(from)}/${archivedFolder}`;
  const to = `${folder}/${name}.yaml`;
  if (existsSync(join(root, to)))
    throw new Refusal(existsSync(join(root, from)) ? `${from} and ${to} are both there; keep one` : `${name} has left already: ${to}`);
  if (!existsSync(join(root, from)))
    throw new Refusal(`there is no ${from}`, 'name a tenant as its file is called: <name>, or <site>/<cluster>/<name> for one in the folder of a cluster');
  const made = !existsSync(join(root, folder));
  const text = readFileSync(join(root, from), 'utf8');
  mkdirSync(join(root, folder), { recursive: true });
  // The old one first, under a name that nothing reads: were both there, the tenant would be there twice.
  const aside = join(root, `${from}.leaving`);
  renameSync(join(root, from), aside);
  try {
    // One folder deeper, its schema is one folder further up.
    writeFileSync(join(root, to), text.replace(/^(# yaml-language-server: \$schema=)(?=\.\.\/)/, '$1../'));
    readFleet(root);
  } catch (error) {
    rmSync(join(root, to), { force: true });
    if (made) rmdirSync(join(root, folder));
    renameSync(aside, join(root, from));
    throw error;
  }
  rmSync(aside);
  return to;
}

function fileOf(id: string): [string, string] {
  const isName = id.includes('/') ? id.split('/').every((part) => /^[a-z0-9-]+$/.test(part)) : id !== '';
  if (!isName) throw noPlace(id);
  const { name, folder } = tenantPlace(id);
  return [`clusters/${folder}/${name}.yaml`, name];
}
