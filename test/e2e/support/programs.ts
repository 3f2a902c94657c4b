import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { allPrograms, extras, inOrder, type Program, pretendedPrograms, type Recipe, recipes } from './recipes.ts';
import { sandboxVariable } from './sandbox.ts';

type BinaryOf<P> = P extends Program ? keyof (typeof recipes)[P]['binaries'] : never;
export type Binary = BinaryOf<Program>;

/** The absolute path of every binary. Only those of the programs that were asked for are there. */
export type Binaries = Readonly<Record<Binary, string>>;

const programsFolder = resolve(fileURLToPath(import.meta.url), '../../programs');
const run = promisify(execFile);

/**
 * Builds these programs, or those of the pretended suite, with ordinary `go build`; what is in the cache is not built again. Inside the
 * sandbox, where there is no network, it only tells where they are: npm run e2e has built them before.
 * What is `optional` is left out where its turn comes after `buildUntil`.
 * The cache is $POLDER_E2E_CACHE, or polder-e2e below $XDG_CACHE_HOME or ~/.cache. Progress goes to stderr.
 * Throws when go is missing or a build fails, with what go said.
 */
export async function buildPrograms(names: readonly Program[] = pretendedPrograms, optional: readonly Program[] = extras): Promise<Binaries> {
  if (process.env[sandboxVariable] !== undefined) return binaryPaths();
  const waiting = inOrder.filter((program) => names.includes(program));
  // Two at once: linking keeps one processor busy, and the other has nothing to do.
  await Promise.all(
    [1, 2].map(async () => {
      for (let program = waiting.shift(); program !== undefined; program = waiting.shift())
        if (!optional.includes(program) || isDue(program)) await build(program);
    }),
  );
  return binaryPaths();
}

/** Where each binary stands once it is built: hasBinary says whether it is. */
export function binaryPaths(): Binaries {
  const paths = allPrograms.flatMap((program) => Object.keys(recipes[program].binaries).map((binary) => [binary, join(builtFolder(program), binary)]));
  return Object.fromEntries(paths) as Binaries;
}

/** Whether a program is in the cache: an extra one may have been left out. */
export function isBuilt(program: Program): boolean {
  return existsSync(builtFolder(program));
}

/** Whether a binary's program is in the cache. */
export function hasBinary(binary: Binary): boolean {
  return allPrograms.some((program) => binary in recipes[program].binaries && isBuilt(program));
}

/** The variable with the moment (milliseconds since 1970) from which on no extra program is built. */
export const buildUntil = 'POLDER_E2E_BUILD_UNTIL';

function isDue(program: Program): boolean {
  if (isBuilt(program) || Date.now() < Number(process.env[buildUntil] ?? Number.POSITIVE_INFINITY)) return true;
  process.stderr.write(`left out ${program}: the time for building is over; the next run builds it\n`);
  return false;
}

/**
 * The folder of a Go module's source, at the version that programs/<folder>/go.mod names; downloads it when it is not there yet.
 * Throws when go is missing or cannot get it.
 */
export function moduleFolder(folder: string, module: string): string {
  const answer: unknown = JSON.parse(go(folder, ['mod', 'download', '-json', module]));
  if (typeof answer === 'object' && answer !== null && 'Dir' in answer && typeof answer.Dir === 'string') return answer.Dir;
  throw new Error(`go knows no folder of ${module} in programs/${folder}`);
}

/** The version that programs/<folder>/go.mod names for a module. Throws when it names none. */
export function moduleVersion(folder: string, module: string): string {
  const version = goMod(folder)
    .split('\n')
    .map((line) =>
      line
        .replace(/^require\s+/, '')
        .trim()
        .split(/\s+/),
    )
    .find(([path, second]) => path === module && second?.startsWith('v'))?.[1];
  if (version === undefined) throw new Error(`programs/${folder}/go.mod does not require ${module}`);
  return version;
}

async function build(program: Program): Promise<string> {
  const target = builtFolder(program);
  if (existsSync(target)) return target;
  const { binaries, stamps = {}, bareStamps = false, patches = {}, tags = [], minutes }: Recipe = recipes[program];
  const started = Date.now();
  process.stderr.write(`building ${program} (about ${minutes} min the first time)\n`);

  mkdirSync(cacheFolder(), { recursive: true });
  const release = await turn(target);
  const beside = mkdtempSync(join(cacheFolder(), `.${program}-`));
  try {
    if (existsSync(target)) return target;
    const source = Object.keys(patches).length === 0 ? sourceFolder(program) : patched(program, join(beside, 'source'));
    const variables = Object.entries(stamps).map(
      ([variable, module]) => `-X ${variable}=${moduleVersion(sourceOf(program), module).replace(bareStamps ? /^v/ : '', '')}`,
    );
    const ldflags = ['-s', '-w', ...variables].join(' ');
    mkdirSync(join(beside, 'bin'));
    for (const [binary, goPackage] of Object.entries(binaries)) {
      await goBuild(program, source, [
        ...(tags.length === 0 ? [] : ['-tags', tags.join(' ')]),
        '-ldflags',
        ldflags,
        '-o',
        join(beside, 'bin', binary),
        goPackage,
      ]);
    }
    renameSync(join(beside, 'bin'), target);
  } finally {
    rmSync(beside, { recursive: true, force: true });
    release();
  }
  process.stderr.write(`built ${program} in ${Math.round((Date.now() - started) / 1000)} s\n`);
  return target;
}

