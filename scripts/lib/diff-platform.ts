import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { suggestion } from '../../charts-ts/config/words.ts';
import type { ClusterChange } from '../../charts-ts/diff/findings.ts';
import type { FileChange } from '../../charts-ts/diff/objects.ts';
import type { Scene } from '../../charts-ts/diff/permissions.ts';
import { type Report, reportOf, type Side } from '../../charts-ts/diff/report.ts';
import { isRbac } from '../../charts-ts/diff/rights.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { Refusal } from './command.ts';
import { type Blob, type ChangedFile, type Git, gitOf } from './diff-git.ts';
import { notesReader } from './diff-notes.ts';
import { type Objects, objectsOf } from './diff-objects.ts';
import { progress, progressDone } from './terminal.ts';

/** What is compared. */
export interface Asked {
  readonly base: string;
  /** Undefined: the files on disk. */
  readonly head: string | undefined;
  /** From where both began to differ, instead of from the base itself. */
  readonly mergeBase: boolean;
  /** Ids of clusters; none: all. */
  readonly clusters: readonly string[];
}

/** Reads what differs between two revisions of platform/, and tells it. Refuses revisions, clusters and files that cannot be read. */
export async function comparePlatform(root: string, asked: Asked): Promise<Report> {
  const git = await gitOf(root);
  const head = asked.head === undefined ? undefined : await git.commit(asked.head);
  const given = await git.commit(asked.base);
  const base = asked.mergeBase ? await git.mergeBase(given, head ?? (await git.commit('HEAD'))) : given;
  progress('reading what changed');
  // All at once: on disk Git looks at every file, which takes its time.
  const [had, has, changed] = await Promise.all([
    clustersAt(git, base),
    head === undefined ? clustersOnDisk(root) : clustersAt(git, head),
    git.changed(base, head, asked.clusters.length === 0 ? ['platform'] : asked.clusters.map((id) => `platform/${id}`)),
  ]);
  if (had.size === 0) throw new Refusal(`${asked.base} has no platform/; name a revision that generate has run in`);
  if (has.size === 0)
    throw new Refusal(
      `${asked.head ?? 'the working tree'} has no platform/; ${head === undefined ? 'run: npm run generate' : 'name a revision that generate has run in'}`,
    );
  refuseUnknown(asked.clusters, [...new Set([...had, ...has])].sort());
  const sides: Sides = {
    base: { name: asked.base, commit: base },
    head: head === undefined ? { name: 'working tree' } : { name: asked.head ?? '', commit: head },
  };
  const objects = objectsOf(git, root);
  await objects.fetch(changed.flatMap(({ before, after }) => [before, after].filter((blob) => blob !== undefined)));
  const { clusters, otherFiles } = filesByCluster(changed, objects, sides);
  objects.refuseMistakes();
  const [context, notes] = await Promise.all([contextOf(git, base, clusters, objects, sides), notesOf(git, base, head, objects)]);
  objects.refuseMistakes();
  progressDone();
  const changes = [...clusters].map(
    ([id, own]): ClusterChange => ({
      id,
      state: !had.has(id) ? 'added' : has.has(id) ? 'changed' : 'removed',
      files: own.files,
      ...scenesOf(id, own, context, objects, sides),
      notes: notes(id),
    }),
  );
  const images = new Set(catalogue.flatMap((component: AnyComponent) => Object.values(component.images).map(({ repository }) => repository)));
  return reportOf(sides.base, sides.head, changes, images, otherFiles);
}

interface Sides {
  readonly base: Side;
  readonly head: Side;
}

async function clustersAt(git: Git, commit: string): Promise<ReadonlySet<string>> {
  const clusters = await git.folders(commit, await git.folders(commit, ['platform']));
  return new Set(clusters.map((path) => path.slice('platform/'.length)));
}

