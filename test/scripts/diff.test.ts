import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import type { Report } from '../../charts-ts/diff/report.ts';
import { headerStart } from '../../charts-ts/emit/files.ts';
import { command, type Done } from '../support/command.ts';
import { folder, put } from '../support/folder.ts';

const environment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.nl',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.nl',
};

function git(root: string, args: readonly string[], input = ''): string {
  return execFileSync('git', ['-C', root, ...args], { input, encoding: 'utf8', env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** A file as generate writes it. */
function file(cluster: string, object: object): string {
  return `${headerStart}clusters/${cluster}/cluster.yaml by charts-ts/shop. Do not edit: change those and run \`npm run generate\`.\n${dump(object)}`;
}

const deployment = (replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'a.example.nl/web:1', resources: { requests: { cpu: '1' } } }] },
    },
  },
});
const policy = (name: string, ingress?: readonly object[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Ingress'], ...(ingress === undefined ? {} : { ingress }) },
});
const role = (verbs: readonly string[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'web', namespace: 'shop' },
  rules: [{ apiGroups: [''], resources: ['pods'], verbs }],
});
const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'web', namespace: 'shop' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' },
  subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
};

const paths = {
  deployment: 'platform/odc/prod-1/shop/deployment.shop.web.yaml',
  allow: 'platform/odc/prod-1/shop/networkpolicy.shop.web.yaml',
  role: 'platform/odc/prod-1/shop/role.shop.web.yaml',
};

const platform = {
  [paths.deployment]: file('odc/prod-1', deployment(1)),
  [paths.allow]: file('odc/prod-1', policy('web', [{}])),
  [paths.role]: file('odc/prod-1', role(['get'])),
  'platform/odc/prod-1/shop/rolebinding.shop.web.yaml': file('odc/prod-1', binding),
  'platform/odc/prod-1/base/networkpolicy.shop.default-deny.yaml': file('odc/prod-1', policy('default-deny')),
  'platform/odc/prod-2/shop/deployment.shop.web.yaml': file('odc/prod-2', deployment(1)),
  'platform/README.md': 'Made by generate.\n',
  'clusters/fleet.yaml': '',
  'clusters/odc/site.yaml': 'components: { opencost: { prices: { cpu: 10, memory: 2, storage: 0.1 } } }\n',
  'clusters/odc/prod-1/cluster.yaml': 'ingress: { domain: prod-1.example.nl }\n',
};

/** A repository with that platform in its first commit. */
function repository(files: Readonly<Record<string, string>> = platform, when?: (remove: () => void) => void): string {
  const root = when === undefined ? folder(files) : folder(files, when);
  git(root, ['init', '--quiet', '--initial-branch=main']);
  commit(root);
  return root;
}

function commit(root: string): void {
  git(root, ['add', '--all']);
  git(root, ['commit', '--quiet', '--message=a']);
}

function diff(root: string, ...args: readonly string[]): Promise<Done> {
  return command('diff', ['--root', root, ...args], environment);
}

