import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { blobsOf, bundlePath, hasImage, imageSaver, imageVerifier, layoutPath, readIndex, withLayout } from '../../scripts/lib/mirror-folder.ts';
import { copyImage } from '../../scripts/lib/mirror-images.ts';
import { type Registries, sha256 } from '../../scripts/lib/registry-client.ts';
import { craneFault, faultLines, gitFault, lastWords, type NamedFault, ServerFault, withoutSecrets } from '../../scripts/lib/registry-fault.ts';
import { notTwice } from '../../scripts/lib/registry-many.ts';
import { Interrupted, runProgram } from '../../scripts/lib/registry-run.ts';
import { command } from '../support/command.ts';
import { clusterFile, exampleFleet } from '../support/fleet.ts';
import { folder, put } from '../support/folder.ts';

const upstream = 'quay.io/x/web:v1';
const target = 'registry.example.nl/mirror/quay.io/x/web:v1';

/** Every blob of an image with one platform, by digest, and the digest of its index. */
function image(): { readonly blobs: ReadonlyMap<string, Buffer>; readonly digest: string } {
  const blobs = new Map<string, Buffer>();
  const blob = (content: unknown) => {
    const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
    blobs.set(sha256(bytes), bytes);
    return { digest: sha256(bytes), size: bytes.length };
  };
  const manifest = blob({ schemaVersion: 2, config: blob({ os: 'linux', architecture: 'amd64' }), layers: [blob('a layer')] });
  return { blobs, digest: blob({ schemaVersion: 2, manifests: [{ ...manifest, platform: { os: 'linux', architecture: 'amd64' } }] }).digest };
}

/** Registries that hold these tags and blobs, and tell what was asked of them. */
function registries(tags: Map<string, string>, blobs: ReadonlyMap<string, Buffer> = new Map()): Registries & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const bytesOf = (reference: string) => {
    asked.push(reference);
    return blobs.get(reference.replace(/^.*@/, '')) ?? Buffer.alloc(0);
  };
  return {
    asked,
    manifest: async (reference) => ({ bytes: bytesOf(reference), digest: sha256(bytesOf(reference)) }),
    config: async (reference) => bytesOf(reference),
    blob: async (reference, file) => {
      writeFileSync(file, bytesOf(reference));
      return sha256(bytesOf(reference));
    },
    digest: async (reference) => {
      asked.push(reference);
      const digest = tags.get(reference);
      if (digest === undefined) throw craneFault('Error: MANIFEST_UNKNOWN: manifest unknown', [reference.split('/')[0] ?? '']);
      return digest;
    },
    copy: async (from, to) => {
      asked.push(`copy ${from} ${to}`);
      tags.set(to, from.replace(/^.*@/, ''));
    },
    push: async () => {},
  };
}

describe('an image is', () => {
  const [a, b] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];
  const wanted = { upstream, target, rolling: false };

  it('copied by digest from upstream when the mirror lacks it, and looked at afterwards', async () => {
    const both = registries(new Map([[upstream, a]]));
    const plan = await copyImage(wanted, both).look();
    await plan.carry();

    expect(plan.state).toBe('missing');
    expect(both.asked).toEqual([upstream, target, `copy quay.io/x/web@${a} ${target}`, target]);
  });

  it('left alone when the mirror has it', async () => {
    expect(
      await copyImage(
        wanted,
        registries(
          new Map([
            [upstream, a],
            [target, a],
          ]),
        ),
      ).look(),
    ).toMatchObject({ state: 'there', id: a });
  });

  it('what the lock says, whatever the tag is upstream: that is not even asked', async () => {
    const both = registries(
      new Map([
        [upstream, b],
        [target, b],
      ]),
    );
    const plan = await copyImage({ ...wanted, locked: a }, both).look();
    await plan.carry();

    expect(plan.state).toBe('replaced');
    expect(both.asked).not.toContain(upstream);
    expect(both.asked).toContain(`copy quay.io/x/web@${a} ${target}`);
  });

  it('refused when what arrived is not what was sent', async () => {
    const both = registries(new Map([[upstream, a]]));
    const plan = await copyImage(wanted, { ...both, copy: async () => {}, digest: async (reference) => (reference === target ? b : a) }).look();

    await expect(plan.carry()).rejects.toThrow(`serves ${b} after it was sent ${a}`);
  });
});

