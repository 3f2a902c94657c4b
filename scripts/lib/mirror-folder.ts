import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Commit, Digest } from '../../charts-ts/config/values.ts';
import { quoted } from '../../charts-ts/config/words.ts';
import { Refusal } from './command.ts';
import { type Registries, sha256 } from './registry-client.ts';
import { registryOf, ServerFault } from './registry-fault.ts';
import { type Descriptor, readManifest } from './registry-manifest.ts';

/** A path below the folder: what was carried must not lead out of it. */
const Inside = z.string().refine((path) => /^[\w.@+-]+(\/[\w.@+-]+)*$/.test(path) && !path.split('/').some((part) => /^\.+$/.test(part)), {
  error: ({ input }) => `${quoted(input)} is no path below the folder`,
});

/** `mirror.json`, which is written last: a folder without it is not finished. docs/mirror.md describes the folder. */
export const MirrorIndex = z.strictObject({
  version: z.literal(1),
  /** The cluster that it was made for; others that use the same may take from it too. */
  cluster: z.string(),
  images: z.array(z.strictObject({ upstream: z.string(), digest: Digest, layout: Inside })),
  repositories: z.array(z.strictObject({ upstream: z.string(), tag: z.string(), commit: Commit, bundle: Inside })),
});
export type MirrorIndex = z.output<typeof MirrorIndex>;
export type MirrorImage = MirrorIndex['images'][number];

/** The index of a folder. Refuses when there is none, or it is not one. */
export function readIndex(folder: string): MirrorIndex {
  const file = join(folder, 'mirror.json');
  if (!existsSync(file))
    throw new Refusal(`${file} is not there: it is written last, so this folder is none, or was not finished; run npm run mirror -- CLUSTER --to again`);
  const parsed = MirrorIndex.safeParse(json(readFileSync(file, 'utf8')), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new Refusal(...parsed.error.issues.map(({ path, message }) => `${file} ${path.join('.')}: ${message}`), 'make the folder again');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes the index, last and at once; what an earlier run that was killed left half fetched goes. */
export function writeIndex(folder: string, index: MirrorIndex): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) if (path.endsWith('.part')) rmSync(join(folder, path), { force: true });
  writeWhole(join(folder, 'mirror.json'), `${JSON.stringify(index, null, 2)}\n`);
}

/** Where an image's layout stands, such as images/quay.io/argoproj/argocd/v3.6.1. */
export function layoutPath(upstream: string): string {
  const colon = upstream.lastIndexOf(':');
  return `images/${upstream.slice(0, colon).replaceAll(':', '_')}/${upstream.slice(colon + 1)}`;
}

/** Where a repository's bundle stands, such as git/github.com/argoproj/argo-cd/v3.6.1.bundle. */
export function bundlePath(upstream: string, tag: string): string {
  const { host, pathname } = new URL(upstream);
  return `git/${host.replaceAll(':', '_')}${pathname.replace(/\.git$/, '')}/${tag.replaceAll('/', '_')}.bundle`;
}

/** The blobs of a layout: its own, or those that all layouts of the folder share. */
export function blobsOf(folder: string, layout: string): string {
  const own = join(folder, layout, 'blobs');
  return existsSync(own) ? own : join(folder, 'blobs');
}

function blobFile(blobs: string, digest: string): string {
  return join(blobs, ...digest.split(':'));
}

/** Whether all of an image is in a folder, judged by names and sizes: each file got its name only after its bytes were checked. */
export function hasImage(blobs: string, digest: string): boolean {
  return walk(blobs, digest, ({ size }, file) => existsSync(file) && statSync(file).size === size);
}

/** Whether a claim holds for each blob of an image. False where a manifest is not there or cannot be read. */
function walk(blobs: string, digest: string, holds: (descriptor: Descriptor, file: string) => boolean): boolean {
  const file = blobFile(blobs, digest);
  if (!existsSync(file)) return false;
  const manifest = readManifest(readFileSync(file));
  if (manifest === undefined) return false;
  if (manifest.kind === 'index') return manifest.manifests.every((one) => holds(one, blobFile(blobs, one.digest)) && walk(blobs, one.digest, holds));
  return [manifest.config, ...manifest.layers].every((one) => holds(one, blobFile(blobs, one.digest)));
}

