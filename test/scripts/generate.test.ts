import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, type Done, start, tree, until } from '../support/command.ts';
import { clusterFile, exampleFleet } from '../support/fleet.ts';
import { folder, put } from '../support/folder.ts';

const three: Readonly<Record<string, string>> = {
  ...exampleFleet,
  'clusters/odc/prod-2/cluster.yaml': clusterFile('prod-2.example.nl'),
  'clusters/school/site.yaml': '',
  'clusters/school/lab/cluster.yaml': `profile: lab\n${clusterFile('lab.example.nl')}`,
};
const tooSmall = `${clusterFile('prod-2.example.nl')}nodes:\n  - { zone: a, count: 3, cpu: 10m, memory: 64Mi }\n`;

/** A repository of three clusters that was generated once; each test works on a copy. */
const made = folder(three, afterAll);
let first: Done;

beforeAll(async () => {
  first = await generate(made);
});

function generate(root: string, ...args: readonly string[]): Promise<Done> {
  return command('generate', ['--root', root, ...args]);
}

function copy(): string {
  const root = folder({});
  cpSync(made, root, { recursive: true });
  return root;
}

function staging(root: string): string[] {
  return readdirSync(join(root, 'platform')).filter((name) => name.startsWith('.staging'));
}

const settings = 'platform/odc/prod-1/base/priorityclass.polder-platform.yaml';

describe('generate', () => {
  it('makes a folder for each cluster, and tells what it did', () => {
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^cluster +components +objects +files changed .*\n─.*\nodc\/prod-1 +\d+ +(\d+) +\1 .*\nodc\/prod-2 .*\nschool\/lab .*\n$/);
    expect(Object.keys(tree(made, 'platform/odc/prod-1'))).toContain(settings);
    expect(staging(made)).toEqual([]);
  });

  it('tells what each cluster requests, and what its nodes offer', async () => {
    expect(first.stdout).toMatch(/odc\/prod-1 .* \d+\.\d of 48 +\d+\.\d of 192 GiB/);
    const { stdout } = await generate(made, '--json');

    const [row] = (JSON.parse(stdout) as { readonly clusters: readonly unknown[] }).clusters;
    expect(row).toMatchObject({
      id: 'odc/prod-1',
      requests: { cpu: expect.any(Number), memory: expect.any(Number) },
      offered: { cpu: 48, memory: 192 * 2 ** 30 },
    });
    expect((row as { readonly requests: { readonly cpu: number } }).requests.cpu).toBeGreaterThan(0.1);
  });

  it('run twice changes nothing, and touches no file', async () => {
    const root = copy();
    const before = statSync(join(root, settings)).mtimeMs;

    const again = await generate(root, '--json');

    expect(JSON.parse(again.stdout)).toMatchObject({ clusters: [{ id: 'odc/prod-1', files: 0 }, { files: 0 }, { files: 0 }], removed: [], foreign: [] });
    expect(tree(root, 'platform')).toEqual(tree(made, 'platform'));
    expect(statSync(join(root, settings)).mtimeMs).toBe(before);
  });

  it('gives the same tree with one worker and with two, and by shards', async () => {
    const [one, two, shards] = [folder(three), folder(three), folder(three)];

    const runs = await Promise.all([
      generate(one, '--workers', '1'),
      generate(two, '--workers', '2'),
      generate(shards, '--shard', '1/2').then(() => generate(shards, '--shard', '2/2')),
    ]);

    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(tree(two, 'platform')).toEqual(tree(one, 'platform'));
    expect(tree(shards, 'platform')).toEqual(tree(one, 'platform'));
  });

  it('depends on the files alone, not on the variables that cdk8s reads', async () => {
    const root = folder(three);

    await command('generate', ['--root', root], { CDK8S_LEGACY_HASH: '1', CDK8S_DISABLE_SORT: '1', CDK8S_RECORD_CONSTRUCT_METADATA: '1', CDK8S_OUTDIR: root });

    expect(tree(root, 'platform')).toEqual(tree(made, 'platform'));
  });

  it('writes one cluster, or one component of one, and nothing else', async () => {
    const [cluster, component] = [folder(three), folder(three)];

    await Promise.all([generate(cluster, 'school/lab'), generate(component, 'school/lab', '--component', 'base')]);

    expect(Object.keys(tree(cluster, 'platform'))).toEqual(Object.keys(tree(made, 'platform/school')));
    expect(Object.keys(tree(component, 'platform'))).toEqual(Object.keys(tree(made, 'platform/school/lab/base')));
  });

  it('writes nothing when one of many clusters is wrong, and tells where', async () => {
    const [misspelt, overfull] = [copy(), copy()];
    put(misspelt, { 'clusters/odc/prod-2/cluster.yaml': 'profil: lab\n', 'clusters/fleet.yaml': `${three['clusters/fleet.yaml']}airGapped: false\n` });
    put(overfull, { 'clusters/odc/prod-2/cluster.yaml': tooSmall, 'clusters/school/lab/cluster.yaml': `profile: lab\n${clusterFile('other.example.nl')}` });

    const [schema, check] = await Promise.all([generate(misspelt), generate(overfull)]);

    expect(schema).toEqual({
      code: 1,
      stdout: '',
      stderr: 'clusters/odc/prod-2/cluster.yaml:1:1 profil: unknown key; did you mean "profile"?\n1 problem; nothing was written\n',
    });
    expect(check.code).toBe(1);
    expect(check.stderr).toMatch(/^clusters\/odc\/prod-2\/cluster\.yaml:3:1 nodes: the platform requests .*\n.*\n2 problems; nothing was written\n$/);
    for (const root of [misspelt, overfull]) expect(tree(root, 'platform')).toEqual(tree(made, 'platform'));
    expect([...staging(misspelt), ...staging(overfull)]).toEqual([]);
  });

  it('removes the files of a cluster that is gone, and says so', async () => {
    const root = copy();
    rmSync(join(root, 'clusters/school'), { recursive: true });

    const done = await generate(root);

    expect(done.stderr).toMatch(/^removed \d+ files of clusters that are no longer under clusters\/\n$/);
    expect(existsSync(join(root, 'platform/school'))).toBe(false);
    expect(tree(root, 'platform/odc')).toEqual(tree(made, 'platform/odc'));
  });

  it('warns of a security.txt that is stale, and makes the same files all the same', async () => {
    const root = folder({ ...three, 'clusters/fleet.yaml': (three['clusters/fleet.yaml'] ?? '').replace('2027-06-30', '2024-01-01') });

    const done = await generate(root);

    expect(done).toMatchObject({ code: 0, stderr: 'warning: securityTxt.expires 2024-01-01 is past or within 30 days; set a day at most a year ahead\n' });
  });
});

