import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { command, type Done, tree } from '../support/command.ts';
import { folder, put } from '../support/folder.ts';
import { everythingForTenants, forTenants } from '../support/for-tenants.ts';
import { exampleCluster } from '../support/render.ts';

const facts = dump(forTenants(exampleCluster({ provides: everythingForTenants })), { noRefs: true });
const zaken = 'name: zaken\nimage: registry.example.nl/teams/zaken:1.4.2\nhostnames: [zaken]\n';

/** A team's repository. */
function repository(files: Readonly<Record<string, string>> = {}): string {
  return folder({ 'for-tenants.yaml': facts, 'app.yaml': zaken, ...files });
}

function app(root: string, ...args: readonly string[]): Promise<Done> {
  return command('app', [join(root, 'app.yaml'), '--cluster', join(root, 'for-tenants.yaml'), '--out', join(root, 'deploy'), ...args]);
}

const names = (root: string) => readdirSync(join(root, 'deploy')).sort();

describe('polder-app', () => {
  it('writes a file for each object, and a second time nothing', async () => {
    const root = repository();

    expect(await app(root, '--json')).toMatchObject({ code: 0, stderr: '' });
    expect(names(root)).toEqual([
      'deployment.zaken.yaml',
      'httproute.zaken.yaml',
      'poddisruptionbudget.zaken.yaml',
      'probe.zaken.yaml',
      'prometheusrule.zaken.yaml',
      'service.zaken.yaml',
      'serviceaccount.zaken.yaml',
    ]);
    const before = tree(root);
    expect(JSON.parse((await app(root, '--json')).stdout)).toEqual({ objects: 7, written: [], removed: [] });
    expect(tree(root)).toEqual(before);
  });

  it('removes what it made and makes no more, and leaves alone what others wrote', async () => {
    const root = repository();
    await app(root);
    put(root, { 'app.yaml': zaken.replace('hostnames: [zaken]\n', ''), 'deploy/kustomization.yaml': 'resources: []\n', 'deploy/more/own.yaml': 'a: 1\n' });

    const { stdout } = await app(root, '--json');

    expect(JSON.parse(stdout)).toMatchObject({ removed: ['httproute.zaken.yaml', 'probe.zaken.yaml', 'prometheusrule.zaken.yaml'] });
    expect(names(root)).toEqual([
      'deployment.zaken.yaml',
      'kustomization.yaml',
      'more',
      'poddisruptionbudget.zaken.yaml',
      'service.zaken.yaml',
      'serviceaccount.zaken.yaml',
    ]);
  });

  it('refuses to write over what it did not make', async () => {
    const root = repository({ 'deploy/service.zaken.yaml': 'kind: Service\n' });

    const { code, stderr } = await app(root);

    expect(code).toBe(1);
    expect(stderr).toMatch(/deploy\/service\.zaken\.yaml was not made by polder-app; move it away, or choose another folder\n$/);
    expect(names(root)).toEqual(['service.zaken.yaml']);
  });

  it('only looks with --check, and says what is not current', async () => {
    const root = repository();
    await app(root);
    expect(await app(root, '--check')).toMatchObject({ code: 0, stderr: '' });
    const file = join(root, 'deploy/service.zaken.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('port: 80', 'port: 81'));
    rmSync(join(root, 'deploy/probe.zaken.yaml'));
    const before = tree(root);

    const { code, stdout, stderr } = await app(root, '--check', '--json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ differs: ['probe.zaken.yaml', 'service.zaken.yaml'], stale: [] });
    expect(stderr).toBe('2 files are not current; run polder-app without --check\n');
    expect(tree(root)).toEqual(before);
  });

  it('takes several applications into one folder', async () => {
    const root = repository({ 'api.yaml': 'name: api\nimage: registry.example.nl/teams/api:2.0\n' });

    expect(await app(root, join(root, 'api.yaml'))).toMatchObject({ code: 0 });
    expect(names(root)).toEqual(expect.arrayContaining(['deployment.api.yaml', 'deployment.zaken.yaml']));
  });

  it('tells every mistake at once, and then writes nothing', async () => {
    const root = repository({ 'app.yaml': `${zaken}size: tiny\nreplica: 3\n` });

    const { code, stderr } = await app(root);

    expect(code).toBe(1);
    expect(stderr.replaceAll(root, '')).toBe(
      '/app.yaml:4:1 size: "tiny" is not one of "small", "medium", "large"\n/app.yaml:5:1 replica: unknown key; did you mean "replicas"?\n2 problems; nothing was written\n',
    );
    expect(readdirSync(root).sort()).toEqual(['app.yaml', 'for-tenants.yaml']);
  });

  it('follows no link to another folder', async () => {
    const root = repository();
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'deploy'));

    const { code, stderr } = await app(root);

    expect(code).toBe(1);
    expect(stderr).toMatch(/deploy is not a folder; choose another\n$/);
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
  });

  it('says what is missing, without a stack trace', async () => {
    expect(await command('app', [])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'give the file of an application, --cluster for-tenants.yaml, --out FOLDER: polder-app app.yaml --cluster for-tenants.yaml --out deploy/productie\nsee --help\n',
    });
    expect((await command('app', ['x.yaml', '--cluster', 'y.yaml', '--out', 'z'])).stderr).toBe('there is no file y.yaml\n');
  });
});