/** Waits until no other run makes the same: .ci/run builds beside the tests. Returns what ends the turn. */
async function turn(target: string): Promise<() => void> {
  const lock = `${target}.lock`;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (!isAlive(lock)) rmSync(lock, { force: true });
    else await sleep(1000);
  }
}

/** Whether the process that a lock names still runs: one that was killed leaves its lock. */
function isAlive(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

async function goBuild(program: string, source: string, args: readonly string[]): Promise<void> {
  try {
    // What debuggers read is not made either: the linker (-w) would leave it out, and a tenth of a compiler's time goes to it.
    await run('go', ['build', '-trimpath', '-buildvcs=false', '-gcflags=all=-dwarf=false', ...args], {
      cwd: source,
      env: goEnvironment(program),
      maxBuffer: 2 ** 26,
    });
  } catch (error) {
    const missing = goIsMissing(error);
    if (missing !== undefined) throw missing;
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`programs/${program} does not build:\n${said.trim().split('\n').slice(-20).join('\n')}`);
  }
}

/** A copy of the program's folder whose go.mod takes patched copies of some modules. */
function patched(program: Program, copy: string): string {
  const { patches = {} }: Recipe = recipes[program];
  cpSync(join(programsFolder, program), copy, { recursive: true });
  for (const [index, [module, files]] of Object.entries(patches).entries()) {
    const folder = join(copy, `patched-${index}`);
    cpSync(moduleFolder(program, module), folder, { recursive: true });
    // Go's module cache is read-only, and so is a copy of it.
    execFileSync('chmod', ['--recursive', 'u+w', folder]);
    for (const [file, replacement] of Object.entries(files)) cpSync(join(programsFolder, program, replacement), join(folder, file));
    execFileSync('go', ['mod', 'edit', `-replace=${module}=./patched-${index}`], { cwd: copy, env: goEnvironment(program) });
  }
  chmodSync(join(copy, 'go.mod'), 0o644);
  return copy;
}

/** The folder of programs/ whose go.mod names a program's versions. */
function sourceOf(program: Program): string {
  const { source = program }: Recipe = recipes[program];
  return source;
}

function sourceFolder(program: Program): string {
  return join(programsFolder, sourceOf(program));
}

/** Where the program's binaries are kept: named after all that decides what they are. */
function builtFolder(program: Program): string {
  const hash = createHash('sha256');
  const folder = sourceFolder(program);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(path.slice(folder.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  hash.update(JSON.stringify(recipes[program])).update(`${process.platform} ${process.arch}`);
  return join(cacheFolder(), `${program}-${hash.digest('hex').slice(0, 16)}`);
}

/** Where everything that was built or downloaded for the tests is kept. */
export function cacheFolder(): string {
  const own = process.env['POLDER_E2E_CACHE'];
  if (own !== undefined && own !== '') return resolve(own);
  const shared = process.env['XDG_CACHE_HOME'];
  return join(shared === undefined || shared === '' ? join(homedir(), '.cache') : shared, 'polder-e2e');
}

function go(folder: string, args: readonly string[]): string {
  try {
    return execFileSync('go', args, { cwd: join(programsFolder, folder), env: goEnvironment(folder), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw goIsMissing(error) ?? error;
  }
}

function goIsMissing(error: unknown): Error | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined;
  return new Error('go is missing: install Go 1.21 or newer from https://go.dev/dl/ (it fetches the toolchain that go.mod names by itself)');
}

/** The toolchain is the one that the program's go.mod names, whatever the machine's own setting says. */
function goEnvironment(folder: string): NodeJS.ProcessEnv {
  const recipe: Partial<Recipe> = folder in recipes ? recipes[folder as Program] : {};
  const version = /^go (\S+)$/m.exec(goMod(recipe.source ?? folder))?.[1];
  if (version === undefined) throw new Error(`programs/${recipe.source ?? folder}/go.mod has no go line`);
  // There is more memory than time: few packages take a compiler this much, and the others need not be swept.
  return { ...process.env, CGO_ENABLED: '0', GOGC: 'off', GOMEMLIMIT: '1GiB', GOTOOLCHAIN: `go${version}`, GOWORK: 'off', ...recipe.environment };
}

function goMod(folder: string): string {
  return readFileSync(join(programsFolder, folder, 'go.mod'), 'utf8');
}