async function reported(root: string, ...args: readonly string[]): Promise<Report> {
  const { code, stdout, stderr } = await diff(root, '--json', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Report;
}

describe('diff', () => {
  it('says that nothing changes where nothing does', async () => {
    const { code, stdout } = await diff(repository(), '--exit-code');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^platform\/ from HEAD \([0-9a-f]{10}\) to working tree\nnothing changes\n$/);
  });

  it('compares HEAD with what is on disk, files that Git does not know included', async () => {
    const root = repository();
    put(root, {
      [paths.deployment]: file('odc/prod-1', deployment(2)),
      'platform/odc/prod-1/shop/service.shop.web.yaml': file('odc/prod-1', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' } }),
    });

    const { code, stdout, stderr } = await diff(root, '--exit-code');

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.split('\n').slice(1)).toEqual([
      '1 cluster changes: 1 object added, 1 object changed',
      'together +1 CPU, +€ 10.00 a month',
      '',
      'on odc/prod-1',
      '  shop',
      '    scaled     Deployment/shop/web: from 1 to 2 pods',
      '    requests   +1 CPU, +€ 10.00 a month',
      '    changed Deployment/shop/web',
      '        spec.replicas: 1 → 2',
      '    added Service/shop/web',
      '',
    ]);
  });

  it('compares two revisions, whatever is on disk', async () => {
    const root = repository();
    put(root, { [paths.deployment]: file('odc/prod-1', deployment(2)) });
    commit(root);
    rmSync(join(root, paths.deployment));

    const { head, summary } = await reported(root, '--base', 'main~1', '--head', 'main');

    expect(head).toEqual({ name: 'main', commit: git(root, ['rev-parse', 'main']).trim() });
    expect(summary.objects).toEqual({ added: 0, removed: 0, changed: 1 });
  });

  it('tells only what a branch changed, when it begins where the branch left', async () => {
    const root = repository();
    git(root, ['checkout', '--quiet', '-b', 'mine']);
    put(root, { [paths.role]: file('odc/prod-1', role(['get', 'list'])) });
    commit(root);
    git(root, ['checkout', '--quiet', 'main']);
    put(root, { [paths.deployment]: file('odc/prod-1', deployment(2)) });
    commit(root);

    expect((await reported(root, '--base', 'main', '--head', 'mine')).summary.objects.changed).toBe(2);
    expect((await reported(root, '--base', 'main', '--head', 'mine', '--merge-base')).summary.objects.changed).toBe(1);
  });

  it('judges rights and network policies with what did not change beside them', async () => {
    const root = repository();
    put(root, { [paths.role]: file('odc/prod-1', role(['get', 'list'])) });
    rmSync(join(root, paths.allow));

    const { groups } = await reported(root);

    const [shop] = groups[0]?.components ?? [];
    expect(shop?.permissions?.map(({ subject, verbs }) => [subject, verbs])).toEqual([['ServiceAccount shop/web', ['list']]]);
    // Without the policy of base it would be opened to everybody.
    expect(shop?.network).toEqual([{ change: 'closed', pods: 'shop/web', direction: 'from', peer: 'everywhere', ports: 'every port' }]);
  });

  it('says what docs/diff.md shows', async () => {
    const root = repository();
    put(root, { [paths.deployment]: file('odc/prod-1', deployment(2)), [paths.role]: file('odc/prod-1', role(['get', 'create'])) });

    const [, ...lines] = (await diff(root)).stdout.split('\n');

    expect(readFileSync('docs/diff.md', 'utf8')).toContain(lines.join('\n'));
  });

  it('tells of one cluster when one is named', async () => {
    const root = repository();
    put(root, {
      [paths.deployment]: file('odc/prod-1', deployment(2)),
      'platform/odc/prod-2/shop/deployment.shop.web.yaml': file('odc/prod-2', deployment(2)),
    });

    expect((await reported(root, 'odc/prod-2')).clusters.map(({ id }) => id)).toEqual(['odc/prod-2']);
    expect((await reported(root)).groups.map(({ clusters }) => clusters)).toContainEqual(['odc/prod-1', 'odc/prod-2']);
  });

  it('tells a cluster that comes and one that goes by how much they are', async () => {
    const root = repository();
    git(root, ['mv', 'platform/odc/prod-2', 'platform/odc/prod-3']);

    expect((await reported(root)).clusters.map(({ id, state, objects }) => [id, state, objects])).toEqual([
      ['odc/prod-2', 'removed', { added: 0, removed: 1, changed: 0 }],
      ['odc/prod-3', 'added', { added: 1, removed: 0, changed: 0 }],
    ]);
  });

  it('takes a file whose header alone changed for the same', async () => {
    const root = repository();
    put(root, { [paths.deployment]: platform[paths.deployment]?.replace('charts-ts/shop', 'charts-ts/data/shop') ?? '' });

    expect((await reported(root)).clusters).toEqual([]);
  });

  it('names files that generate did not make, and does not compare them', async () => {
    const root = repository();
    put(root, { 'platform/odc/prod-1/shop/own.yaml': 'a: {\n', 'platform/README.md': 'Changed.\n' });

    expect((await reported(root)).otherFiles).toEqual(['platform/README.md', 'platform/odc/prod-1/shop/own.yaml']);
  });

  it('shows no data of a Secret in any form', async () => {
    const secret = (value: string) =>
      file('odc/prod-1', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'shop' }, stringData: { key: value } });
    const root = repository({ ...platform, 'platform/odc/prod-1/shop/secret.shop.a.yaml': secret('first-value') });
    put(root, { 'platform/odc/prod-1/shop/secret.shop.a.yaml': secret('other-value') });

    const outputs = await Promise.all([[], ['--json'], ['--markdown'], ['--all']].map(async (args) => (await diff(root, ...args)).stdout));

    for (const output of outputs) {
      expect(output).toContain('stringData.key');
      expect(output).not.toMatch(/first-value|other-value/);
    }
  });

  it('tells a tenant’s folder like a component, with what did not change beside it', async () => {
    const allow = 'platform/odc/prod-1/tenants/bakery/networkpolicy.bakery.allow.yaml';
    const of = (name: string, ingress?: readonly object[]) => file('odc/prod-1', { ...policy(name, ingress), metadata: { name, namespace: 'bakery' } });
    const root = repository({ ...platform, [allow]: of('allow', [{}]), 'platform/odc/prod-1/tenants/bakery/networkpolicy.bakery.deny.yaml': of('deny') });
    rmSync(join(root, allow));

    const { groups, otherFiles } = await reported(root);

    expect(otherFiles).toEqual([]);
    expect(groups[0]?.components.map(({ component, network }) => [component, network?.map(({ change }) => change)])).toEqual([['tenants/bakery', ['closed']]]);
  });

  it('works below the top of a repository', async () => {
    const root = repository(Object.fromEntries(Object.entries(platform).map(([path, content]) => [`deep/${path}`, content])));
    put(root, { [`deep/${paths.role}`]: file('odc/prod-1', role(['get', 'list'])) });

    const [group] = (await reported(join(root, 'deep'))).groups;

    expect(group?.components[0]?.permissions).toHaveLength(1);
  });
});

