import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** From the ground up: a file may import from its own layer and from those before it. */
const layers = [
  'config',
  'kit',
  'app',
  'component',
  'local',
  'catalogue',
  'order',
  'registered',
  'supplied',
  'built',
  'checks and emit',
  'diff',
  'render',
  'scripts',
] as const;

function layerOf(path: string): number {
  const [top, first = '', second] = path.split('/');
  if (top === 'scripts') return layers.indexOf('scripts');
  if (first === 'config' || first === 'kit' || first === 'app' || first === 'diff') return layers.indexOf(first);
  if (path === 'charts-ts/local/index.ts') return layers.indexOf('local');
  if (first === 'checks' || first === 'emit') return layers.indexOf('checks and emit');
  return second === undefined ? layers.findIndex((layer) => `${layer}.ts` === first) : layers.indexOf('component');
}

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports: readonly Import[] = ['charts-ts', 'scripts'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => join(folder, path))
    .flatMap((from) =>
      [...readFileSync(from, 'utf8').matchAll(/ from '(\.[^']+)'/g)].map(([, path = '']) => ({ from, to: normalize(join(dirname(from), path)) })),
    ),
);

describe('imports', () => {
  it('know a layer for every file', () => {
    expect(imports.flatMap(({ from, to }) => [from, to]).filter((path) => layerOf(path) === -1)).toEqual([]);
  });

  it('go one way only', () => {
    expect(imports.filter(({ from, to }) => layerOf(to) > layerOf(from))).toEqual([]);
  });

  it('lead from no component into another', () => {
    const component = (path: string) => (layerOf(path) === layers.indexOf('component') ? path.split('/').slice(1, 3).join('/') : undefined);

    expect(imports.filter(({ from, to }) => component(from) !== undefined && component(to) !== undefined && component(from) !== component(to))).toEqual([]);
  });

  it('touch the disk only in config/load.ts and in scripts', () => {
    const readers = [...new Set(imports.map(({ from }) => from))].filter(
      (path) => path.startsWith('charts-ts/') && / from 'node:(fs|child_process|https?)/.test(readFileSync(path, 'utf8')),
    );

    expect(readers.sort()).toEqual(['charts-ts/config/load.ts']);
  });
});
