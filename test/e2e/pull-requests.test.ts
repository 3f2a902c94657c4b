import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command } from '../support/command.ts';
import { settled } from './support/applications.ts';
import { type Authority, makeAuthority } from './support/ca.ts';
import { type Fleet, foundationOnly, makeFleet } from './support/fleet.ts';
import { type Forge, startForge } from './support/forge.ts';
import { type Binaries, buildPrograms, isBuilt } from './support/programs.ts';
import { sandboxFolder } from './support/sandbox.ts';
import { waitFor } from './support/wait.ts';
import { startWorld, type World } from './support/world.ts';

const id = 'lab/laptop';
const host = 'forge.example.nl';
const repository = 'polder/polder';
const marker = '<!-- polder:platform -->';

const Comments = z.array(z.object({ id: z.int(), body: z.string(), user: z.object({ login: z.string() }) }));
const Labels = z.array(z.object({ name: z.string() }));
const Statuses = z.array(z.object({ context: z.string(), status: z.string(), description: z.string() }));
const Pull = z.object({
  number: z.int(),
  head: z.object({ sha: z.string() }),
  base: z.object({ sha: z.string() }),
  merge_commit_sha: z.string().nullish(),
  body: z.string(),
  title: z.string(),
});

/** A clone of the repository, of one person. */
function gitIn(root: string, authority: Authority) {
  return (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.nl', '-c', 'commit.gpgsign=false', ...args], {
      ...{ cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      env: { ...process.env, GIT_SSL_CAINFO: authority.certificateFile },
    }).trim();
}

/** `npm run pr` for who has this token. */
function runPr(authority: Authority, forge: Forge, token: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const ca = { NODE_EXTRA_CA_CERTS: authority.certificateFile, GIT_SSL_CAINFO: authority.certificateFile };
  return command('pr', ['--api-url', forge.apiUrl, '--repository', repository, ...args], { ...ca, GITHUB_TOKEN: '', POLDER_TOKEN: token, ...more });
}

/** The forge looks first whether it can be merged, and says so until it has. */
async function merge(forge: Forge, number: number | undefined): Promise<void> {
  await waitFor('the merge', async () => {
    await forge.call('polder', 'POST', `/repos/${repository}/pulls/${number}/merge`, { Do: 'merge' });
    return true;
  });
}

const setPods = (fleet: Fleet, pods: number) =>
  fleet.edit(`clusters/${id}/cluster.yaml`, (text) => `${text.replace(/^components: \{ base: .*\n/m, '')}components: { base: { pods: ${pods} } }\n`);

