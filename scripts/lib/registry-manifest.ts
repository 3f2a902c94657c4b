import { z } from 'zod';

const Descriptor = z.object({
  mediaType: z.string().optional(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'not a sha256 digest'),
  size: z.int().min(0),
});
export type Descriptor = z.output<typeof Descriptor>;

const Platform = z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() });

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md, and Docker's manifest list, which is the same here */
const Index = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  manifests: z.array(Descriptor.extend({ platform: Platform.optional() })),
});

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md, and Docker's second schema, which is the same here */
const ImageManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  config: Descriptor,
  layers: z.array(Descriptor),
});

/** What a tag stands for: an index with a manifest for each platform, or one manifest. */
export type Manifest =
  | { readonly kind: 'index'; readonly mediaType: string; readonly manifests: z.output<typeof Index>['manifests'] }
  | { readonly kind: 'image'; readonly mediaType: string; readonly config: Descriptor; readonly layers: readonly Descriptor[] };

/** Reads a manifest. Undefined when it is none that a node of today can pull, such as Docker's first schema. */
export function readManifest(bytes: Buffer): Manifest | undefined {
  const value = json(bytes);
  const index = Index.safeParse(value);
  if (index.success) return { kind: 'index', mediaType: index.data.mediaType ?? 'application/vnd.oci.image.index.v1+json', manifests: index.data.manifests };
  const image = ImageManifest.safeParse(value);
  if (!image.success) return undefined;
  const { mediaType = 'application/vnd.oci.image.manifest.v1+json', config, layers } = image.data;
  return { kind: 'image', mediaType, config, layers };
}

/** The platforms of an index as `os/architecture`, each once; attestations have none that is known. */
export function platformsOf(index: Extract<Manifest, { kind: 'index' }>): string[] {
  const platforms = index.manifests.flatMap(({ platform }) => (platform === undefined ? [] : [`${platform.os}/${platform.architecture}`]));
  return [...new Set(platforms)].filter((one) => !one.startsWith('unknown/')).sort();
}

/** The platform in an image's configuration, as `os/architecture`; undefined when it is no image that runs, but an artifact. */
export function platformOfConfig(bytes: Buffer): string | undefined {
  const config = Platform.safeParse(json(bytes));
  return config.success ? `${config.data.os}/${config.data.architecture}` : undefined;
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
