import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { command, tree } from '../support/command.ts';
import { clusterFile, exampleFleet } from '../support/fleet.ts';
import { folder, put } from '../support/folder.ts';

const two = { ...exampleFleet, 'clusters/odc/prod-2/cluster.yaml': clusterFile('prod-2.example.nl') };

function generate(root: string, ...args: readonly string[]) {
  return command('generate', ['--root', root, ...args]);
}

describe('a tree that cannot be written is told in a line, and nothing of it changes', () => {
  it('a file in the place of the folder platform', async () => {
    const root = folder({ ...two, platform: 'by hand\n' });

    expect(await generate(root)).toEqual({ code: 1, stdout: '', stderr: `a file stands where a folder must be (${root}/platform); move it away\n` });
  });

  it("a file in the place of a cluster's folder", async () => {
    const root = folder({ ...two, 'platform/odc/prod-2': 'by hand\n' });

    const done = await generate(root);

    expect(done).toEqual({ code: 1, stdout: '', stderr: `a file stands where a folder must be (${root}/platform/odc/prod-2); move it away\n` });
    expect(tree(root, 'platform')).toEqual({ 'platform/odc/prod-2': 'by hand\n' });
  });

  it("a link in the place of a cluster's folder, which would lead out of the tree", async () => {
    const outside = folder({ 'kept.yaml': 'by hand\n' });
    const root = folder({ ...two, 'platform/README.md': '' });
    symlinkSync(outside, join(root, 'platform/odc'));

    const done = await generate(root);

    expect(done).toEqual({
      code: 1,
      stdout: '',
      stderr: `a symbolic link stands where a folder must be (${root}/platform/odc); put the folder itself there\n`,
    });
    expect(tree(outside)).toEqual({ 'kept.yaml': 'by hand\n' });
  });

  it('a folder in the place of a file', async () => {
    const path = 'platform/odc/prod-2/base/priorityclass.polder-platform.yaml';
    const root = folder(two);
    mkdirSync(join(root, path), { recursive: true });

    const done = await generate(root);

    expect(done).toEqual({ code: 1, stdout: '', stderr: `a folder stands where a file must be (${root}/${path}); move it away\n` });
    expect(tree(root, 'platform')).toEqual({});
  });
});

/** A small disk of its own in the place of platform/; undefined where that takes rights that we lack. */
function mounted(root: string, options: string): boolean {
  const platform = join(root, 'platform');
  mkdirSync(platform, { recursive: true });
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', platform]).status !== 0) return false;
  onTestFinished(() => {
    execFileSync('umount', [platform]);
  });
  return true;
}

/** Whether we may mount: as root in a container often not. */
function mayMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'polder-mount-'));
  const may = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', probe]).status === 0;
  if (may) execFileSync('umount', [probe]);
  rmdirSync(probe);
  return may;
}

describe.runIf(mayMount())('a disk', () => {
  it.each([['1'], ['2']])('that is full is told in a line, with %s workers, and keeps what was there', async (workers) => {
    const root = folder(two);
    mounted(root, 'size=64k');
    put(root, { 'platform/odc/prod-1/notes.txt': 'by hand\n' });

    const done = await generate(root, '--workers', workers);

    expect(done).toMatchObject({ code: 1, stdout: '' });
    expect(done.stderr).toMatch(/^the disk is full( \(.+\))?; make room and run again, nothing half written is left\n$/);
    expect(tree(root, 'platform')).toEqual({ 'platform/odc/prod-1/notes.txt': 'by hand\n' });
    expect(readdirSync(join(root, 'platform'))).toEqual(['odc']);
  });

  it('that is read-only is told in a line; --check works there', async () => {
    const root = folder(two);
    mounted(root, 'ro');

    const [done, check] = await Promise.all([generate(root), generate(root, '--check', 'odc/prod-1')]);

    expect(done.stderr).toMatch(/^the disk is read-only \(.+\)\n$/);
    expect(done.code).toBe(1);
    expect(check.stderr).toMatch(/^\d+ files are not current; run: npm run generate\n$/);
    expect(existsSync(join(root, 'platform/odc'))).toBe(false);
  });
});
