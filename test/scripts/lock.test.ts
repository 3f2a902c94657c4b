import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../charts-ts/catalogue.ts';
import { loadClusters } from '../../charts-ts/config/load.ts';
import { Refusal } from '../../scripts/lib/command.ts';
import { readFleet } from '../../scripts/lib/fleet.ts';
import { lockChanges, lockText, mergeLock, writeLock } from '../../scripts/lib/lock-file.ts';
import { withoutTag } from '../../scripts/lib/lock-resolve.ts';
import { sha256 } from '../../scripts/lib/registry-client.ts';
import { commitOf } from '../../scripts/lib/registry-git.ts';
import { platformOfConfig, platformsOf, readManifest } from '../../scripts/lib/registry-manifest.ts';
import { wantedBy } from '../../scripts/lib/registry-wanted.ts';
import { command, type Done } from '../support/command.ts';
import { clusterFile, exampleFleet } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';

const commit = 'c'.repeat(40);
const digestA = `sha256:${'a'.repeat(64)}`;
const descriptor = (platform?: object) => ({
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: digestA,
  size: 7,
  ...(platform && { platform }),
});
const served = JSON.stringify({ schemaVersion: 2, manifests: [descriptor({ os: 'linux', architecture: 'amd64' })] });
const digest = sha256(Buffer.from(served));

/** A site with mirrors. */
function site(lock?: object): string {
  return folder({
    ...exampleFleet,
    'clusters/odc/site.yaml': 'mirrors: { registry: registry.example.nl/mirror, git: "https://git.example.nl/mirror" }\n',
    'clusters/odc/prod-1/cluster.yaml': clusterFile('prod-1.example.nl'),
    ...(lock === undefined ? {} : { 'clusters/odc/lock.yaml': dump(lock) }),
  });
}

/** Runs the command with a crane and a git that serve the same for every tag; `crane` and `git` are what they do otherwise. */
async function lock(root: string, args: readonly string[], { crane = `printf '%s' '${served}'`, git = `printf '${commit}\\t%s\\n' "$7"` } = {}): Promise<Done> {
  const tools = folder({ crane: `#!/bin/sh\n${crane}\n`, git: `#!/bin/sh\n${git}\n` });
  for (const tool of ['crane', 'git']) chmodSync(join(tools, tool), 0o755);
  return command('lock', ['--root', root, ...args], { PATH: `${tools}:${process.env['PATH']}` });
}

const lockOf = (root: string) => loadClusters(root, configSchema).clusters.find(({ id }) => id === 'odc/prod-1')?.lock;
const lockFile = (root: string) => join(root, 'clusters/odc/lock.yaml');