describe.runIf(isBuilt('gitea'))('a pull request at a real Gitea', () => {
  let binaries: Binaries;
  let authority: Authority;
  let forge: Forge;
  let fleet: Fleet;
  let token: string;
  let number: number | undefined;
  let git: ReturnType<typeof gitIn>;

  beforeAll(async () => {
    binaries = await buildPrograms(['gitea']);
    const folder = join(sandboxFolder(), 'forge');
    authority = makeAuthority(join(folder, 'ca'));
    forge = await startForge({ binaries, authority, folder: join(folder, 'gitea'), host, address: '127.0.0.5', people: ['polder', 'vreemde', 'robot'] });
    await forge.call('polder', 'POST', '/user/repos', { name: 'polder', default_branch: 'main' });
    await forge.call('polder', 'PUT', `/repos/${repository}/collaborators/robot`, { permission: 'write' });
    // What a CI job's token may, and no more.
    token = forge.token('robot', 'write:issue,write:repository,read:user');
    fleet = makeFleet({ root: join(folder, 'fleet'), bare: join(folder, 'bare.git'), certificate: authority.certificate, commits: {} });
    for (const site of ['lab', 'odc-noord', 'odc-oost', 'odc-west']) writeFileSync(join(fleet.root, `clusters/${site}/lock.yaml`), '{}\n');
    foundationOnly(fleet, id);
    setPods(fleet, 60);
    fleet.generate();
    fleet.publish('the reference fleet');
    git = gitIn(fleet.root, authority);
    git('push', '--quiet', forge.remote('polder', repository), 'main');
    git('remote', 'set-url', 'origin', `${forge.url}/${repository}.git`);
    await forge.call('vreemde', 'POST', `/repos/${repository}/forks`, {});
  });

  afterAll(() => forge?.process.stop());

  const comments = async () => Comments.parse(await forge.call('vreemde', 'GET', `/repos/${repository}/issues/${number}/comments`));
  const ours = async () => (await comments()).filter(({ body, user }) => body.startsWith(marker) && user.login === 'robot');
  const labels = async () => Labels.parse(await forge.call('vreemde', 'GET', `/repos/${repository}/issues/${number}/labels`)).map(({ name }) => name);
  const status = async (commit: string) =>
    Statuses.parse(await forge.call('vreemde', 'GET', `/repos/${repository}/commits/${commit}/statuses`)).find(({ context }) => context === 'polder/platform');
  const pull = async () => Pull.parse(await forge.call('vreemde', 'GET', `/repos/${repository}/pulls/${number}`));
  const pr = (...args: readonly string[]) => runPr(authority, forge, token, ['--root', fleet.root, ...args]);
  const push = async (branch: string) => {
    git('push', '--quiet', forge.remote('vreemde', 'vreemde/polder'), `HEAD:${branch}`);
    const head = git('rev-parse', 'HEAD');
    const known = async () =>
      z.object({ commit: z.object({ id: z.string() }) }).parse(await forge.call('vreemde', 'GET', `/repos/vreemde/polder/branches/${branch}`));
    // It learns of a push a moment later.
    await waitFor(`the forge to know ${branch}`, async () => (await known().catch(() => undefined))?.commit.id === head);
    if (number !== undefined) await waitFor('the pull request to have its commit', async () => (await pull()).head.sha === head);
  };

  it('from a fork that changed only the cluster file gets one comment that says so, a label and a failed status', async () => {
    git('switch', '--quiet', '--create', 'more-room');
    setPods(fleet, 70);
    git('commit', '--quiet', '--all', '--message', 'Give pods more room');
    await push('more-room');
    number = Pull.parse(
      await forge.call('vreemde', 'POST', `/repos/${repository}/pulls`, { title: 'More room', head: 'vreemde:more-room', base: 'main', body: 'for @everyone' }),
    ).number;
    // Anyone can write the marker: this comment must stay as it is.
    await forge.call('vreemde', 'POST', `/repos/${repository}/issues/${number}/comments`, { body: `${marker}\nall is well` });

    const done = await pr('--number', String(number));

    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/is not as generate would make it[\s\S]*files? (is|are) not current; run: npm run generate\n$/);
    const [comment, ...more] = await ours();
    expect(more).toEqual([]);
    expect(comment?.body).toMatch(/^<!-- polder:platform -->\n❌ \*\*\d+ files? (is|are) not as generate would make/);
    expect(await labels()).toEqual(['platform: not current']);
    expect(await status((await pull()).head.sha)).toMatchObject({ status: 'failure', description: expect.stringContaining('run: npm run generate') });
  });

  it('that was generated gets the same comment anew, other labels and a good status: from a commit that was only fetched', async () => {
    fleet.generate();
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Generate');
    await push('more-room');
    const head = git('rev-parse', 'HEAD');
    const [before] = await ours();
    // As the second workflow does: a checkout that is trusted, with the fork's commit beside it.
    git('switch', '--quiet', 'main');
    git('fetch', '--quiet', forge.remote('robot', repository), `refs/pull/${number}/head`);

    const done = await pr('--commit', head, '--checked', 'success');

    expect(done).toMatchObject({ code: 0, stderr: '' });
    const all = await ours();
    expect(all.map((comment) => comment.id)).toEqual([before?.id]);
    expect(all[0]?.body).toMatch(/is as `npm run generate` makes it/);
    expect(all[0]?.body).toMatch(/ResourceQuota/);
    expect((await comments()).filter(({ user }) => user.login === 'vreemde').map(({ body }) => body)).toEqual([`${marker}\nall is well`]);
    expect(await labels()).toEqual([]);
    expect(await status(head)).toMatchObject({ status: 'success', description: 'platform/ is current; 1 cluster changes' });
  });

  it('that is told of again is left as it is', async () => {
    expect((await pr('--number', String(number), '--checked', 'success')).stdout).toMatch(/comment unchanged, labels \+0 -0, status success/);
  });

  it('keeps labels of people, and finds ours though there are many', async () => {
    for (let index = 0; index < 60; index++) await forge.call('polder', 'POST', `/repos/${repository}/labels`, { name: `a${index}`, color: '#cccccc' });
    await forge.call('polder', 'POST', `/repos/${repository}/issues/${number}/labels`, { labels: ['a1'] });

    await pr('--number', String(number), '--checked', 'failure');

    expect((await labels()).sort()).toEqual(['a1', 'platform: not current']);
    const every = await Promise.all([1, 2].map((page) => forge.call('polder', 'GET', `/repos/${repository}/labels?limit=50&page=${page}`)));
    expect(every.flatMap((page) => Labels.parse(page)).filter(({ name }) => name === 'platform: not current')).toHaveLength(1);
    await pr('--number', String(number), '--checked', 'success');
    expect(await labels()).toEqual(['a1']);
  });

  it('gets nothing from a token that may only read, and the report goes to the page of the job', async () => {
    const summary = join(sandboxFolder(), 'summary.md');
    const reading = forge.token('vreemde', 'read:issue,read:repository,read:user');

    const done = await runPr(authority, forge, reading, ['--root', fleet.root, '--number', String(number), '--checked', 'success'], {
      GITHUB_STEP_SUMMARY: summary,
    });

    expect(done.code, done.stderr).toBe(0);
    expect(done.stderr.split('\n').filter((line) => line.startsWith(`the token may not`))).toHaveLength(2);
    expect(readFileSync(summary, 'utf8')).toContain('ResourceQuota');
    expect(`${done.stdout}${done.stderr}`).not.toContain(reading);
  });

  it('is merged, and nothing is told of a commit that is no longer its newest', async () => {
    await merge(forge, number);

    const done = await pr('--commit', (await pull()).head.sha, '--checked', 'success');

    expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining('it was closed, or has moved on') });
  });

  it('for an update is opened, and brought up to date by the next run, which leaves what people wrote', async () => {
    git('fetch', '--quiet', 'origin');
    git('switch', '--quiet', '--create', 'renovate/room', '--no-track', 'origin/main');
    setPods(fleet, 80);
    git('commit', '--quiet', '--all', '--message', 'Update room to 80');
    const open = (...args: readonly string[]) => pr('open', '--branch', 'renovate/room', '--json', ...args);

    expect(await open()).toMatchObject({ code: 1, stderr: `${repository} has no branch renovate/room; push it first: git push origin renovate/room\n` });
    git('push', '--quiet', forge.remote('robot', repository), 'renovate/room');
    const opened = z.object({ number: z.int(), done: z.string() }).parse(JSON.parse((await open()).stdout));
    number = opened.number;

    expect(opened.done).toBe('opened');
    expect(await pull()).toMatchObject({ title: 'Update room to 80', body: expect.stringContaining('- Update room to 80') });
    expect(JSON.parse((await open()).stdout)).toMatchObject({ number, done: 'unchanged' });
    expect(JSON.parse((await open('--title', 'Update room')).stdout)).toMatchObject({ number, done: 'updated' });
    await forge.call('polder', 'PATCH', `/repos/${repository}/pulls/${number}`, { body: 'written by hand' });
    expect(JSON.parse((await open()).stdout)).toMatchObject({ number, done: 'unchanged' });
    expect((await pull()).body).toBe('written by hand');
  });

  it('of a bot is generated anew: one job makes a patch without a token, another pushes it without running anything of the branch', async () => {
    const patch = join(sandboxFolder(), 'platform.patch');
    const made = await runPr(authority, forge, '', ['regenerate', '--patch', patch, '--root', fleet.root]);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ files? changed; wrote /) });
    git('checkout', '--quiet', '--', 'platform');
    git('clean', '--quiet', '--force', '-d', 'platform');
    git('switch', '--quiet', 'main');

    const pushed = await pr('regenerate', '--apply', patch, '--branch', 'renovate/room');

    expect(pushed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^pushed [0-9a-f]{12} to renovate\/room\n$/) });
    const commit = /^pushed ([0-9a-f]{12})/.exec(pushed.stdout)?.[1] ?? '';
    const head = await waitFor('the pull request to have that commit', async () => [(await pull()).head].find(({ sha }) => sha.startsWith(commit)));
    git('fetch', '--quiet', forge.remote('polder', repository), 'renovate/room');
    expect(git('log', '-1', '--format=%H %an <%ae>', 'FETCH_HEAD')).toBe(`${head.sha} Polder <regenerate@polder.example>`);
    git('switch', '--quiet', '--detach', 'FETCH_HEAD');
    expect(fleet.generate('--check')).toContain('platform/ is current');
    // Once more there is nothing to do: two jobs never wake each other.
    expect((await runPr(authority, forge, '', ['regenerate', '--patch', patch, '--root', fleet.root])).stdout).toBe(
      'all is current; there is nothing to push\n',
    );
    // The same patch again is not of what stands there now.
    expect(await pr('regenerate', '--apply', patch, '--branch', 'renovate/room')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('may have moved on'),
    });
  });

  it('of a bot cannot bring anything but what generate makes', async () => {
    const patch = join(sandboxFolder(), 'evil.patch');
    const diff = (path: string, mode: string, line: string) =>
      `diff --git a/${path} b/${path}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${line}\n`;
    writeFileSync(
      patch,
      `${diff('.github/workflows/evil.yaml', '100644', 'on: push')}${diff('platform/link', '120000', '/etc/passwd')}\\ No newline at end of file\n`,
    );

    const done = await pr('regenerate', '--apply', patch, '--branch', 'renovate/room');

    expect(done.code).toBe(1);
    expect(done.stderr).toContain('".github/workflows/evil.yaml" is not made by generate\n"platform/link" is not made by generate\n');
  });
});

