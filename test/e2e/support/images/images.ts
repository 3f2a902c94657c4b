import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { distribution } from '../keycloak.ts';
import { type Binaries, cacheFolder, hasBinary } from '../programs.ts';
import { prepareDebian } from './debian.ts';
import { pack, writeLayout } from './layout.ts';
import type { ImageRecipe } from './recipes.ts';

/** Whether all that an image is made of has been built. */
export function canMake({ binaries = {} }: ImageRecipe): boolean {
  return Object.values(binaries).every(hasBinary);
}

/**
 * Makes one image from what was built, as an OCI layout in `folder`, which it returns. Layers are made once and kept in the cache.
 * Throws when a tool is missing or something does not fit.
 */
export async function makeImage(binaries: Binaries, folder: string, reference: string, recipe: ImageRecipe): Promise<string> {
  const layers = [
    ...(recipe.debian ? [prepareDebian()] : []),
    ...(recipe.busybox ? [busyboxLayer()] : []),
    ...(recipe.keycloak ? [keycloakLayer()] : []),
    ownLayer(binaries, recipe),
  ];
  return writeLayout(folder, join(cacheFolder(), 'blobs'), reference, layers, recipe);
}

function ownLayer(binaries: Binaries, { binaries: own = {}, links = {}, files = {} }: ImageRecipe): string {
  const sources = Object.entries(own).map(([path, binary]): [string, string] => [path, binaries[binary]]);
  return layer([sources, links, files], (root) => {
    mkdirSync(join(root, 'tmp'));
    chmodSync(join(root, 'tmp'), 0o1777);
    for (const [path, source] of sources) hardLink(source, join(root, path));
    for (const [path, target] of Object.entries(links)) link(target, join(root, path));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
    }
  });
}

/** Busybox as a static program, with a link for each command. */
function busyboxLayer(): string {
  const debian = prepareDebian();
  return layer(['busybox', basename(debian)], (root) => {
    execFileSync('tar', ['--extract', `--file=${debian}`, `--directory=${root}`, './usr/bin/busybox']);
    const commands = execFileSync(join(root, 'usr/bin/busybox'), ['--list'], { encoding: 'utf8' }).trim().split('\n');
    for (const command of commands.filter((one) => one !== 'busybox')) link('/usr/bin/busybox', join(root, 'bin', command));
  });
}

function keycloakLayer(): string {
  const source = distribution();
  return layer(['keycloak', basename(source)], (root) => {
    mkdirSync(join(root, 'opt'));
    execFileSync('cp', ['--archive', '--link', source, join(root, 'opt/keycloak')]);
    mkdirSync(join(root, 'opt/keycloak/data'), { recursive: true });
  });
}

/** A tar file in the cache, named after all that decides what is in it. */
function layer(key: unknown, fill: (root: string) => void): string {
  const target = join(cacheFolder(), 'layers', `${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16)}.tar`);
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  const root = mkdtempSync(join(dirname(target), '.layer-'));
  try {
    execFileSync('chmod', ['755', root]);
    fill(root);
    pack(root, target);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return target;
}

function hardLink(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  linkSync(source, target);
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