/** Puts an image with all its platforms into a folder. A layer that several images have is fetched once. */
export function imageSaver(folder: string, registries: Registries): (image: MirrorImage) => Promise<void> {
  const blobs = join(folder, 'blobs');
  const coming = new Map<string, Promise<void>>();
  const once = (digest: string, fetch: () => Promise<void>) => {
    const fetched = coming.get(digest) ?? fetch();
    coming.set(digest, fetched);
    return fetched;
  };
  const saveBlob = async (repository: string, { digest, size }: Descriptor) => {
    const file = blobFile(blobs, digest);
    if (existsSync(file) && statSync(file).size === size) return;
    const beside = `${file}.${process.pid}.part`;
    mkdirSync(dirname(file), { recursive: true });
    try {
      if ((await registries.blob(`${repository}@${digest}`, beside)) !== digest) throw damaged(repository, digest);
      renameSync(beside, file);
    } finally {
      rmSync(beside, { force: true });
    }
  };
  const saveManifest = async (repository: string, digest: string): Promise<Buffer> => {
    const file = blobFile(blobs, digest);
    const kept = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    const bytes = sha256(kept) === digest ? kept : (await registries.manifest(`${repository}@${digest}`)).bytes;
    if (sha256(bytes) !== digest) throw damaged(repository, digest);
    const manifest = readManifest(bytes);
    if (manifest === undefined) throw new ServerFault('other', 'registry', registryOf(repository), `${digest} is no OCI or Docker manifest`);
    if (manifest.kind === 'index') for (const one of manifest.manifests) await saveManifest(repository, one.digest);
    else for (const one of [manifest.config, ...manifest.layers]) await once(one.digest, () => saveBlob(repository, one));
    // After its blobs: where a manifest is, all of it is.
    writeWhole(file, bytes);
    return bytes;
  };
  return async ({ upstream, digest, layout }) => {
    const bytes = await saveManifest(upstream.replace(/:[^:/]+$/, ''), digest);
    writeLayout(join(folder, layout), blobs, bytes);
  };
}

function damaged(repository: string, digest: string): ServerFault {
  return new ServerFault('other', 'registry', registryOf(repository), `${registryOf(repository)} sent other bytes than ${digest}`);
}

/** An OCI image layout of one image whose blobs are elsewhere: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
function writeLayout(layout: string, blobs: string, manifest: Buffer): void {
  mkdirSync(layout, { recursive: true });
  const mediaType = readManifest(manifest)?.mediaType;
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{ mediaType, digest: sha256(manifest), size: manifest.length }],
  };
  writeWhole(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}\n');
  writeWhole(join(layout, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
  linkBlobs(blobs, layout);
}

/** For other tools. A disk without symbolic links goes without: `--from` finds the blobs beside them. */
function linkBlobs(blobs: string, layout: string): void {
  try {
    if (!existsSync(join(layout, 'blobs'))) symlinkSync(relative(resolve(layout), resolve(blobs)), join(layout, 'blobs'));
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Checks each byte of carried images against its digest; each blob once, however many images have it. Returns what is wrong, for people. */
export function imageVerifier(folder: string): (image: MirrorImage) => Promise<string | undefined> {
  const hashes = new Map<string, Promise<string>>();
  const hash = (file: string) => {
    const known = hashes.get(file) ?? hashFile(file);
    hashes.set(file, known);
    return known;
  };
  return async ({ layout, digest }) => {
    const blobs = blobsOf(folder, layout);
    const files = new Map([[blobFile(blobs, digest), digest]]);
    if (!existsSync(blobFile(blobs, digest))) return `${digest} is not in ${folder}`;
    const complete = walk(blobs, digest, (descriptor, file) => {
      files.set(file, descriptor.digest);
      return existsSync(file);
    });
    for (const [file, wanted] of files) if (!existsSync(file) || (await hash(file)) !== wanted) return `${wanted} in ${folder} is missing or damaged`;
    return complete ? undefined : `${digest} in ${folder} is no OCI or Docker manifest`;
  };
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest('hex')}`;
}

/** Makes a layout of just this image in a folder of its own, for crane to push, while `work` runs. */
export async function withLayout<R>(folder: string, { layout, digest }: MirrorImage, work: (layout: string) => Promise<R>): Promise<R> {
  const own = mkdtempSync(join(tmpdir(), 'polder-mirror-'));
  const blobs = resolve(blobsOf(folder, layout));
  try {
    writeLayout(own, blobs, readFileSync(blobFile(blobs, digest)));
    return await work(own);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function writeWhole(file: string, content: string | Buffer): void {
  const beside = `${file}.${process.pid}.part`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(beside, content);
    renameSync(beside, file);
  } finally {
    rmSync(beside, { force: true });
  }
}
