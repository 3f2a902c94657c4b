import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';

/** Images that are nothing but their names, at a registry that only answers reads: signed with a key as cosign 2 does it, attested as cosign 3. */
export interface Registry {
  /** Host and port: loopback, so that it may speak HTTP. */
  readonly host: string;
  /** The public key of those who sign. */
  readonly publicKey: string;
  /** What was asked of it, so that a test can tell that somebody looked. */
  readonly asked: readonly string[];
  /** Adds an image with the tag 1.0.0. Returns its reference, without a digest. */
  push(
    repository: string,
    options?: { readonly signed?: 'well' | 'by-another'; readonly attested?: { readonly type: string; readonly predicate: object } },
  ): string;
  digestOf(repository: string): string;
  stop(): void;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
/** https://docs.sigstore.dev/about/bundle/ */
const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

function digest(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Starts the registry on a port of loopback. */
export async function startRegistry(port: number): Promise<Registry> {
  const [ours, theirs] = [keyPair(), keyPair()];
  /** By path below /v2/. */
  const served = new Map<string, { readonly type: string; readonly content: string }>();
  const asked: string[] = [];
  const server = await listen(port, (path) => {
    asked.push(path);
    return served.get(path);
  });
  const host = `127.0.0.1:${port}`;

  function blob(repository: string, mediaType: string, content: string, annotations?: Readonly<Record<string, string>>): Descriptor {
    served.set(`${repository}/blobs/${digest(content)}`, { type: mediaType, content });
    return { mediaType, digest: digest(content), size: Buffer.byteLength(content), ...(annotations === undefined ? {} : { annotations }) };
  }
  function manifest(repository: string, tag: string, layers: readonly Descriptor[], config: object, more: object = {}): string {
    const content = JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: blob(repository, 'application/vnd.oci.image.config.v1+json', JSON.stringify(config)),
      layers,
      ...more,
    });
    for (const reference of [tag, digest(content)]) served.set(`${repository}/manifests/${reference}`, { type: manifestType, content });
    return digest(content);
  }
  /** What cosign 3 does: a bundle of its own that names the image as its subject. */
  function refer(repository: string, image: string, content: string): void {
    const subject = { mediaType: manifestType, digest: image, size: served.get(`${repository}/manifests/${image}`)?.content.length ?? 0 };
    const bundle = manifest(repository, 'bundle', [blob(repository, bundleType, content)], {}, { artifactType: bundleType, subject });
    const found = {
      mediaType: manifestType,
      digest: bundle,
      size: served.get(`${repository}/manifests/${bundle}`)?.content.length ?? 0,
      artifactType: bundleType,
    };
    const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [found] });
    served.set(`${repository}/referrers/${image}`, { type: indexType, content: index });
  }
  const digests = new Map<string, string>();

  return {
    host,
    publicKey: ours.publicKey,
    asked,
    push(repository, { signed, attested } = {}) {
      const layer = blob(repository, 'application/vnd.oci.image.layer.v1.tar', `the files of ${repository}`);
      const image = manifest(repository, '1.0.0', [layer], { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [layer.digest] } });
      digests.set(repository, image);
      const beside = image.replace(':', '-');
      if (signed !== undefined) {
        const payload = JSON.stringify({
          critical: {
            identity: { 'docker-reference': `${host}/${repository}` },
            image: { 'docker-manifest-digest': image },
            type: 'cosign container image signature',
          },
          optional: null,
        });
        const signature = signature64(payload, signed === 'well' ? ours.privateKey : theirs.privateKey);
        manifest(
          repository,
          `${beside}.sig`,
          [blob(repository, 'application/vnd.dev.cosign.simplesigning.v1+json', payload, { 'dev.cosignproject.cosign/signature': signature })],
          {
            rootfs: { type: 'layers', diff_ids: [digest(payload)] },
          },
        );
      }
      if (attested !== undefined) {
        const envelope = inEnvelope(
          JSON.stringify({
            _type: 'https://in-toto.io/Statement/v0.1',
            predicateType: attested.type,
            subject: [{ name: `${host}/${repository}`, digest: { sha256: image.slice('sha256:'.length) } }],
            predicate: attested.predicate,
          }),
          ours.privateKey,
        );
        refer(
          repository,
          image,
          JSON.stringify({ mediaType: bundleType, verificationMaterial: { publicKey: { hint: '' }, tlogEntries: [] }, dsseEnvelope: envelope }),
        );
      }
      return `${host}/${repository}:1.0.0`;
    },
    digestOf: (repository) => digests.get(repository) ?? '',
    stop: () => server.close(),
  };
}

function keyPair(): { readonly publicKey: string; readonly privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(), privateKey };
}

function signature64(content: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(content), key).toString('base64');
}

/** https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
function inEnvelope(statement: string, key: KeyObject): object {
  const payloadType = 'application/vnd.in-toto+json';
  const toSign = `DSSEv1 ${payloadType.length} ${payloadType} ${Buffer.byteLength(statement)} ${statement}`;
  return { payloadType, payload: Buffer.from(statement).toString('base64'), signatures: [{ keyid: '', sig: signature64(toSign, key) }] };
}

/** The reading half of https://github.com/opencontainers/distribution-spec/blob/main/spec.md */
function listen(port: number, find: (path: string) => { readonly type: string; readonly content: string } | undefined): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/v2\//, '').replace(/\?.*$/, '');
    if (path === '') return void response.writeHead(200).end('{}');
    const found = find(path);
    if (found === undefined) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
    response.writeHead(200, { 'content-type': found.type, 'content-length': Buffer.byteLength(found.content), 'docker-content-digest': digest(found.content) });
    response.end(request.method === 'HEAD' ? undefined : found.content);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