describe('arguments of generate', () => {
  it.each([
    [['--compnent', 'base'], 'unknown option --compnent; did you mean "component"?\nsee --help\n'],
    [
      ['odc/prd-1', 'nowhere/at-all'],
      'there is no cluster "odc/prd-1"; did you mean "odc/prod-1"?\nthere is no cluster "nowhere/at-all"; there is odc/prod-1, odc/prod-2, school/lab\n',
    ],
    [['--component', 'argocd'], 'there is no component "argocd"; did you mean "argo-cd"?\n'],
    [['--shard', '3/2'], '--shard 3/2 is not a part; write it like 2/4: the second of four\n'],
  ])('%j are refused in a line or two, with the way out', async (args, told) => {
    expect(await generate(made, ...args)).toEqual({ code: 1, stdout: '', stderr: told });
  });

  it('are explained by --help', async () => {
    const { code, stdout } = await generate(made, '--help');

    expect(code).toBe(0);
    expect(stdout).toContain('npm run generate -- odc-noord/prod-1');
  });
});

describe('a tree that differs', () => {
  const edited = settings;
  const missing = 'platform/odc/prod-1/root/application.argocd.root.yaml';
  const stale = 'platform/odc/prod-1/old/configmap.apps.old.yaml';
  const foreign = ['platform/odc/gone/notes.txt', 'platform/odc/notes.txt', 'platform/odc/prod-1/base/notes.txt'];
  const root = folder({}, afterAll);
  let check: Done;
  let checkJson: Done;
  let afterCheck: Record<string, string>;
  let mended: Done;
  let afterMended: Record<string, string>;
  let again: Done;
  let pruned: Done;

  beforeAll(async () => {
    cpSync(made, root, { recursive: true });
    rmSync(join(root, missing));
    put(root, { [edited]: 'kind: Edited\n', [stale]: `${(tree(made)[edited] ?? '').split('\n')[0]}\nkind: ConfigMap\n` });
    put(root, Object.fromEntries([...foreign, 'platform/README.md', 'platform/.staging-999999/platform/x.yaml'].map((path) => [path, 'by hand\n'])));
    const before = tree(root);
    [check, checkJson] = await Promise.all([generate(root, '--check'), generate(root, '--check', '--json')]);
    afterCheck = tree(root);
    expect(afterCheck).toEqual(before);
    mended = await generate(root);
    afterMended = tree(root);
    again = await generate(root);
    pruned = await generate(root, '--prune');
  });

  it('is told by --check, file by file, and left as it is', () => {
    expect(check.code).toBe(1);
    expect(check.stdout.trimEnd().split('\n')).toEqual([
      `${edited} is not as generate would make it`,
      `${missing} is not as generate would make it`,
      `${stale} is no longer made by generate`,
      ...foreign.map((path) => `${path} was not made by generate`),
    ]);
    expect(check.stderr).toBe('6 files are not current; run: npm run generate\n');
    expect(JSON.parse(checkJson.stdout)).toEqual({ differs: [edited, missing], stale: [stale], foreign });
  });

  it('is mended by generate: edited and missing files are made again, stale ones go', () => {
    expect(mended.code).toBe(0);
    expect(afterMended[edited]).toBe(tree(made)[edited]);
    expect(afterMended[missing]).toBe(tree(made)[missing]);
    expect(existsSync(join(root, 'platform/odc/prod-1/old'))).toBe(false);
  });

  it('keeps what generate did not make, and names it in each run', () => {
    const told = `left alone, since generate did not make them (--prune removes them): ${foreign.join(', ')}\n`;

    for (const path of [...foreign, 'platform/README.md']) expect(afterMended[path]).toBe('by hand\n');
    expect(mended.stderr).toBe(told);
    expect(again.stderr).toBe(told);
  });

  it('loses that by --prune only, and the folders that are empty then', () => {
    expect(pruned.code).toBe(0);
    expect(tree(root, 'platform')).toEqual({ ...tree(made, 'platform'), 'platform/README.md': 'by hand\n' });
    expect(existsSync(join(root, 'platform/odc/gone'))).toBe(false);
  });

  it('loses what a run that was killed left behind', () => {
    expect(afterCheck['platform/.staging-999999/platform/x.yaml']).toBe('by hand\n');
    expect(Object.keys(afterMended).filter((path) => path.includes('.staging'))).toEqual([]);
  });

  it('is current afterwards', async () => {
    expect(await generate(root, '--check')).toEqual({ code: 0, stdout: 'platform/ is current\n', stderr: '' });
  });
});