describe('a folder', () => {
  it('has each blob once, and a layout for each image', async () => {
    const root = folder({});
    const { blobs, digest } = image();
    const source = registries(new Map(), blobs);
    const save = imageSaver(root, source);
    await Promise.all([upstream, 'quay.io/x/other:v1'].map((name) => save({ upstream: name, digest, layout: layoutPath(name) })));

    expect(hasImage(join(root, 'blobs'), digest)).toBe(true);
    expect(hasImage(blobsOf(root, layoutPath(upstream)), digest)).toBe(true);
    const layer = sha256(Buffer.from('a layer'));
    // Once to write it and once for its digest, in this stand-in.
    expect(source.asked.filter((reference) => reference.endsWith(layer))).toHaveLength(2);
    expect(await imageVerifier(root)({ upstream, digest, layout: layoutPath(upstream) })).toBeUndefined();
  });

  it('takes no blob that is not what its name says', async () => {
    const root = folder({});
    const { blobs, digest } = image();
    const spoilt = new Map([...blobs].map(([name, bytes]) => [name, bytes.toString() === 'a layer' ? Buffer.from('b layer') : bytes]));

    await expect(imageSaver(root, registries(new Map(), spoilt))({ upstream, digest, layout: layoutPath(upstream) })).rejects.toThrow('sent other bytes than');
    expect(hasImage(join(root, 'blobs'), digest)).toBe(false);
  });

  it('needs no links: blobs are found beside the layouts, or in them', async () => {
    const { blobs, digest } = image();
    const files = Object.fromEntries([...blobs].map(([name, bytes]) => [name.replace(':', '/'), bytes]));
    const shared = folder(Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`blobs/${path}`, bytes])));
    const own = folder(Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`images/web/blobs/${path}`, bytes])));

    for (const root of [shared, own]) {
      const carried = { upstream, digest, layout: 'images/web' };
      expect(await imageVerifier(root)(carried)).toBeUndefined();
      await withLayout(root, carried, async (layout) => expect(hasImage(join(layout, 'blobs'), digest)).toBe(true));
    }
  });

  it('is looked through to the last byte before it is sent', async () => {
    const { blobs, digest } = image();
    const layer = sha256(Buffer.from('a layer'));
    const carried = { upstream, digest, layout: 'images/web' };
    const root = folder(Object.fromEntries([...blobs].map(([name, bytes]) => [`blobs/${name.replace(':', '/')}`, bytes])));

    writeFileSync(join(root, 'blobs', layer.replace(':', '/')), 'b layer');
    expect(await imageVerifier(root)(carried)).toBe(`${layer} in ${root} is missing or damaged`);
    rmSync(join(root, 'blobs', layer.replace(':', '/')));
    expect(await imageVerifier(root)(carried)).toBe(`${layer} in ${root} is missing or damaged`);
  });

  it.each([
    [
      'a layout that leads out of it',
      { images: [{ upstream, digest: image().digest, layout: '../elsewhere' }] },
      'mirror.json images.0.layout: "../elsewhere" is no path below the folder',
    ],
    [
      'a bundle that leads out of it',
      { repositories: [{ upstream: 'u', tag: 't', commit: 'c'.repeat(40), bundle: '/etc/passwd' }] },
      'repositories.0.bundle: "/etc/passwd"',
    ],
    ['a version that is not known yet', { version: 2 }, 'mirror.json version:'],
  ])('is refused with %s', (_, part, told) => {
    const root = folder({ 'mirror.json': JSON.stringify({ version: 1, cluster: 'odc/prod-1', images: [], repositories: [], ...part }) });

    expect(() => readIndex(root)).toThrow(told);
  });

  it('that was not finished is refused: its index is written last', () => {
    expect(() => readIndex(folder({}))).toThrow('is not there: it is written last');
  });

  it('names what is in it after upstream', () => {
    expect(layoutPath('quay.io/argoproj/argocd:v3.6.1')).toBe('images/quay.io/argoproj/argocd/v3.6.1');
    expect(layoutPath('registry.nl:5000/a:1')).toBe('images/registry.nl_5000/a/1');
    expect(bundlePath('https://github.com/argoproj/argo-cd.git', 'v3.6.1')).toBe('git/github.com/argoproj/argo-cd/v3.6.1.bundle');
  });

  it('may be on a disk that somebody linked elsewhere', () => {
    const { blobs, digest } = image();
    const root = folder({});
    const elsewhere = folder({});
    put(elsewhere, Object.fromEntries([...blobs].map(([name, bytes]) => [name.replace(':', '/'), bytes])));
    mkdirSync(dirname(join(root, 'blobs')), { recursive: true });
    symlinkSync(elsewhere, join(root, 'blobs'));

    expect(hasImage(join(root, 'blobs'), digest)).toBe(true);
  });
});

