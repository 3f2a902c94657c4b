import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inSources } from '../../scripts/lib/trace.ts';
import { folder, put } from '../support/folder.ts';

/** A repository with one command, which says what a source of charts-ts has for it. */
function repository(files: Readonly<Record<string, string>> = {}): string {
  const root = folder({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': '{}',
    'charts-ts/words.ts': "export const words: string = 'first';\n",
    'scripts/hello.ts':
      "import { words } from '../charts-ts/words.ts';\n\nenum Colour { red }\nconsole.log(words, Colour.red, process.argv.slice(2).join(' '), import.meta.dirname, import.meta.url);\n",
    'node_modules/.package-lock.json': '{}',
    ...files,
  });
  for (const file of ['scripts/start.mjs', 'scripts/lib/load.mjs']) cpSync(file, join(root, file));
  symlinkSync(realpathSync('node_modules/tsx'), join(root, 'node_modules/tsx'));
  return root;
}

function hello(root: string, ...args: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/start.mjs', 'hello', ...args], { cwd: root, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

/** What a run says, from which place it says that it came included. */
function says(root: string, words: string, args = ''): object {
  return {
    code: 0,
    stdout: `${words} 0 ${args} ${realpathSync(root)}/scripts ${pathToFileURL(join(realpathSync(root), 'scripts/hello.ts')).href}\n`,
    stderr: '',
  };
}

const cache = 'node_modules/.cache/polder/code';

function bundles(root: string): string[] {
  return readdirSync(join(root, cache), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.mjs'));
}

describe('a command', () => {
  it('gets its arguments, and knows where its source stands', () => {
    const root = repository();

    expect(hello(root, '--all', 'odc')).toEqual(says(root, 'first', '--all odc'));
  });

  it('is bundled once', () => {
    const root = repository();
    hello(root);
    const [bundle = ''] = bundles(root);
    put(root, { [`${cache}/${bundle}`]: "console.log('from the bundle');\n" });

    expect(hello(root).stdout).toBe('from the bundle\n');
  });

  it.each([
    ['a source', { 'charts-ts/words.ts': "export const words: string = 'second';\n" }, 'second'],
    ['a new file', { 'charts-ts/new.ts': '' }, 'first'],
    ['an installed package', { 'node_modules/.package-lock.json': '{ "packages": {} }' }, 'first'],
  ])('is bundled again after a change of %s', (_, change, words) => {
    const root = repository();
    hello(root);
    put(root, change);

    expect(hello(root)).toEqual(says(root, words));
    expect(bundles(root)).toHaveLength(2);
  });

  it('leaves the bundles of three states of the sources, and no half written one', () => {
    const root = repository();
    for (const words of ['a', 'b', 'c', 'd', 'e']) {
      put(root, { 'charts-ts/words.ts': `export const words = '${words}';\n` });
      hello(root);
    }

    expect(readdirSync(join(root, cache))).toHaveLength(3);
    expect(bundles(root).every((path) => path.endsWith('/hello.mjs'))).toBe(true);
  });
});

describe('where there can be no bundle', () => {
  it('in a checkout that cannot be written, the command runs all the same', () => {
    const root = repository({ 'node_modules/.cache': 'a file' });

    expect(hello(root, '--all')).toEqual(says(root, 'first', '--all'));
  });

  it('with a mistake in a source, the file and the line are told', () => {
    const root = repository({ 'charts-ts/words.ts': "export const words = 'no end;\n" });

    const { code, stderr } = hello(root);

    expect(code).toBe(1);
    expect(stderr).toContain('charts-ts/words.ts:1');
  });

  it('of a source that the fingerprint does not know, what stands in it now counts', () => {
    const root = repository({ 'charts-ts/words.ts': "export { words } from '../test/words.ts';\n", 'test/words.ts': "export const words = 'one';\n" });
    hello(root);
    put(root, { 'test/words.ts': "export const words = 'two';\n" });

    expect(hello(root)).toEqual(says(root, 'two'));
  });
});

describe('a stack trace out of a bundle', () => {
  it('names the sources', () => {
    const root = repository({ 'charts-ts/words.ts': '\n\nexport const words: string = (undefined as unknown as { all: string }).all;\n' });
    const { stderr } = hello(root);

    expect(stderr).toContain('hello.mjs:');
    expect(inSources(stderr)).toMatch(/charts-ts\/words\.ts:3:\d+/);
  });

  it('stays as it is where there is no bundle, or none any more', () => {
    const root = folder({ 'plain.mjs': '' });
    const trace = `at a (${pathToFileURL(join(root, 'plain.mjs')).href}:1:2)\nat b (${pathToFileURL(join(root, 'gone.mjs')).href}:3:4)\nat c (node:fs:1:1)`;

    expect(inSources(trace)).toBe(trace);
  });
});
