import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../programs.ts';

/** Programs that are no single binary, and the tools that their containers call. */
const packages = [
  'base-files',
  'base-passwd',
  'bash',
  'busybox-static',
  'coreutils',
  'dash',
  'findutils',
  // What Argo CD's repo-server calls.
  'git',
  'gnupg',
  'tini',
  // Keycloak, whose script calls sed and xargs.
  'grep',
  'sed',
  'openjdk-25-jre-headless',
  'pgbouncer',
  'postgresql-18',
  'valkey-server',
] as const;

/** The release whose PostgreSQL and Valkey are of the catalogue's major versions. */
const suite = 'forky';
const mirror = 'http://deb.debian.org/debian';
const uninteresting = ['/usr/share/man/*', '/usr/share/doc/*', '/usr/share/locale/*'];

/**
 * Makes the layer that images of more than one static binary start from, once: Debian packages, unpacked and not configured (540 MB).
 * Needs root and mmdebstrap. Throws with the end of what it says.
 */
export function prepareDebian(): string {
  const target = debianLayer();
  if (existsSync(target)) return target;
  const started = Date.now();
  process.stderr.write('unpacking Debian packages for images (about 2 min the first time)\n');
  mkdirSync(cacheFolder(), { recursive: true });
  const beside = `${target}.${process.pid}`;
  const options = [
    'APT::Install-Recommends "false"',
    // A mirror may be a picture of an earlier day; its signature is checked all the same.
    'Acquire::Check-Valid-Until "false"',
  ];
  try {
    execFileSync(
      'mmdebstrap',
      [
        '--mode=root',
        '--variant=extract',
        '--format=tar',
        `--include=${packages.join(',')}`,
        ...options.map((option) => `--aptopt=${option}`),
        ...uninteresting.map((path) => `--dpkgopt=path-exclude=${path}`),
        suite,
        beside,
        mirror,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' },
    );
    renameSync(beside, target);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error('mmdebstrap is missing: apt-get install --yes --no-install-recommends mmdebstrap');
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').slice(-10).join('\n') : String(error);
    throw new Error(`mmdebstrap failed:\n${said}`);
  } finally {
    rmSync(beside, { force: true });
  }
  process.stderr.write(`unpacked Debian packages in ${Math.round((Date.now() - started) / 1000)} s\n`);
  return target;
}

/** Where the layer is kept: named after what it is made of. */
function debianLayer(): string {
  const key = createHash('sha256')
    .update(JSON.stringify([suite, packages, uninteresting]))
    .digest('hex')
    .slice(0, 16);
  return join(cacheFolder(), `debian-${key}.tar`);
}
