import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dump, load } from 'js-yaml';
import type { Tenant } from '../../../charts-ts/config/tenant.ts';
import { listFiles } from '../../../scripts/lib/tree.ts';
import { bare } from '../../support/render.ts';
import { makeBare } from './git-bare.ts';

/** The repository that is tested. */
export const polder = resolve(fileURLToPath(import.meta.url), '../../../..');

/** A fork of the repository: its clusters/, and the platform/ that the real generate makes of them. */
export interface Fleet {
  /** The work tree. */
  readonly root: string;
  /** Changes a file of the work tree: `change` gets its text. */
  edit(path: string, change: (text: string) => string): void;
  /** Runs the real generate; returns what it prints. */
  generate(...args: readonly string[]): string;
  /** Commits everything, signed by a key of the GPG home folder when one is given, and pushes to the bare repository that Argo CD reads. Returns the commit. */
  publish(message: string, signer?: Signer): string;
  /** The commit that was published last. */
  head(): string;
  /** All files below a folder. */
  files(folder: string): string[];
  /** The folders directly in a folder. */
  folders(folder: string): string[];
}

/** Who signs commits: the id of a key in a GPG home folder. */
export interface Signer {
  readonly id: string;
  readonly home: string;
}

export interface FleetOptions {
  /** Where the work tree goes. */
  readonly root: string;
  /** The bare repository to push to; made when it is not there. */
  readonly bare: string;
  /** PEM of the CA that signs the test's servers: it takes the place of the reference site's CA, whose key nobody has. */
  readonly certificate: string;
  /** Commit of each third-party repository in the test's mirror, by `<upstream address>@<tag>`. */
  readonly commits: Readonly<Record<string, string>>;
}

/** Makes a fleet from the reference clusters. Only facts of the place differ: the site's CA, and the mirror's commits in lock.yaml. */
export function makeFleet({ root, bare, certificate, commits }: FleetOptions): Fleet {
  mkdirSync(root, { recursive: true });
  cpSync(join(polder, 'clusters'), join(root, 'clusters'), { recursive: true });
  const fleet = {
    root,
    edit: (path: string, change: (text: string) => string) => writeFileSync(join(root, path), change(readFileSync(join(root, path), 'utf8'))),
    generate: (...args: readonly string[]) =>
      execFileSync(process.execPath, ['--import', 'tsx', join(polder, 'scripts/generate.ts'), '--root', root, ...args], { cwd: polder, encoding: 'utf8' }),
    publish: (message: string, signer?: Signer) => publish(root, bare, message, signer),
    head: () => execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
    files: (folder: string) => [...listFiles(root, folder)],
    folders: (folder: string) => readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
  };
  const indented = certificate
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  fleet.edit('clusters/odc-noord/site.yaml', (text) => text.replace(/ +-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/, indented));
  for (const site of fleet.folders('clusters').filter((folder) => existsSync(join(root, `clusters/${folder}/site.yaml`))))
    writeFileSync(join(root, `clusters/${site}/lock.yaml`), dump({ repositories: commits }));
  return fleet;
}

/**
 * Leaves a cluster the components that every cluster stands on, for tests of Argo CD itself: said in its site's file, so that a test may
 * write `components` into the cluster's. Tenants ask for nothing that other components would give.
 */
export function foundationOnly(fleet: Fleet, id: string): void {
  const [site = ''] = id.split('/');
  fleet.edit(`clusters/${id}/cluster.yaml`, (text) => {
    const { components: _, ...rest } = load(text) as Settings;
    return dump(rest, { lineWidth: -1 });
  });
  fleet.edit(`clusters/${site}/site.yaml`, (text) => {
    const settings = load(text) as Settings;
    return dump({ ...settings, components: { ...settings.components, ...bare.components } }, { lineWidth: -1 });
  });
  for (const file of fleet.files('clusters').filter((path) => /\/tenants\/[^/]+\.yaml$/.test(path))) fleet.edit(file, withoutServices);
}

/** What a tenant gets of components that not every cluster has. */
const services: readonly string[] = ['databases', 'buckets', 'secrets', 'imageKeys', 'logins'] satisfies readonly (keyof Tenant)[];

/** A tenant's file without what it asks of such components: no platform service either, nor credentials of a repository. */
function withoutServices(text: string): string {
  const { namespaces, repositories = {}, ...rest } = load(text) as Pick<Tenant, 'namespaces'> & Partial<Pick<Tenant, 'repositories'>>;
  const kept = Object.entries(rest).filter(([key]) => !services.includes(key));
  const closed = Object.entries(namespaces).map(([name, one]) => [name, { ...one, connections: { ...one.connections, platform: [] } }]);
  const open = Object.entries(repositories).map(([name, { credentials: _, ...one }]) => [name, one]);
  return dump({ ...Object.fromEntries(kept), namespaces: Object.fromEntries(closed), repositories: Object.fromEntries(open) });
}

/** A tenant's file without hostnames, for a cluster where nothing serves them. */
export function withoutHostnames(text: string): string {
  const { namespaces, ...rest } = load(text) as Pick<Tenant, 'namespaces'>;
  const silent = Object.entries(namespaces).map(([name, { hostnames: _, ...one }]) => [name, one]);
  return dump({ ...rest, namespaces: Object.fromEntries(silent) });
}

interface Settings {
  readonly components?: Readonly<Record<string, unknown>>;
}

function publish(root: string, bare: string, message: string, signer: Signer | undefined): string {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.nl', '-c', 'commit.gpgsign=false', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...(signer === undefined ? {} : { GNUPGHOME: signer.home }) },
    }).trim();
  makeBare(bare);
  if (!existsSync(join(root, '.git'))) {
    git('init', '--quiet', '--initial-branch=main');
    git('remote', 'add', 'origin', bare);
    writeFileSync(join(root, '.gitignore'), 'node_modules/\n');
  }
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', message, ...(signer === undefined ? [] : [`--gpg-sign=${signer.id}`]));
  git('push', '--quiet', 'origin', 'main');
  return git('rev-parse', 'HEAD');
}