describe('what crane and git say', () => {
  // As crane v0.22.1 and git 2.39 wrote them against distribution v3.1.2 and git http-backend.
  it.each([
    ['Error: fetching manifest r.nl/a:1: GET https://r.nl/v2/a/manifests/1: MANIFEST_UNKNOWN: manifest unknown; unknown tag=1', 'missing'],
    ['Error: GET https://r.nl/v2/a/manifests/1: UNAUTHORIZED: authentication required; [map[Action:pull Class: Name:a Type:repository]]', 'unauthorised'],
    ['Error: Get "https://r.nl/v2/": dial tcp 127.0.0.1:5999: connect: connection refused', 'down'],
    ['Error: Get "https://r.nl/v2/": dial tcp: lookup r.nl on 127.0.0.1:53: no such host', 'down'],
    ['Error: Get "https://r.nl/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority', 'untrusted'],
    ['Error: Get "https://r.nl/v2/": http: server gave HTTP response to HTTPS client', 'plain'],
    ['Error: GET https://r.nl/v2/a/manifests/1: TOOMANYREQUESTS: You have reached your pull rate limit', 'limited'],
    ['Error: GET https://r.nl/v2/a/manifests/1: unexpected status code 503 Service Unavailable', 'down'],
    ['Error: writing blob: no space', 'other'],
  ])('crane: %s', (stderr, kind) => {
    expect(craneFault(`2026/11/28 19:27:07 HEAD request failed, falling back on GET: x\n${stderr}\n`, ['r.nl']).kind).toBe(kind);
  });

  it.each([
    ["fatal: repository 'https://g.nl/a.git/' not found", 'missing'],
    ["fatal: unable to access 'https://g.nl/a.git/': Could not resolve host: g.nl", 'down'],
    ["fatal: unable to access 'https://g.nl/a.git/': Failed to connect to g.nl port 443 after 0 ms: Couldn't connect to server", 'down'],
    ["fatal: could not read Username for 'https://g.nl': terminal prompts disabled", 'unauthorised'],
    ["fatal: unable to access 'https://g.nl/a.git/': The requested URL returned error: 403", 'unauthorised'],
    ["fatal: unable to access 'https://g.nl/a.git/': server certificate verification failed. CAfile: none CRLfile: none", 'untrusted'],
    [' ! [remote rejected] v1 -> v1 (pre-receive hook declined)\nerror: failed to push some refs', 'other'],
  ])('git: %s', (stderr, kind) => {
    expect(gitFault(stderr, 'https://g.nl/a.git').kind).toBe(kind);
  });

  it('is told by the line that says most', () => {
    expect(lastWords(' ! [rejected] v1 -> v1 (already exists)\nerror: failed to push some refs to x\nhint: more')).toBe(
      '! [rejected] v1 -> v1 (already exists)',
    );
  });

  it('is about the registry that it names: a copy speaks to two', () => {
    const stderr = 'Error: GET https://target.nl/v2/: UNAUTHORIZED: authentication required';

    expect(craneFault(stderr, ['source.nl', 'target.nl']).server).toBe('target.nl');
    expect(craneFault(stderr.replace('target', 'source'), ['source.nl', 'target.nl']).server).toBe('source.nl');
  });

  it('is told without passwords, tokens and signed addresses', () => {
    const told = withoutSecrets(
      'Get "https://user:hunter2@r.nl/v2/": Authorization: Bearer abc.def; https://store.nl/blob?X-Signature=123&y=1 failed, Basic dXNlcjpwYXNz',
    );

    for (const secret of ['hunter2', 'abc.def', 'X-Signature', 'dXNlcjpwYXNz']) expect(told).not.toContain(secret);
    expect(told).toContain('https://r.nl/v2/');
  });
});

