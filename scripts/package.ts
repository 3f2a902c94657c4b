import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appEditorSchema } from '../charts-ts/app/schema.ts';
import { Refusal, readArguments, run } from './lib/command.ts';

const help = `Builds the package @polder/app, which teams declare applications with, from charts-ts/app: JavaScript and types by tsc, no bundle.

  npm run package                    into packages/app; then: npm pack ./packages/app
  npm run package -- --out FOLDER    the whole package, ready to pack, into another folder

  --out FOLDER  where; default: packages/app
`;

const polder = resolve(fileURLToPath(import.meta.url), '../..');
const source = join(polder, 'packages/app');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

await run(async () => {
  const { values } = readArguments(help, { out: { type: 'string' } });
  refuseOtherVersions();
  const out = resolve(values.out ?? source);
  mkdirSync(out, { recursive: true });
  // Beside it, so that each part is moved to its place whole.
  const staging = mkdtempSync(join(out, '.build-'));
  try {
    compile(join(staging, 'dist'));
    writeFileSync(join(staging, 'app.json'), `${JSON.stringify(appEditorSchema(), null, 2)}\n`);
    copyFileSync(join(polder, 'LICENSE'), join(staging, 'LICENSE'));
    if (out !== source) for (const name of ['package.json', 'README.md']) cpSync(join(source, name), join(staging, name));
    for (const name of ['dist', 'app.json', 'LICENSE', ...(out === source ? [] : ['package.json', 'README.md'])]) {
      rmSync(join(out, name), { recursive: true, force: true });
      renameSync(join(staging, name), join(out, name));
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  console.log(`built ${relative(process.cwd(), out) || '.'}; next: npm pack ${relative(process.cwd(), out) || '.'}`);
});

/** Teams get what the tests ran with. */
function refuseOtherVersions(): void {
  const read = (file: string) => (JSON.parse(readFileSync(file, 'utf8')) as Manifest).dependencies;
  const own = read(join(polder, 'package.json'));
  const other = Object.entries(read(join(source, 'package.json'))).filter(([name, version]) => own[name] !== version);
  if (other.length > 0)
    throw new Refusal(
      ...other.map(([name, version]) => `packages/app/package.json has ${name} ${version}, and package.json ${own[name] ?? 'none'}; write the same`),
    );
}

/** Not a bundle: types stand beside each file, an error names the place in our sources, and npm shares cdk8s with what a team has of it. */
function compile(outDir: string): void {
  const tsc = createRequire(import.meta.url)
    .resolve('typescript/package.json')
    .replace(/package\.json$/, 'bin/tsc');
  if (!existsSync(tsc)) throw new Refusal('there is no TypeScript here; run: npm ci');
  execFileSync(process.execPath, [tsc, '-p', join(source, 'tsconfig.json'), '--outDir', outDir], { cwd: polder, stdio: ['ignore', 'inherit', 'inherit'] });
}
