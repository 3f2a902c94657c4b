import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { clusterFile, exampleFleet } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';

const polder = join(import.meta.dirname, '../..');

/** A fork: our code and the example fleet, in a Git repository of its own. */
function fork(): string {
  const root = folder({ ...exampleFleet, '.gitignore': 'node_modules/\nplatform/\n' }, afterAll);
  for (const path of ['charts-ts', 'scripts', 'test/support', 'package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'vitest.config.ts'])
    cpSync(join(polder, path), join(root, path), { recursive: true });
  // The packages are the same; what is kept between runs is its own.
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(join(polder, 'node_modules')).filter((entry) => entry !== '.cache' && entry !== '.vite'))
    symlinkSync(join(polder, 'node_modules', name), join(root, 'node_modules', name));
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, 'upstream');
  return root;
}

function git(root: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.nl', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function commit(root: string, message: string): void {
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', message);
}

/** One of the fork's own scripts, or its tools. */
function node(root: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('new component', () => {
  const root = fork();
  const script = (...args: readonly string[]) => node(root, 'scripts/start.mjs', ...args);

  it("of a fork's own stands in charts-ts/local, and is all that it changes beside the list there", () => {
    expect(script('new', 'component', 'local/hello')).toMatch(/^wrote charts-ts\/local\/hello\/index\.ts, /);

    expect(
      git(root, 'status', '--porcelain', '--untracked-files=all')
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual(['M charts-ts/local/index.ts', '?? charts-ts/local/hello/hello.test.ts', '?? charts-ts/local/hello/index.ts']);
    commit(root, 'a component of our own');
  });

  it('is written as the formatter and the linter want it', () => {
    expect(() => node(root, 'node_modules/@biomejs/biome/bin/biome', 'check', 'charts-ts/local', 'charts-ts/catalogue.ts')).not.toThrow();
  });

  it('brings rules that hold', () => {
    expect(() => node(root, 'node_modules/vitest/vitest.mjs', 'run', 'charts-ts/local')).not.toThrow();
  }, 120_000);

  it('is in no cluster before one asks for it', () => {
    script('generate');
    expect(readdirSync(join(root, 'platform/odc/prod-1'))).not.toContain('hello');

    writeFileSync(join(root, 'clusters/odc/prod-1/cluster.yaml'), `${clusterFile('prod-1.example.nl')}components: { hello: { enabled: true, text: hallo } }\n`);
    script('generate');

    expect(readFileSync(join(root, 'platform/odc/prod-1/hello/deployment.hello.hello.yaml'), 'utf8')).toContain('charts-ts/local/hello');
    commit(root, 'ask for it');
  });

  it('never conflicts with what upstream adds to the catalogue', () => {
    git(root, 'switch', '--quiet', '--create', 'upstream', 'HEAD~2');
    for (const id of ['ui/welcome', 'backup/aardvark', 'ui/zebra']) script('new', 'component', id);
    expect(() => node(root, 'node_modules/@biomejs/biome/bin/biome', 'check', 'charts-ts/ui', 'charts-ts/backup', 'charts-ts/catalogue.ts')).not.toThrow();
    commit(root, 'three components of upstream');
    git(root, 'switch', '--quiet', 'main');

    git(root, 'merge', '--quiet', '--no-edit', 'upstream');

    script('generate');
    expect(readdirSync(join(root, 'platform/odc/prod-1'))).toContain('hello');
    expect(script('explain', 'odc/prod-1', 'components.hello.text')).toContain('hallo');
  });

  it.each([
    ['an area that there is not', 'ingres/welcome', 'there is no area "ingres"; did you mean "ingress"?\n'],
    ['a name that is taken', 'ui/traefik', 'there is a component traefik already, in the area ingress; give it another name\n'],
    [
      'a name that is no DNS label',
      'ui/Welcome',
      '"ui/Welcome" is not <area>/<name>; write an area and a DNS label, like ui/welcome, or local/welcome in a fork\n',
    ],
  ])('refuses %s, and writes nothing', async (_, id, told) => {
    expect(await command('new', ['component', id, '--root', root])).toEqual({ code: 1, stdout: '', stderr: told });
    expect(git(root, 'status', '--porcelain')).toBe('');
  });
});
