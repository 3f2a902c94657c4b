import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Lock } from '../../charts-ts/config/lock.ts';
import { MirrorIndex } from '../../scripts/lib/mirror-folder.ts';
import { command, type Done, start } from '../support/command.ts';
import { clusterFile, exampleFleet } from '../support/fleet.ts';
import { folder as temporary } from '../support/folder.ts';
import { type Authority, makeAuthority } from './support/ca.ts';
import { startGitServer } from './support/git-server.ts';
import { account, makeLayout, makeUpstreamRepository, sharedLayer, startGitMirror, startMirrorRegistry } from './support/mirrors.ts';
import type { RunningProcess } from './support/process.ts';
import { type Binaries, buildPrograms } from './support/programs.ts';
import { sandboxFolder } from './support/sandbox.ts';
import { waitFor } from './support/wait.ts';

const registry = 'registry.odc.example.nl';
const both = ['linux/amd64', 'linux/arm64'];
const valkey = /^docker\.io\/valkey\/valkey:/;

/** Of `npm run images -- --json`. */
const Listed = z.array(
  z.object({
    images: z.array(z.object({ upstream: z.string(), reference: z.string() })),
    repositories: z.array(z.object({ upstream: z.string(), tag: z.string(), url: z.string() })),
  }),
);

/** `npm run lock` and `npm run mirror` with the real crane and git, against real registries and Git servers behind TLS and a password. */
describe('mirrors', () => {
  const root = temporary(
    {
      ...exampleFleet,
      'clusters/odc/site.yaml': `mirrors: { registry: ${registry}/mirror, git: "https://git.odc.example.nl/mirror" }\n`,
      'clusters/odc/prod-1/cluster.yaml': clusterFile('prod-1.example.nl'),
      'clusters/far/site.yaml': `airGapped: true\nmirrors: { registry: ${registry}/far, git: "https://git.odc.example.nl/far" }\n`,
      'clusters/far/prod-2/cluster.yaml': clusterFile('prod-2.example.nl'),
      'clusters/lab/site.yaml': 'mirrors: { registry: "plain.example.nl:5000/lab" }\n',
      'clusters/lab/prod-3/cluster.yaml': clusterFile('prod-3.example.nl'),
    },
    afterAll,
  );
  const carried = join(sandboxFolder(), 'carried');
  const home = mkdtempSync(join(sandboxFolder(), 'home-'));
  const servers: RunningProcess[] = [];
  const said: string[] = [];
  let binaries: Binaries;
  let authority: Authority;
  let site: RunningProcess;
  let upstream: RunningProcess;
  let upstreamGit: RunningProcess;
  let gitFolder: string;
  let images: readonly string[];
  let repositories: z.output<typeof Listed>[number]['repositories'];
  let commits: Readonly<Record<string, string>>;

  beforeAll(async () => {
    binaries = await buildPrograms(['crane', 'registry']);
    authority = makeAuthority(join(sandboxFolder(), 'ca'));
    const started = (name: string, hosts: readonly string[], address: string, rest: { guarded?: boolean; plain?: boolean; port?: number } = {}) =>
      startMirrorRegistry({ binaries, authority, name, hosts, address, ...rest });
    upstream = await started('upstream', ['index.docker.io', 'quay.io'], '127.0.0.2');
    site = await started('site', [registry], '127.0.0.3', { guarded: true });
    const plain = await started('plain', ['plain.example.nl'], '127.0.0.5', { plain: true, port: 5000 });
    const mirror = await startGitMirror(authority, 'git.odc.example.nl', '127.0.0.4');
    gitFolder = mirror.folder;
    servers.push(upstream, site, plain, mirror.server);

    const [listed] = Listed.parse(JSON.parse((await command('images', ['--root', root, '--json', 'odc/prod-1'])).stdout));
    images = listed?.images.map((image) => image.upstream) ?? [];
    repositories = listed?.repositories ?? [];
    for (const image of images) put(image, valkey.test(image) ? ['linux/amd64'] : both);
    const upstreamFolder = join(sandboxFolder(), 'upstream-git');
    commits = Object.fromEntries(
      repositories.map(({ upstream: url, tag }) => [`${url}@${tag}`, makeUpstreamRepository(join(upstreamFolder, url.replace('https://', '')), tag)]),
    );
    // The commits that people looked up are of the real projects; the lock says which history this test has.
    writeLocks({ repositories: commits });
    upstreamGit = await startGitServer({ folder: upstreamFolder, authority, hosts: ['github.com'] });
    servers.push(upstreamGit);
  });

  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  const environment = () => ({
    PATH: `${dirname(binaries.crane)}:${process.env['PATH']}`,
    HOME: home,
    SSL_CERT_FILE: authority.certificateFile,
    GIT_SSL_CAINFO: authority.certificateFile,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'credential.https://git.odc.example.nl.helper',
    GIT_CONFIG_VALUE_0: `!f() { echo username=${account.name}; echo password=${account.password}; }; f`,
  });
  const run = async (script: 'lock' | 'mirror', ...args: readonly string[]): Promise<Done> => {
    const done = await command(script, ['--root', root, ...args], environment());
    said.push(done.stdout, done.stderr);
    return done;
  };
  const crane = (...args: readonly string[]) =>
    execFileSync(binaries.crane, [...args], { encoding: 'utf8', env: environment(), stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  const at = (prefix: string, image: string) => `${registry}/${prefix}/${image}`;
  const lockText = (name = 'odc') => readFileSync(join(root, `clusters/${name}/lock.yaml`), 'utf8');

  /** Puts an image with other content than before where a reference says. */
  function put(reference: string, platforms: readonly string[], text = reference): void {
    const layout = mkdtempSync(join(sandboxFolder(), 'layout-'));
    makeLayout(layout, text, platforms);
    crane('push', layout, reference);
  }

  function writeLocks(lock: z.input<typeof Lock>): void {
    for (const name of ['odc', 'far', 'lab']) writeFileSync(join(root, `clusters/${name}/lock.yaml`), JSON.stringify(lock));
  }

  function bareAt(url: string): void {
    const path = join(gitFolder, new URL(url).pathname);
    mkdirSync(dirname(path), { recursive: true });
    execFileSync('git', ['init', '--quiet', '--bare', path]);
  }

  function logIn(password: string): void {
    mkdirSync(join(home, '.docker'), { recursive: true });
    const auth = Buffer.from(`${account.name}:${password}`).toString('base64');
    writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ auths: { [registry]: { auth } } }));
  }

  it('whose registry does not know you tell so once, and how to log in', async () => {
    logIn('a-wrong-password');
    const { code, stderr } = await run('mirror', 'odc/prod-1');

    expect(code).toBe(1);
    expect(lines(stderr).filter((line) => line.startsWith(registry))).toEqual([
      expect.stringMatching(/does not let you at .* and 6 more.*crane auth login registry\.odc\.example\.nl/),
    ]);
  });

  it('that lack everything have nothing to lock: one message for each image and repository, and the lock stays', async () => {
    logIn(account.password);
    const before = lockText();
    const { code, stdout, stderr } = await run('lock', 'odc/prod-1');

    expect([code, stdout]).toEqual([1, '']);
    expect(lines(stderr)).toEqual([
      ...images.map((image) => `${image}: is not at ${registry}; run npm run mirror -- odc/prod-1`),
      ...Object.keys(commits).map((name) => `${name}: is not at git.odc.example.nl; run npm run mirror -- odc/prod-1`),
      '13 problems; clusters/odc/lock.yaml was left as it was',
    ]);
    expect(lockText()).toBe(before);
  });

  it('are listed by a dry run, which sends nothing', async () => {
    const { code, stdout } = await run('mirror', 'odc/prod-1', '--dry-run', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ done: false, items: [...images, ...Object.keys(commits)].map((name) => ({ name, state: 'missing' })) });
    expect(() => crane('digest', at('mirror', images[0] ?? ''))).toThrow('MANIFEST_UNKNOWN');
  });

  it('are filled as far as it came when somebody interrupts it, and by the next run for the rest', async () => {
    for (const { url } of repositories) bareAt(url);
    const { child, done } = start('mirror', ['--root', root, 'odc/prod-1'], environment());
    let seen = '';
    child.stderr?.on('data', (text: string) => {
      seen += text;
    });
    await waitFor('the first image to be there', () => seen.includes('carried 1/'), { everyMilliseconds: 5 });
    // What is asked of upstream now has no answer: the rest cannot be ready before the interruption.
    process.kill(runningPid(upstream), 'SIGSTOP');
    process.kill(runningPid(upstreamGit), 'SIGSTOP');
    child.kill('SIGINT');
    const stopped = await done;
    for (const server of [upstream, upstreamGit]) process.kill(runningPid(server), 'SIGCONT');

    expect([stopped.code, lines(stopped.stderr).at(-1)]).toEqual([130, 'stopped; nothing is half done. Run it again: what is there is not sent again']);
    expect(execFileSync('ps', ['-e', '-o', 'comm='], { encoding: 'utf8' }).split('\n')).not.toContain('crane');

    const { code, stdout } = await run('mirror', 'odc/prod-1', '--json');
    const { items } = z.object({ items: z.array(z.object({ name: z.string(), state: z.string() })) }).parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(items.map(({ name }) => name)).toEqual([...images, ...Object.keys(commits)]);
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['there', 'missing']));
  });

  it('have every platform of every image, with the digest that upstream has', () => {
    expect(images.map((image) => crane('digest', at('mirror', image)))).toEqual(images.map((image) => crane('digest', image)));
    const traefik = images.find((image) => image.includes('/traefik:')) ?? '';
    expect(crane('manifest', '--platform=linux/arm64', at('mirror', traefik))).toContain('layers');
  });

  it('send nothing twice', async () => {
    expect((await run('mirror', 'odc/prod-1')).stdout).toBe('odc/prod-1: 0 sent, 13 were there; now run npm run lock -- odc/prod-1\n');
  });

  it('are locked: each digest and commit is in the file, and generate pins them', async () => {
    const { code } = await run('lock', 'odc/prod-1');
    const lock = Lock.parse(load(lockText()));

    expect(code).toBe(0);
    expect(lock).toEqual({ images: Object.fromEntries(images.map((image) => [image, crane('digest', image)])), repositories: commits });
    const listed = Listed.parse(JSON.parse((await command('images', ['--root', root, '--json', 'odc/prod-1'])).stdout));
    expect(listed[0]?.images.map(({ reference }) => reference)).toEqual(images.map((image) => `${at('mirror', image)}@${lock.images[image]}`));
  });

  it('that serve what the lock says pass the check, and locking again changes no byte', async () => {
    const before = lockText();
    expect(await run('lock', 'odc/prod-1', '--check')).toMatchObject({ code: 0, stderr: '' });
    expect((await run('lock', 'odc/prod-1')).code).toBe(0);
    expect(lockText()).toBe(before);
  });

  describe('with an image that somebody put in the place of another', () => {
    const wrong = () => images[0] ?? '';

    it('fail the check with both digests', async () => {
      const before = lockText();
      put(at('mirror', wrong()), both, 'not what it was');
      const { code, stderr } = await run('lock', 'odc/prod-1', '--check');

      expect(code).toBe(1);
      expect(lines(stderr)).toEqual([
        `${wrong()}: clusters/odc/lock.yaml says ${crane('digest', wrong())}, and what is served is ${crane('digest', at('mirror', wrong()))}: the tag was moved; find out why, then run npm run lock -- odc/prod-1`,
      ]);
      expect(lockText()).toBe(before);
    });

    it('get what the lock says back, though the tag was moved upstream too', async () => {
      const locked = crane('digest', wrong());
      put(wrong(), both, 'moved upstream');
      const { code, stdout } = await run('mirror', 'odc/prod-1');

      expect([code, stdout]).toEqual([
        0,
        `${wrong()}: was something else there, and was replaced\nodc/prod-1: 1 sent, 12 were there; now run npm run lock -- odc/prod-1\n`,
      ]);
      expect(crane('digest', at('mirror', wrong()))).toBe(locked);
      put(wrong(), both);
    });

    it('refuse to lock one that the nodes cannot run', async () => {
      const before = lockText();
      put(at('mirror', wrong()), ['linux/arm64']);
      const { code, stderr } = await run('lock', 'odc/prod-1');

      expect(code).toBe(1);
      expect(lines(stderr)[0]).toBe(`${wrong()}: at ${registry} it is made for linux/arm64, and not for linux/amd64; mirror all its platforms`);
      expect(lockText()).toBe(before);
      await run('mirror', 'odc/prod-1');
    });
  });

  it('that are made for one platform cannot be locked for another', async () => {
    const { code, stderr } = await run('lock', 'odc/prod-1', '--platform', 'linux/arm64');

    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^docker\.io\/valkey\/valkey:\S+: at registry\.odc\.example\.nl it is made for linux\/amd64, and not for linux\/arm64/),
      '1 problem; clusters/odc/lock.yaml was left as it was',
    ]);
  });

  it('whose registry is down tell so once, and the lock stays', async () => {
    const before = lockText();
    await site.kill();
    const { code, stderr } = await run('lock', 'odc/prod-1');
    await site.restart();

    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^registry\.odc\.example\.nl: does not answer \(.*connection refused\), so nothing is known of .* and 6 more; look at it/),
      '1 problem; clusters/odc/lock.yaml was left as it was',
    ]);
    expect(lockText()).toBe(before);
  });

  it('whose certificate nobody knows tell so once for each server', async () => {
    const { stderr } = await command('lock', ['--root', root, 'odc/prod-1'], { ...environment(), SSL_CERT_FILE: '/dev/null', GIT_SSL_CAINFO: '/dev/null' });

    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^registry\.odc\.example\.nl: its certificate is not trusted .*SSL_CERT_FILE$/),
      expect.stringMatching(/^git\.odc\.example\.nl: its certificate is not trusted .*GIT_SSL_CAINFO$/),
      '2 problems; clusters/odc/lock.yaml was left as it was',
    ]);
  });

  describe('without internet', () => {
    const index = () => MirrorIndex.parse(JSON.parse(readFileSync(join(carried, 'mirror.json'), 'utf8')));

    it('are carried in a folder, in which each layer is once', async () => {
      const { code, stdout } = await run('mirror', 'far/prod-2', '--to', carried);

      expect([code, stdout]).toEqual([0, 'far/prod-2: 13 sent, 0 were there; carry the folder, and run this with --from there\n']);
      expect(index().images.map(({ upstream: image, digest }) => [image, digest])).toEqual(images.map((image) => [image, crane('digest', image)]));
      const texts = readdirSync(join(carried, 'blobs/sha256')).map((name) => readFileSync(join(carried, 'blobs/sha256', name), 'utf8'));
      expect(texts.filter((text) => text === sharedLayer)).toHaveLength(1);
      const [first] = index().images;
      const copy = `${registry}/copy:1`;
      // Each folder below images/ is a layout for any tool.
      crane('push', join(carried, first?.layout ?? ''), copy);
      expect(crane('digest', copy)).toBe(first?.digest);
    });

    it('are carried again without fetching what is in the folder', async () => {
      expect((await run('mirror', 'far/prod-2', '--to', carried)).stdout).toContain('0 sent, 13 were there');
    });

    it('refuse a folder with a damaged layer, before anything of that image is sent', async () => {
      for (const server of [upstream, upstreamGit]) await server.stop();
      const [first] = index().images;
      const blob = join(carried, 'blobs', ...(first?.digest.split(':') ?? []));
      const layer = readdirSync(dirname(blob)).find((name) => readFileSync(join(dirname(blob), name), 'utf8') === `${first?.upstream} for linux/arm64`) ?? '';
      const whole = readFileSync(join(dirname(blob), layer));
      writeFileSync(join(dirname(blob), layer), 'x'.repeat(whole.length));
      const { code, stderr } = await run('mirror', 'far/prod-2', '--from', carried);

      expect(code).toBe(1);
      expect(lines(stderr)).toContain(`${first?.upstream}: sha256:${layer} in ${carried} is missing or damaged; carry it again`);
      expect(() => crane('digest', at('far', first?.upstream ?? ''))).toThrow('UNKNOWN');
      // The Git server makes no repositories by itself.
      expect(lines(stderr).filter((line) => line.includes('make it there (an empty repository'))).toHaveLength(4);
      writeFileSync(join(dirname(blob), layer), whole);
    });

    it('are filled from it, with no word to upstream, and locked', async () => {
      for (const { url } of repositories) bareAt(url.replace('/mirror/', '/far/'));
      const sent = await run('mirror', 'far/prod-2', '--from', carried);
      const locked = await run('lock', 'far/prod-2');

      expect([sent.code, sent.stdout]).toEqual([0, 'far/prod-2: 5 sent, 8 were there; now run npm run lock -- far/prod-2\n']);
      expect(locked.code).toBe(0);
      expect(load(lockText('far'))).toEqual(load(lockText('odc')));
    });

    it('mind what a folder lacks, unless they are told not to', async () => {
      const whole = index();
      const part = mkdtempSync(join(sandboxFolder(), 'part-'));
      execFileSync('cp', ['--archive', join(carried, 'blobs'), join(carried, 'images'), part]);
      writeFileSync(join(part, 'mirror.json'), JSON.stringify({ ...whole, images: whole.images.slice(1), repositories: [] }));
      const refused = await run('mirror', 'far/prod-2', '--from', part);

      expect([refused.code, lines(refused.stderr)]).toEqual([
        1,
        [
          `${images[0]}: is not in ${part}; make the folder again, or take what is there with --partial`,
          ...Object.keys(commits).map((name) => `${name}: is not in ${part}; make the folder again, or take what is there with --partial`),
          'nothing was sent',
        ],
      ]);
      expect((await run('mirror', 'far/prod-2', '--from', part, '--partial')).stdout).toContain('0 sent, 8 were there');
    });

    it('are not filled from a folder that is not what the lock says', async () => {
      const before = lockText('far');
      writeFileSync(join(root, 'clusters/far/lock.yaml'), before.replace(/sha256:[0-9a-f]{64}/, `sha256:${'0'.repeat(64)}`));
      const { code, stderr } = await run('mirror', 'far/prod-2', '--from', carried);
      writeFileSync(join(root, 'clusters/far/lock.yaml'), before);

      expect(code).toBe(1);
      expect(lines(stderr)[0]).toMatch(/^docker\.io\/library\/busybox:\S+: \S+ has sha256:[0-9a-f]+, and the lock says sha256:0{64}; make the folder again/);
    });
  });

  it('of a lab may speak plain HTTP when they are told so', async () => {
    const refused = await run('mirror', 'lab/prod-3', '--from', carried, '--partial');
    expect([refused.code, lines(refused.stderr)[0]]).toEqual([
      1,
      'plain.example.nl:5000: speaks plain HTTP; give it a certificate, or in a lab add --insecure',
    ]);

    const sent = await run('mirror', 'lab/prod-3', '--from', carried, '--insecure');
    expect([sent.code, sent.stdout]).toEqual([0, 'lab/prod-3: 9 sent, 0 were there; now run npm run lock -- lab/prod-3\n']);
  });

  it('leave no part of a file behind', () => {
    const all = [...readdirSync(carried, { recursive: true, encoding: 'utf8' }), ...readdirSync(root, { recursive: true, encoding: 'utf8' })];
    expect(all.filter((path) => /\.part$|\.lock\.\d+$/.test(path))).toEqual([]);
    expect(existsSync(join(carried, 'mirror.json'))).toBe(true);
  });

  it('never show a password', () => {
    const secrets = [account.password, 'a-wrong-password', Buffer.from(`${account.name}:${account.password}`).toString('base64')];
    expect(said.join('').length).toBeGreaterThan(1000);
    expect(secrets.filter((secret) => said.join('').includes(secret))).toEqual([]);
  });
});

/** Never 0: that would signal the tests themselves. */
function runningPid({ name, pid }: RunningProcess): number {
  const id = pid();
  if (id === undefined) throw new Error(`${name} does not run`);
  return id;
}
