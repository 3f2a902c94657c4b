import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dump } from 'js-yaml';
import { type Authority, issueCertificate } from './ca.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { addHosts, sandboxFolder } from './sandbox.ts';
import { isListening } from './wait.ts';

/** The account of the site's registry and Git server. */
export const account = { name: 'polder', password: 'geheim-van-de-proef' };
/** The same for distribution, which takes bcrypt only. */
const htpasswd = `${account.name}:$2b$05$abcdefghijklmnopqrstuut0C.5rNloChZUMhBGO2tWa4wHXaJ8Ii\n`;

export interface MirrorRegistryOptions {
  readonly binaries: Binaries;
  readonly authority: Authority;
  /** Its name in messages and files. */
  readonly name: string;
  readonly hosts: readonly string[];
  /** A loopback address of its own. */
  readonly address: string;
  /** Default 443. */
  readonly port?: number;
  /** Nobody gets in without the account. */
  readonly guarded?: boolean;
  /** Without TLS. */
  readonly plain?: boolean;
}

/** Starts an OCI registry (distribution) under several host names. Throws with its log when it does not start. */
export async function startMirrorRegistry(options: MirrorRegistryOptions): Promise<RunningProcess> {
  const { binaries, authority, name, hosts, address, port = 443, guarded = false, plain = false } = options;
  addHosts(hosts, address);
  const folder = join(sandboxFolder(), name);
  mkdirSync(folder, { recursive: true });
  const { certificateFile, keyFile } = issueCertificate(authority, name, { hosts });
  writeFileSync(join(folder, 'htpasswd'), htpasswd);
  // https://distribution.github.io/distribution/about/configuration/
  const configuration = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: `${address}:${port}`, secret: 'of-one-test', ...(plain ? {} : { tls: { certificate: certificateFile, key: keyFile } }) },
    ...(guarded ? { auth: { htpasswd: { realm: name, path: join(folder, 'htpasswd') } } } : {}),
  };
  writeFileSync(join(folder, 'registry.yaml'), dump(configuration));
  return startProcess({
    name,
    command: binaries.registry,
    args: ['serve', join(folder, 'registry.yaml')],
    env: { OTEL_TRACES_EXPORTER: 'none' },
    logFile: join(folder, 'registry.log'),
    ready: () => isListening(port, address),
  });
}

/** Starts a Git server that takes pushes, and knows only the account. Repositories are `<folder>/<path>`, bare; they must be there. */
export async function startGitMirror(
  authority: Authority,
  host: string,
  address: string,
): Promise<{ readonly server: RunningProcess; readonly folder: string }> {
  addHosts([host], address);
  const folder = join(sandboxFolder(), 'git-mirror');
  mkdirSync(folder, { recursive: true });
  const { certificateFile, keyFile } = issueCertificate(authority, 'git-mirror', { hosts: [host] });
  const server = await startProcess({
    name: 'git-mirror',
    command: process.execPath,
    args: ['--import', 'tsx', resolve(fileURLToPath(import.meta.url), '../git-receive.ts'), folder, address, certificateFile, keyFile],
    env: { GIT_ACCOUNT: `${account.name}:${account.password}` },
    logFile: join(sandboxFolder(), 'git-mirror.log'),
    ready: () => isListening(443, address),
  });
  return { server, folder };
}

/** A repository with one file and an annotated tag, as big projects have them. Returns the commit. */
export function makeUpstreamRepository(bare: string, tag: string): string {
  const work = mkdtempSync(join(sandboxFolder(), 'repository-'));
  const identity = ['-c', 'user.name=Polder e2e', '-c', 'user.email=e2e@example.nl'];
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', work, ...identity, ...args], { encoding: 'utf8' }).trim();
  mkdirSync(dirname(bare), { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(work, 'crds.yaml'), `# ${bare}\n`);
  git('add', '.');
  git('commit', '--quiet', '-m', `${tag}: definitions`);
  git('tag', '--annotate', tag, '-m', tag);
  execFileSync('git', ['clone', '--quiet', '--bare', work, bare]);
  const commit = git('rev-parse', 'HEAD');
  rmSync(work, { recursive: true, force: true });
  return commit;
}

/** An image as an OCI layout: an index where there is more than one platform. Each has a layer of its own, and one that all images have. */
export function makeLayout(folder: string, text: string, platforms: readonly string[]): void {
  const blob = (content: string, mediaType: string) => {
    const bytes = Buffer.from(content);
    const hex = createHash('sha256').update(bytes).digest('hex');
    mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
    writeFileSync(join(folder, 'blobs/sha256', hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const oci = (kind: string) => `application/vnd.oci.image.${kind}`;
  const manifests = platforms.map((platform) => {
    const [os, architecture] = platform.split('/');
    const layers = [sharedLayer, `${text} for ${platform}`].map((content) => blob(content, oci('layer.v1.tar')));
    const config = blob(JSON.stringify({ os, architecture, rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) } }), oci('config.v1+json'));
    const manifest = { schemaVersion: 2, mediaType: oci('manifest.v1+json'), config, layers };
    return { ...blob(JSON.stringify(manifest), oci('manifest.v1+json')), platform: { os, architecture } };
  });
  const index = (entries: readonly object[]) => JSON.stringify({ schemaVersion: 2, mediaType: oci('index.v1+json'), manifests: entries });
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(folder, 'index.json'), index(manifests.length === 1 ? manifests : [blob(index(manifests), oci('index.v1+json'))]));
}

/** In every image. */
export const sharedLayer = 'the base that every image has\n'.repeat(1000);