describe('messages', () => {
  const context = { mirrors: ['r.nl'], missing: 'run npm run mirror -- odc/prod-1' };
  const fault = (kind: ServerFault['kind'], name: string, server = 'r.nl'): NamedFault => ({ name, fault: new ServerFault(kind, 'registry', server, 'words') });

  it('are one for each image that is missing', () => {
    expect(faultLines([fault('missing', 'a:1'), fault('missing', 'b:1', 'quay.io')], context)).toEqual([
      'a:1: is not at r.nl; run npm run mirror -- odc/prod-1',
      'b:1: is not at quay.io; look at the version in its component',
    ]);
  });

  it.each(['down', 'unauthorised', 'untrusted', 'plain', 'limited'] as const)('are one for a registry that is %s, however many images it has', (kind) => {
    const told = faultLines([...['a:1', 'b:1', 'c:1', 'd:1', 'e:1'].map((name) => fault(kind, name)), fault(kind, 'f:1', 'other.nl')], context);

    expect(told.map((line) => line.split(':')[0])).toEqual(['r.nl', 'other.nl']);
  });
});

describe('a registry', () => {
  it('that is down is asked once, and others go on', async () => {
    const once = notTwice();
    const asked: string[] = [];
    const ask = (server: string) =>
      once([server], async () => {
        asked.push(server);
        if (server === 'down.nl') throw craneFault('Error: dial tcp: connection refused', [server]);
      });

    await expect(ask('down.nl')).rejects.toThrow('connection refused');
    await expect(ask('down.nl')).rejects.toThrow('connection refused');
    await ask('up.nl');
    expect(asked).toEqual(['down.nl', 'up.nl']);
  });

  it('that lacks one image is asked for the next', async () => {
    const once = notTwice();
    const lacks = () => once(['r.nl'], async () => Promise.reject(craneFault('Error: MANIFEST_UNKNOWN: x', ['r.nl'])));

    await expect(lacks()).rejects.toMatchObject({ kind: 'missing' });
    expect(await once(['r.nl'], async () => 'there')).toBe('there');
  });
});

describe('an interruption', () => {
  it('ends a program and what that program started, though the server never answers', async () => {
    const server = createServer();
    onTestFinished(() => void server.close());
    const connected = new Promise<Socket>((settle) => server.once('connection', settle));
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const controller = new AbortController();
    const running = runProgram('git', ['ls-remote', `http://127.0.0.1:${port}/x.git`], { signal: controller.signal });
    // Git speaks HTTP through a program of its own: as long as that lives, the connection does.
    const gone = new Promise<void>((settle) => void connected.then((socket) => socket.resume().once('close', settle)));
    await connected;
    controller.abort(new Interrupted());

    await expect(running).rejects.toBeInstanceOf(Interrupted);
    await gone;
  });
});

describe('mirror', () => {
  it.each([
    [['odc/prod-1'], 'odc/prod-1 has no mirrors: it reads from upstream itself; set mirrors.registry and mirrors.git in site.yaml, or write --to FOLDER\n'],
    [['odc/prod-1', '--to', 'a', '--from', 'b'], '--to fills a folder and --from empties it; write one of them\n'],
    [['odc/prod-1', '--partial'], '--partial says that a folder may lack some; write --from FOLDER too\n'],
    [[], 'name one cluster, such as odc-noord/prod-1\nsee --help\n'],
  ])('refuses %j with the way out', async (args, told) => {
    const root = folder({ ...exampleFleet, 'clusters/odc/prod-1/cluster.yaml': clusterFile('prod-1.example.nl') });

    expect(await command('mirror', ['--root', root, ...args])).toEqual({ code: 1, stdout: '', stderr: told });
  });
});
