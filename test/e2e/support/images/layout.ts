import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, linkSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What a container of an image starts with: https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface ImageConfig {
  readonly entrypoint?: readonly string[];
  /** Numeric, as kubelet's runAsNonRoot wants it. */
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const types = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  index: 'application/vnd.oci.image.index.v1+json',
};

interface Blob {
  readonly digest: string;
  readonly size: number;
}

/**
 * Writes one image as an OCI image layout in `folder`, and returns the folder: https://github.com/opencontainers/image-spec/blob/main/image-layout.md. It is made from tar files as its layers, lowest first. Blobs are kept once for all layouts of `blobs`,
 * which stands on the same disk as the tar files: they become hard links. `reference` is the name that containerd imports it by.
 */
export async function writeLayout(folder: string, blobs: string, reference: string, layers: readonly string[], config: ImageConfig): Promise<string> {
  const stored = join(blobs, 'sha256');
  mkdirSync(stored, { recursive: true });
  mkdirSync(folder, { recursive: true });
  const layerBlobs = await Promise.all(layers.map((layer) => storeFile(stored, layer)));
  const configBlob = storeText(stored, {
    architecture: architecture(),
    os: 'linux',
    config: {
      Entrypoint: config.entrypoint,
      User: config.user,
      WorkingDir: config.workingDirectory,
      Env: Object.entries({ PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...config.environment }).map(
        ([name, value]) => `${name}=${value}`,
      ),
    },
    rootfs: { type: 'layers', diff_ids: layerBlobs.map(({ digest }) => digest) },
    history: [],
  });
  const manifest = storeText(stored, {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, ...configBlob },
    layers: layerBlobs.map((blob) => ({ mediaType: types.layer, ...blob })),
  });
  const annotations = { 'io.containerd.image.name': reference, 'org.opencontainers.image.ref.name': reference.slice(reference.lastIndexOf(':') + 1) };
  write(join(folder, 'oci-layout'), { imageLayoutVersion: '1.0.0' });
  // An index of one platform, as a registry serves an image of several.
  write(join(folder, 'index.json'), {
    schemaVersion: 2,
    mediaType: types.index,
    manifests: [{ mediaType: types.manifest, ...manifest, platform: { architecture: architecture(), os: 'linux' }, annotations }],
  });
  if (!existsSync(join(folder, 'blobs'))) symlinkSync(blobs, join(folder, 'blobs'));
  return folder;
}

/** Packs a folder into a tar file that is the same bytes each time. */
export function pack(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  const beside = `${target}.${process.pid}`;
  execFileSync('tar', [
    '--create',
    `--file=${beside}`,
    `--directory=${source}`,
    '--sort=name',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--hard-dereference',
    '.',
  ]);
  renameSync(beside, target);
}

function architecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}

async function storeFile(blobs: string, file: string): Promise<Blob> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const hex = hash.digest('hex');
  const target = join(blobs, hex);
  if (!existsSync(target)) linkSync(file, target);
  return { digest: `sha256:${hex}`, size: statSync(target).size };
}

function storeText(blobs: string, content: object): Blob {
  const text = JSON.stringify(content);
  const hex = createHash('sha256').update(text).digest('hex');
  write(join(blobs, hex), content);
  return { digest: `sha256:${hex}`, size: Buffer.byteLength(text) };
}

function write(file: string, content: object): void {
  const text = JSON.stringify(content);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
}