describe('lock', () => {
  it('writes what is served for each image and repository, keeps what others have there, and says what to do next', async () => {
    const root = site({ images: { 'quay.io/other/cluster:1': digestA } });
    const { code, stdout } = await lock(root, ['odc/prod-1']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/odc\/prod-1: \d+ images and \d+ repositories; wrote clusters\/odc\/lock\.yaml: now run npm run generate\n$/);
    const locked = lockOf(root);
    expect(locked?.images['quay.io/other/cluster:1']).toBe(digestA);
    const wanted = wantedBy(readFleet(root));
    expect(wanted.images.map(({ upstream }) => locked?.images[upstream])).toEqual(wanted.images.map(() => digest));
    expect(Object.values(locked?.repositories ?? {})).toEqual(wanted.repositories.map(() => commit));
  });

  it('drops what no cluster of the site uses when it is told to', async () => {
    const root = site({ images: { 'quay.io/other/cluster:1': digestA } });
    const { stdout } = await lock(root, ['odc/prod-1', '--prune']);

    expect(stdout).toContain('  gone     quay.io/other/cluster:1\n');
    expect(Object.keys(lockOf(root)?.images ?? {})).not.toContain('quay.io/other/cluster:1');
  });

  it('keeps the old file, and leaves nothing beside it, when one image of many is missing', async () => {
    const root = site({ images: { 'quay.io/other/cluster:1': digestA } });
    const before = readFileSync(lockFile(root), 'utf8');
    const { code, stderr } = await lock(root, ['odc/prod-1'], {
      crane: `case "$2" in */argocd:*) echo 'Error: MANIFEST_UNKNOWN: manifest unknown' >&2; exit 1 ;; *) printf '%s' '${served}' ;; esac`,
    });

    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^quay\.io\/argoproj\/argocd:\S+: is not at registry\.example\.nl; run npm run mirror -- odc\/prod-1\n1 problem; .* was left as it was\n$/,
      ),
    ]);
    expect(readFileSync(lockFile(root), 'utf8')).toBe(before);
    expect(readdirSync(join(root, 'clusters/odc')).sort()).toEqual(['lock.yaml', 'prod-1', 'site.yaml']);
  });

  it('only looks with --check: what is not locked, and what was locked as something else', async () => {
    const root = site();
    const unlocked = await lock(root, ['odc/prod-1', '--check']);
    expect([unlocked.code, existsSync(lockFile(root))]).toEqual([1, false]);
    expect(unlocked.stderr).toMatch(/^quay\.io\/argoproj\/argocd:\S+: is not in clusters\/odc\/lock\.yaml; run npm run lock -- odc\/prod-1$/m);

    await lock(root, ['odc/prod-1']);
    expect(await lock(root, ['odc/prod-1', '--check'])).toMatchObject({ code: 0, stdout: expect.stringContaining('lock.yaml is what is served') });
    const moved = await lock(root, ['odc/prod-1', '--check'], { git: `printf '${'d'.repeat(40)}\\t%s\\n' "$7"` });
    expect(moved.stderr.split('\n')).toContainEqual(
      expect.stringMatching(/argo-cd\.git@\S+: clusters\/odc\/lock\.yaml says c{40}, and what is served is d{40}: the tag was moved/),
    );
  });

  it('refuses a tag that was moved upstream, where a person had looked its commit up', async () => {
    const root = folder(exampleFleet);
    const { code, stderr } = await lock(root, ['odc/prod-1']);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^https:\/\/github\.com\/kubernetes-sigs\/gateway-api\.git@\S+: upstream's tag is now at c{40}, and its component says [0-9a-f]{40}/m,
    );
  });

  it('tells as JSON what changed', async () => {
    const { stdout } = await lock(site(), ['odc/prod-1', '--json']);

    expect(JSON.parse(stdout)).toMatchObject({
      cluster: 'odc/prod-1',
      file: 'clusters/odc/lock.yaml',
      changes: expect.arrayContaining([{ name: expect.any(String), to: digest }]),
    });
  });

  it('says how to get crane where there is none', async () => {
    const { code, stderr } = await command('lock', ['--root', site(), 'odc/prod-1'], { PATH: '/nowhere' });

    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^crane is not installed: go install github\.com\/google\/go-containerregistry\/cmd\/crane@latest, or/),
    ]);
  });

  it.each([
    [['odc/prod-9'], 'there is no cluster "odc/prod-9"; did you mean "odc/prod-1"?\n'],
    [['odc/prod-1', '--platform', 'arm64'], '--platform arm64 is no platform; write it like linux/arm64\n'],
  ])('refuses %j with the way out', async (args, told) => {
    expect(await lock(site(), args)).toEqual({ code: 1, stdout: '', stderr: told });
  });

  it('refuses --insecure where there is no registry of the site: upstream is asked over TLS, always', async () => {
    expect(await lock(folder(exampleFleet), ['odc/prod-1', '--insecure'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has no mirrors.registry'),
    });
  });
});

