// Plain JavaScript: Node 20 reads no TypeScript, and this is what makes it readable.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { threadId } from 'node:worker_threads';

const polder = resolve(fileURLToPath(import.meta.url), '../../..');
const cache = join(polder, 'node_modules/.cache/polder/code');
const folders = ['charts-ts', 'scripts'];

/**
 * Runs a script of this repository, such as scripts/generate.ts. To read its seven hundred files one by one through tsx takes more time
 * than to generate a cluster: so they are bundled once, and the bundle is kept until a source or an installed package changes. Where
 * there can be no bundle, tsx reads them.
 */
export async function load(script) {
  const bundle = await bundleOf(script);
  if (bundle !== undefined) return import(pathToFileURL(bundle).href);
  const { register } = await import('tsx/esm/api');
  register();
  return import(pathToFileURL(join(polder, script)).href);
}

/** The bundle of a script, made where there is none of these sources yet; undefined where it cannot be made. */
async function bundleOf(script) {
  try {
    const folder = join(cache, fingerprint());
    const file = join(folder, `${basename(script, '.ts')}.mjs`);
    if (existsSync(file)) return file;
    const text = await bundle(script, file);
    mkdirSync(folder, { recursive: true });
    const beside = `${file}.${process.pid}-${threadId}`;
    writeFileSync(beside, text);
    renameSync(beside, file);
    forgetOld();
    return file;
  } catch {
    return undefined; // A read-only checkout, or a mistake in a source: tsx tells which.
  }
}

/** Of all that a bundle is made from: our own files by their content, packages as npm says that they are installed. */
function fingerprint() {
  const sources = folders.flatMap((folder) =>
    readdirSync(join(polder, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|mjs|json)$/.test(path) && !path.endsWith('.test.ts'))
      .map((path) => `${folder}/${path}`),
  );
  const hash = createHash('sha256');
  for (const path of [...sources.sort(), 'tsconfig.json', 'node_modules/.package-lock.json']) {
    const content = readFileSync(join(polder, path));
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 32);
}

async function bundle(script, outfile) {
  // The esbuild that tsx itself uses, wherever npm put it.
  const { build } = createRequire(createRequire(import.meta.url).resolve('tsx'))('esbuild');
  const { metafile, outputFiles } = await build({
    entryPoints: [script],
    outfile,
    absWorkingDir: polder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Packages in CommonJS ask for `require`, which a module has not.
    banner: { js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);" },
    plugins: [{ name: 'places', setup: keepPlaces }],
    // For trace.ts.
    sourcemap: 'inline',
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const foreign = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/') && !folders.some((folder) => path.startsWith(`${folder}/`)));
  if (foreign.length > 0) throw new Error(`the fingerprint does not know ${foreign.join(', ')}`);
  return outputFiles[0].text;
}

/** Scripts find what stands beside them by import.meta: in a bundle it must say where they stood. */
function keepPlaces({ onLoad }) {
  onLoad({ filter: /[\\/]scripts[\\/].*\.ts$/ }, ({ path }) => {
    const places = { url: pathToFileURL(path).href, filename: path, dirname: dirname(path) };
    const contents = readFileSync(path, 'utf8').replace(/\bimport\.meta\.(url|filename|dirname)\b/g, (_, place) => JSON.stringify(places[place]));
    return { contents, loader: 'ts' };
  });
}

/** Bundles of the latest three states of the sources stay: one may still run, and whoever changes branches comes back. */
function forgetOld() {
  const states = readdirSync(cache).map((name) => ({ path: join(cache, name), time: statSync(join(cache, name)).mtimeMs }));
  for (const { path } of states.sort((a, b) => b.time - a.time).slice(3)) rmSync(path, { recursive: true, force: true });
}