describe.runIf(isBuilt('gitea'))('a cluster whose repository is at that forge', () => {
  let world: World;
  let forge: Forge;
  let git: ReturnType<typeof gitIn>;

  beforeAll(async () => {
    world = await startWorld(await buildPrograms(), id, {
      prepare: (fleet) => {
        foundationOnly(fleet, id);
        setPods(fleet, 60);
      },
    });
    const { authority } = world.cluster;
    const folder = join(sandboxFolder(), 'forge-of-cluster');
    forge = await startForge({ binaries: await buildPrograms(['gitea']), authority, folder, host, address: '127.0.0.5', people: ['polder', 'robot'] });
    await forge.call('polder', 'POST', '/user/repos', { name: 'polder', default_branch: 'main' });
    await forge.call('polder', 'PUT', `/repos/${repository}/collaborators/robot`, { permission: 'write' });
    git = gitIn(world.fleet.root, authority);
    // The platform moves to another forge: the repository is there first, then its address is said, and bootstrap says it to Argo CD.
    world.fleet.edit('clusters/fleet.yaml', (text) => text.replace(/(repository: )\S+/, `$1${forge.url}/${repository}.git`));
    world.fleet.generate();
    world.fleet.publish('move to another forge');
    git('push', '--quiet', forge.remote('polder', repository), 'main');
    const moved = await world.bootstrapAgain();
    if (moved.code !== 0) throw new Error(moved.output);
  }, 1_500_000);

  afterAll(async () => {
    await forge?.process.stop();
    await world?.stop();
  }, 120_000);

  it('does what a pull request says once it is merged, and not before', async () => {
    const { authority } = world.cluster;
    await settled(world, world.fleet.head());
    git('switch', '--quiet', '--create', 'more-room');
    setPods(world.fleet, 75);
    world.fleet.generate();
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Give pods more room');
    git('push', '--quiet', forge.remote('robot', repository), 'more-room');
    const token = forge.token('robot', 'write:issue,write:repository,read:user');
    const opened = await runPr(authority, forge, token, ['open', '--branch', 'more-room', '--json', '--root', world.fleet.root]);
    const { number } = z.object({ number: z.int() }).parse(JSON.parse(opened.stdout));
    const told = await runPr(authority, forge, token, ['--number', String(number), '--root', world.fleet.root]);
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('1 cluster changes; comment added') });
    expect(await quota()).toBe('60');

    await merge(forge, number);
    const { merge_commit_sha: merged } = Pull.parse(await forge.call('polder', 'GET', `/repos/${repository}/pulls/${number}`));
    await settled(world, merged ?? '');

    expect(await quota()).toBe('75');
  });

  function quota(): Promise<string> {
    return world.cluster.kubectl(['get', 'resourcequota', 'platform', '--namespace', 'argocd', '--output', 'jsonpath={.spec.hard.pods}']);
  }
});