describe('a run that is interrupted', () => {
  it('changes nothing, and leaves nothing behind', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`clusters/odc/c${index}/cluster.yaml`, clusterFile(`c${index}.example.org`)]));
    const root = folder({ ...exampleFleet, ...many, 'platform/README.md': 'kept\n' });
    const { child, done } = start('generate', ['--root', root, '--workers', '2']);
    await until(() => staging(root).length > 0);

    child.kill('SIGINT');

    expect(await done).toMatchObject({ code: 130, stdout: '', stderr: '\ninterrupted; nothing was changed\n' });
    expect(tree(root, 'platform')).toEqual({ 'platform/README.md': 'kept\n' });
  });
});

describe('--watch', () => {
  it('makes again whenever a file under clusters is saved', async () => {
    const root = copy();
    const { child, done } = start('generate', ['--root', root, '--watch', 'odc/prod-1']);
    const route = join(root, 'platform/odc/prod-1/applications/application.argocd.base.yaml');

    try {
      await until(() => existsSync(route));
      mkdirSync(join(root, 'clusters/odc'), { recursive: true });
      await new Promise((wake) => setTimeout(wake, 1500));
      put(root, { 'clusters/odc/site.yaml': 'git: { revision: v9 }\n' });

      await until(() => (tree(root, 'platform/odc/prod-1/applications')['platform/odc/prod-1/applications/application.argocd.base.yaml'] ?? '').includes('v9'));
    } finally {
      child.kill('SIGTERM');
      await done;
    }
  });
});
