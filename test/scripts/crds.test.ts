import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readDefinitions } from '../../scripts/lib/crds.ts';
import { Interrupted } from '../../scripts/lib/registry-run.ts';

const definition = (name: string) => `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${name}\n`;

const options = { signal: new AbortController().signal, certificates: undefined, mirrors: [], missing: 'run npm run mirror' };

describe('the definitions that bootstrap reads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polder-test-'));
  let first: { readonly repoURL: string; readonly targetRevision: string };

  beforeAll(() => {
    first = repository('first', {
      'crds/a.io_ones.yaml': `---\n${definition('ones.a.io')}  annotations: { since: 2026-11-29 }\n---\n`,
      'crds/a.io_policy.yaml': 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: { name: guard }\n',
      'crds/other.yaml': definition('others.b.io'),
      'more/bundle.yaml': `${definition('twos.a.io')}---\n${definition('threes.a.io')}`,
      'broken/crds.yaml': 'kind: [\n',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are those of the files that the folders name, and nothing else that stands there', async () => {
    const read = await readDefinitions(
      [
        { ...first, path: 'more', include: 'bundle.yaml' },
        { ...first, path: 'crds', include: 'a.io_*.yaml' },
      ],
      options,
    );

    expect(read.map(({ metadata }) => metadata.name).sort()).toEqual(['ones.a.io', 'threes.a.io', 'twos.a.io']);
  });

  it('keep text that looks like a date', async () => {
    const [one] = await readDefinitions([{ ...first, path: 'crds', include: 'a.io_*.yaml' }], options);

    expect(one?.metadata.annotations).toEqual({ since: '2026-11-29' });
  });

  it('are never read through a link, which may lead out of the repository', async () => {
    const outside = join(folder, 'outside.yaml');
    writeFileSync(outside, definition('secrets.a.io'));
    const linked = repository('linked', { 'crds/a.yaml': definition('ones.a.io') }, (root) => symlinkSync(outside, join(root, 'crds/b.yaml')));

    const read = await readDefinitions([{ ...linked, path: 'crds', include: '*.yaml' }], options);

    expect(read.map(({ metadata }) => metadata.name)).toEqual(['ones.a.io']);
  });

  it('are refused with every repository that does not hold them, in one run', async () => {
    const missing = `file://${folder}/missing`;
    const refusal = readDefinitions(
      [
        { repoURL: missing, targetRevision: 'v1', path: 'crds', include: '*.yaml' },
        { ...first, path: 'crds', include: 'z.io_*.yaml' },
      ],
      options,
    );

    await expect(refusal).rejects.toThrow(`${missing}@v1: `);
    await expect(refusal).rejects.toThrow(`${first.repoURL}@${first.targetRevision}: has no crds/z.io_*.yaml; the mirror holds something else`);
    await expect(refusal).rejects.toThrow('nothing was applied');
  });

  it('are refused by name when they are no YAML', async () => {
    await expect(readDefinitions([{ ...first, path: 'broken', include: '*.yaml' }], options)).rejects.toThrow(/: broken\/crds\.yaml is no YAML: /);
  });

  it('leave nothing behind when somebody does not wait for a server that says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    vi.stubEnv('TMPDIR', temporary);
    const controller = new AbortController();
    try {
      const { port } = silent.address() as AddressInfo;
      const read = readDefinitions([{ ...first, repoURL: `http://127.0.0.1:${port}/a.git`, path: 'crds', include: '*.yaml' }], {
        ...options,
        signal: controller.signal,
      });
      await once(silent, 'connection');
      controller.abort(new Interrupted());

      await expect(read).rejects.toBeInstanceOf(Interrupted);
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      silent.close();
    }
  });

  function repository(name: string, files: Readonly<Record<string, string>>, more: (root: string) => void = () => {}) {
    const root = join(folder, name);
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.nl', '-c', 'commit.gpgsign=false', ...args], { cwd: root, encoding: 'utf8' });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    git('init', '--quiet');
    git('config', 'uploadpack.allowFilter', 'true');
    git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    more(root);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'definitions');
    return { repoURL: `file://${root}`, targetRevision: git('rev-parse', 'HEAD').trim() };
  }
});