describe('the file', () => {
  it('is sorted, and the same whatever the order was', () => {
    const [one, other] = [
      { b: digestA, a: digest },
      { a: digest, b: digestA },
    ].map((images) => lockText({ images, repositories: {} }));

    expect(one).toBe(other);
    expect(one?.indexOf('  a:')).toBeLessThan(one?.indexOf('  b:') ?? 0);
  });

  it.each(['0'.repeat(40), '9'.repeat(40), `1e${'1'.repeat(38)}`, `${'1'.repeat(38)}e1`, `0${'7'.repeat(39)}`])(
    'keeps the commit %s a text',
    (looksLikeANumber) => {
      const name = 'https://github.com/x/y.git@v1';
      const root = site();
      writeFileSync(lockFile(root), lockText({ images: {}, repositories: { [name]: looksLikeANumber } }));

      expect(loadClusters(root, configSchema).problems).toEqual([]);
      expect(lockOf(root)?.repositories[name]).toBe(looksLikeANumber);
    },
  );

  it('is not written over when somebody changed it meanwhile', () => {
    const root = site({ images: {} });

    expect(() => writeLock(root, 'odc', 'what was there before', { images: {}, repositories: {} })).toThrow(Refusal);
    expect(readdirSync(join(root, 'clusters/odc'))).not.toContain(`.lock.${process.pid}`);
  });

  it('takes what was resolved and keeps the rest, or only what is named', () => {
    const old = { images: { a: digestA, gone: digestA }, repositories: { r: commit } };
    const resolved = { images: { a: digest }, repositories: {} };

    expect(mergeLock(old, resolved)).toEqual({ images: { a: digest, gone: digestA }, repositories: { r: commit } });
    expect(mergeLock(old, resolved, new Set(['a']))).toEqual({ images: { a: digest }, repositories: {} });
    expect(lockChanges(old, mergeLock(old, resolved, new Set(['a'])))).toEqual([
      { name: 'a', from: digestA, to: digest },
      { name: 'gone', from: digestA },
      { name: 'r', from: commit },
    ]);
  });
});

describe('what is served', () => {
  const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

  it('is an index whose attestations are no platform', () => {
    const manifest = readManifest(
      bytes({
        schemaVersion: 2,
        manifests: [
          descriptor({ os: 'linux', architecture: 'arm', variant: 'v6' }),
          descriptor({ os: 'linux', architecture: 'arm', variant: 'v7' }),
          descriptor({ os: 'unknown', architecture: 'unknown' }),
          descriptor(),
        ],
      }),
    );

    expect(manifest?.kind === 'index' && platformsOf(manifest)).toEqual(['linux/arm']);
  });

  it('is a manifest whose platform is in its configuration', () => {
    expect(readManifest(bytes({ schemaVersion: 2, config: descriptor(), layers: [descriptor()] }))?.kind).toBe('image');
    expect(platformOfConfig(bytes({ os: 'linux', architecture: 'amd64', rootfs: {} }))).toBe('linux/amd64');
    expect(platformOfConfig(bytes({}))).toBeUndefined();
  });

  it.each([
    ["Docker's first schema", { schemaVersion: 1, fsLayers: [] }],
    ['a page', '<html>'],
    ['a digest of another kind', { schemaVersion: 2, config: { digest: 'md5:1', size: 1 }, layers: [] }],
  ])('is nothing that a node can pull: %s', (_, value) => {
    expect(readManifest(bytes(value))).toBeUndefined();
  });

  it('is the commit behind an annotated tag, and not the tag', () => {
    const lines = [`${'a'.repeat(40)}\trefs/tags/v1`, `${commit}\trefs/tags/v1^{}`, `${'b'.repeat(40)}\trefs/tags/v1.1`, ''].join('\n');

    expect(commitOf(lines, 'v1')).toBe(commit);
    expect(commitOf(lines, 'v1.1')).toBe('b'.repeat(40));
    expect(commitOf(lines, 'v2')).toBeUndefined();
  });

  it.each([
    ['quay.io/a/b:1', 'quay.io/a/b'],
    ['registry.nl:5000/a/b:1', 'registry.nl:5000/a/b'],
  ])('of %s has the name %s', (reference, name) => {
    expect(withoutTag(reference)).toBe(name);
  });
});

describe('what is new each day', () => {
  it('has no digest in the lock: the databases of vulnerabilities', () => {
    const { images } = wantedBy(readFleet(join(import.meta.dirname, '../..')).filter(({ id }) => id === 'odc-noord/prod-1'));

    expect(images.filter(({ rolling }) => rolling).map(({ upstream }) => upstream)).toEqual([
      'ghcr.io/aquasecurity/trivy-db:2',
      'ghcr.io/aquasecurity/trivy-java-db:1',
    ]);
  });
});