function clustersOnDisk(root: string): ReadonlySet<string> {
  const folders = (path: string) =>
    statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()
      ? readdirSync(join(root, path), { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      : [];
  return new Set(folders('platform').flatMap(({ name: site }) => folders(`platform/${site}`).map(({ name }) => `${site}/${name}`)));
}

function refuseUnknown(names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Refusal(
    ...unknown.map((name) => `there is no cluster "${name}" in either revision${suggestion(name, known) || `; there is ${known.slice(0, 20).join(', ')}`}`),
  );
}

/** A cluster's changed files: with their objects, and by path for what stands beside them. */
interface ClusterFiles {
  readonly files: FileChange[];
  readonly byPath: Map<string, ChangedFile>;
}

/** platform/<site>/<cluster>/<component>/<file>.yaml, as generate writes it, or tenants/<tenant>; folders with a dot are its own, on the way. */
const objectPath = /^platform\/([^/.][^/]*\/[^/]+)\/(.+)\/[^/]+\.yaml$/;

function filesByCluster(
  changed: readonly ChangedFile[],
  objects: Objects,
  { base, head }: Sides,
): { readonly clusters: ReadonlyMap<string, ClusterFiles>; readonly otherFiles: readonly string[] } {
  const clusters = new Map<string, ClusterFiles>();
  const otherFiles: string[] = [];
  for (const file of changed) {
    const [, id, component] = objectPath.exec(file.path) ?? [];
    if (id === undefined || component === undefined) {
      if (!file.path.startsWith('platform/.')) otherFiles.push(file.path);
      continue;
    }
    const before = file.before === undefined ? undefined : objects.of(file.path, file.before, base.name);
    const after = file.after === undefined ? undefined : objects.of(file.path, file.after, head.name);
    if (before === undefined && after === undefined) otherFiles.push(file.path);
    if (before === after) continue;
    const own: ClusterFiles = clusters.get(id) ?? { files: [], byPath: new Map() };
    own.files.push({ component, before, after });
    own.byPath.set(file.path, file);
    clusters.set(id, own);
  }
  return { clusters, otherFiles };
}

/** Files that did not change, of the clusters that they say something about. */
type Unchanged = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Rights are judged by all roles and bindings of a component, connections by all policies and workloads of a namespace. Only where one
 * of those changed are the others read, and only from the base: what did not change is the same on both sides.
 */
async function contextOf(git: Git, base: string, clusters: ReadonlyMap<string, ClusterFiles>, objects: Objects, { base: { name } }: Sides): Promise<Unchanged> {
  const wanted = new Map([...clusters].map(([id, { files }]) => [id, besides(files)] as const).filter(([, names]) => names.length > 0));
  // One pattern for all of many clusters: a list of all of them would be matched against each file.
  const folders = wanted.size > fewClusters ? ['platform/*/*'] : [...wanted.keys()].map((id) => `platform/${id}`);
  const patterns = folders.flatMap((folder) => [...new Set([...wanted.values()].flat())].map((names) => `${folder}/${names}`));
  const found = new Map<string, Map<string, string>>();
  for (const [path, blob] of await git.files(base, patterns)) {
    const id = path.split('/').slice(1, 3).join('/');
    if (!wanted.has(id) || clusters.get(id)?.byPath.has(path) === true) continue;
    const own = found.get(id) ?? new Map<string, string>();
    own.set(path, blob);
    found.set(id, own);
  }
  await objects.fetch([...found.values()].flatMap((own) => [...own.values()].map((id) => ({ id }))));
  for (const own of found.values()) for (const [path, id] of own) objects.of(path, { id }, name);
  return found;
}

const fewClusters = 20;
const kindsOfRights = ['role', 'rolebinding', 'clusterrole', 'clusterrolebinding'];
const kindsOfNetwork = ['networkpolicy', 'deployment', 'statefulset', 'daemonset', 'cronjob', 'job', 'pod'];

/** Patterns of the files, below a cluster's folder, that what changed is judged with. */
function besides(files: readonly FileChange[]): readonly string[] {
  return [
    ...[...componentsOf(files)].flatMap((component) => kindsOfRights.map((kind) => `${plainName(component)}/${kind}.*`)),
    // Policies for the pods of a component may stand in another's folder, such as those that deny by default.
    ...[...namespacesOf(files)].flatMap((namespace) => kindsOfNetwork.map((kind) => `**/${kind}.${plainName(namespace)}.*`)),
  ];
}

/** A name that a pattern would read otherwise stands for any: what is read too much is left aside. */
function plainName(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : '**';
}

function componentsOf(files: readonly FileChange[]): ReadonlySet<string> {
  return new Set(
    files.filter(({ before, after }) => [before, after].some((object) => object !== undefined && isRbac(object))).map(({ component }) => component),
  );
}

function namespacesOf(files: readonly FileChange[]): ReadonlySet<string> {
  return new Set(
    files.flatMap(({ before, after }) =>
      [before, after].flatMap((object) => (object?.kind === 'NetworkPolicy' ? [object.metadata.namespace ?? 'default'] : [])),
    ),
  );
}

interface Placed {
  readonly component: string;
  readonly object: KubeObject;
}

function scenesOf(
  id: string,
  { files }: ClusterFiles,
  context: Unchanged,
  objects: Objects,
  { base }: Sides,
): Pick<ClusterChange, 'rights' | 'network' | 'owners'> {
  const unchanged = [...(context.get(id) ?? [])].flatMap(([path, blob]): Placed[] => {
    const object = objects.of(path, { id: blob }, base.name);
    return object === undefined ? [] : [{ component: objectPath.exec(path)?.[2] ?? '', object }];
  });
  const side = (which: 'before' | 'after') => [
    ...unchanged,
    ...files.flatMap((file): Placed[] => (file[which] === undefined ? [] : [{ component: file.component, object: file[which] }])),
  ];
  const [before, after] = [side('before'), side('after')];
  const scene = (wanted: (placed: Placed) => boolean): Scene => ({
    before: before.filter(wanted).map(({ object }) => object),
    after: after.filter(wanted).map(({ object }) => object),
  });
  const owners = new Map<string, string>();
  for (const { component, object } of [...before, ...after])
    if (object.kind !== 'NetworkPolicy') owners.set(`${object.metadata.namespace ?? 'default'}/${object.metadata.name}`, component);
  for (const { component, before: old, after: young } of files) {
    const policy = [young, old].find((object) => object?.kind === 'NetworkPolicy');
    if (policy !== undefined) owners.set(policy.metadata.namespace ?? 'default', component);
  }
  return {
    rights: new Map([...componentsOf(files)].map((component) => [component, scene((placed) => placed.component === component && isRbac(placed.object))])),
    network: new Map(
      [...namespacesOf(files)].map((namespace) => [namespace, scene(({ object }) => object.metadata.namespace === namespace && !isRbac(object))]),
    ),
    owners,
  };
}

const configFiles = ['clusters/fleet.yaml', 'clusters/*/site.yaml', 'clusters/*/*/cluster.yaml'];

/** From the newer side; of a cluster that is not there any longer from the older. */
async function notesOf(git: Git, base: string, head: string | undefined, objects: Objects) {
  const [old, young] = await Promise.all([git.files(base, configFiles), head === undefined ? new Map<string, string>() : git.files(head, configFiles)]);
  const wanted = (files: ReadonlyMap<string, string>) => [...files.values()].map((id) => ({ id }));
  await objects.fetch([...wanted(old), ...wanted(young)]);
  return notesReader((path) => {
    const now: Blob | undefined = head === undefined ? 'on disk' : young.has(path) ? { id: young.get(path) ?? '' } : undefined;
    const text = now === undefined ? undefined : objects.text(path, now);
    const before = old.get(path);
    return text ?? (before === undefined ? undefined : objects.text(path, { id: before }));
  });
}
