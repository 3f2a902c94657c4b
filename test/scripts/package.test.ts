import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dump } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { folder, put } from '../support/folder.ts';
import { everythingForTenants, forTenants } from '../support/for-tenants.ts';
import { exampleCluster } from '../support/render.ts';

const run = promisify(execFile);
const polder = join(import.meta.dirname, '../..');
const facts = dump(forTenants(exampleCluster({ provides: everythingForTenants })), { noRefs: true });

/** A team's repository, outside of this one, with the package as npm would put it there. */
let team: string;

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}

const manifest = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Manifest;

beforeAll(async () => {
  team = folder({ 'package.json': '{ "type": "module", "private": true }\n', 'for-tenants.yaml': facts }, afterAll);
  const built = join(team, 'built');
  const { code, stderr } = await command('package', ['--out', built]);
  if (code !== 0) throw new Error(stderr);
  await run('npm', ['pack', built, '--pack-destination', team, '--offline', '--ignore-scripts'], { cwd: team });
  const [tarball = ''] = readdirSync(team).filter((name) => name.endsWith('.tgz'));
  const modules = join(team, 'node_modules');
  mkdirSync(join(modules, '@polder/app'), { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', join(modules, '@polder/app'), '--strip-components=1'], { cwd: team });
  // Not by npm install: what it needs to know of these packages it asks a registry.
  const needed = [...Object.keys(manifest(join(modules, '@polder/app/package.json')).dependencies), 'typescript'];
  for (const name of needed) symlinkSync(join(polder, 'node_modules', name), join(modules, name));
}, 180_000);

/** A program in TypeScript, as a team writes it: `tsc` says whether the types of the package let it. */
const program = `
import { writeFileSync } from 'node:fs';
import { app, allow, type AppInput, ForTenants, objectFiles, objectsOf, service, siblings } from '@polder/app';

const facts = ForTenants.parse({ cluster: 'odc/prod-1', domain: 'apps.example.nl', priorityClass: 'polder-tenant' });
const zaken: AppInput = { name: 'zaken', image: 'registry.example.nl/teams/zaken:1.4.2', size: 'medium', replicas: { from: 2, to: 4 } };
const objects = objectsOf('zaken', (chart) => {
  app(chart, { ...facts, autoscaling: true }, zaken);
  service(chart, 'intern', { http: { port: 81, target: 'http' } }, { workload: 'zaken' });
  allow(chart, 'zaken-intern', { from: [{ peers: siblings('api'), ports: [8080] }] }, { 'app.kubernetes.io/name': 'zaken' });
});
writeFileSync('objects.json', JSON.stringify(objectFiles(objects, 'main.ts').map(([name]) => name)));
`;

const strict = {
  compilerOptions: { target: 'ES2023', module: 'NodeNext', strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, types: [], outDir: 'out' },
  files: ['main.ts'],
};
const ambient = "declare module 'node:fs' {\n  export function writeFileSync(path: string, text: string): void;\n}\n";

async function compiled(text: string): Promise<string> {
  put(team, { 'main.ts': text, 'node.d.ts': ambient, 'tsconfig.json': JSON.stringify({ ...strict, files: ['main.ts', 'node.d.ts'] }) });
  try {
    await run(process.execPath, [join(team, 'node_modules/typescript/bin/tsc'), '-p', team], { cwd: team });
    return '';
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

describe('the package, in a folder of its own', () => {
  it('is a library whose types hold, and which runs', async () => {
    expect(await compiled(program)).toBe('');
    await run(process.execPath, ['out/main.js'], { cwd: team });

    expect(JSON.parse(readFileSync(join(team, 'objects.json'), 'utf8'))).toEqual([
      'deployment.zaken.yaml',
      'horizontalpodautoscaler.zaken.yaml',
      'networkpolicy.zaken-intern.yaml',
      'poddisruptionbudget.zaken.yaml',
      'service.intern.yaml',
      'service.zaken.yaml',
      'serviceaccount.zaken.yaml',
    ]);
  });

  it('has types that refuse what a declaration cannot say', async () => {
    expect(await compiled(program.replace("size: 'medium'", "size: 'huge'"))).toContain('main.ts(6,');
    expect(await compiled(program.replace("name: 'zaken', image", "nam: 'zaken', image"))).toContain("'nam'");
  });

  it('is a command that writes what the repository’s own writes', async () => {
    put(team, { 'app.yaml': 'name: zaken\nimage: registry.example.nl/teams/zaken:1.4.2\nhostnames: [zaken]\n' });
    const { bin } = manifest(join(team, 'node_modules/@polder/app/package.json'));
    const polderApp = join('node_modules/@polder/app', bin['polder-app'] ?? '');
    const args = ['app.yaml', '--cluster', 'for-tenants.yaml'];

    const { stdout } = await run(process.execPath, [polderApp, ...args, '--out', 'deploy'], { cwd: team });

    expect(stdout).toBe('7 objects in deploy: 7 written, 0 removed\n');
    expect(readFileSync(join(team, polderApp), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    await expect(run(process.execPath, [polderApp, ...args, '--out', 'deploy', '--check'], { cwd: team })).resolves.toMatchObject({ stderr: '' });
    await expect(run(process.execPath, [polderApp, ...args, '--clustr', 'x'], { cwd: team })).rejects.toMatchObject({
      code: 1,
      stderr: 'unknown option --clustr; did you mean "cluster"?\nsee --help\n',
    });
  });

  it('brings the schema for editors, the licence, and nothing of the rest of the platform', () => {
    const files = readdirSync(join(team, 'node_modules/@polder/app'), { recursive: true, encoding: 'utf8' });

    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'app.json']));
    expect(files.filter((name) => /catalogue|tenancy|keycloak|\.test\./.test(name))).toEqual([]);
  });

  it('needs exactly what this repository is tested with', () => {
    const own = manifest(join(polder, 'package.json')).dependencies;
    const { dependencies } = manifest(join(team, 'node_modules/@polder/app/package.json'));

    for (const [name, version] of Object.entries(dependencies)) expect(version, name).toBe(own[name]);
  });
});