describe('diff refuses', () => {
  const root = repository(platform, afterAll);
  const broken = repository({ ...platform, [paths.role]: `${headerStart}x\nkind: Role\n  name: a\n`, [paths.allow]: `${headerStart}x\na: b\n` }, afterAll);

  it.each<readonly [string, () => string, readonly string[], readonly string[]]>([
    ['a revision that is not there', () => root, ['--base', 'nowhere'], ['there is no revision "nowhere" here; write a branch, tag or commit']],
    ['a revision that looks like an option', () => root, ['--base=--all'], ['there is no revision "--all" here']],
    ['a cluster that is not there', () => root, ['odc/prod-11'], ['there is no cluster "odc/prod-11" in either revision; did you mean "odc/prod-1"?']],
    ['two forms at once', () => root, ['--json', '--markdown'], ['--markdown and --json are two forms of the same; write one']],
    ['a limit that is no number', () => root, ['--markdown', '--limit', 'all'], ['--limit all is not a number of characters; write it like 60000']],
    ['a folder without Git', () => folder({}), [], ['is not in a Git repository']],
    ['a repository without platform/', () => repository({ 'README.md': 'a\n' }), [], ['HEAD has no platform/; name a revision that generate has run in']],
  ])('%s', async (_, where, args, words) => {
    const { code, stdout, stderr } = await diff(where(), ...args);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const word of words) expect(stderr).toContain(word);
  });

  it('every file of a revision that cannot be read, with revision, path and line', async () => {
    git(broken, ['branch', 'bad']);
    put(broken, { [paths.role]: platform[paths.role] ?? '', [paths.allow]: platform[paths.allow] ?? '' });

    const { code, stdout, stderr } = await diff(broken, '--base', 'bad');

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`bad:${paths.role}:3:\\d+ `));
    expect(stderr).toContain(`bad:${paths.allow}:2:1 is no object of Kubernetes`);
    expect(stderr).toContain('2 files cannot be read');
  });

  it('a revision that a shallow clone lacks, with the way out', async () => {
    const clone = folder({});
    git(clone, ['clone', '--quiet', '--depth=1', `file://${root}`, '.']);

    expect((await diff(clone, '--base', 'main~1')).stderr).toContain(
      'this clone is shallow, so fetch its history: git fetch --unshallow (in a CI job: fetch-depth: 0)',
    );
  });
});

describe('a thousand clusters', () => {
  it('with one value changed on each are told in one part', async () => {
    const root = folder({});
    git(root, ['init', '--quiet', '--initial-branch=main']);
    const ids = Array.from({ length: 1000 }, (_, index) => `odc-${index % 10}/c${index}`);
    const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
    const revision = (name: string, replicas: number, from: string) =>
      `commit refs/heads/${name}\ncommitter a <a@example.nl> 1 +0000\n${data('a')}${from}${ids.map((id) => `M 100644 inline platform/${id}/shop/deployment.shop.web.yaml\n${data(file(id, deployment(replicas)))}`).join('')}`;
    git(root, ['fast-import', '--quiet'], `${revision('main', 1, '')}${revision('next', 2, 'from refs/heads/main\n')}`);

    const { clusters, groups } = await reported(root, '--base', 'main', '--head', 'next');

    expect(clusters).toHaveLength(1000);
    expect(groups.map((group) => [group.clusters.length, group.components.map(({ objects }) => objects?.map(({ changes }) => changes))])).toEqual([
      [1000, [[[{ path: 'spec.replicas', before: 1, after: 2 }]]]],
    ]);
  });
});
