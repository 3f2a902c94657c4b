import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Summary } from '../../charts-ts/diff/report.ts';
import { Refusal } from '../../scripts/lib/command.ts';
import { type Forge, faultOf, forge } from '../../scripts/lib/pr-forge.ts';
import { type Told, tellComment, tellLabels } from '../../scripts/lib/pr-publish.ts';
import { placeOf, withoutTokens } from '../../scripts/lib/pr-settings.ts';
import { type Check, labelPrefix, labels, marker, reportText, statusOfCheck } from '../../scripts/lib/pr-text.ts';
import { command } from '../support/command.ts';
import { exampleFleet } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';

const token = 'ghp_geheim';
const nothing: Summary = {
  clusters: { added: 0, removed: 0, changed: 0 },
  objects: { added: 0, removed: 0, changed: 0 },
  disruptions: {},
  permissions: { granted: 0, withdrawn: 0, risky: 0 },
  exposure: { opened: 0, closed: 0 },
  network: { opened: 0, closed: 0 },
  images: 0,
  requests: { cpu: 0, memory: 0, storage: 0 },
};
const current: Check = { state: 'current' };

type Answer = { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
type Asked = { readonly method: string; readonly url: string; readonly authorised: boolean; readonly body: unknown };

/** An API on loopback that answers as a test says, and tells what it was asked. */
async function api(answer: (asked: Asked, origin: string) => Answer): Promise<{ readonly url: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    bodyOf(request).then((text) => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        authorised: request.headers.authorization?.includes(token) ?? false,
        body: text === '' ? undefined : JSON.parse(text),
      };
      asked.push(one);
      const { status = 200, body = {}, headers = {} } = answer(one, url);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(status === 204 ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url, asked };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

/** That API, with seconds of waiting that pass at once. */
function client(url: string, path = '', onWait: (words: string) => void = () => {}): Forge {
  return forge({ apiUrl: new URL(`${url}${path}`), owner: 'polder', repo: 'polder', token, second: 1, onWait });
}

const told = (changes: Partial<Told> = {}): Told => ({
  number: 7,
  commit: 'a'.repeat(40),
  check: current,
  summary: nothing,
  changed: 1,
  report: 'what changes\n',
  author: 'robot',
  runUrl: undefined,
  ...changes,
});
const comment = (id: number, login: string, body: string) => ({ id, body, html_url: 'https://forge.example.nl', user: { login } });

describe('a forge', () => {
  it('is asked for every page', async () => {
    const { url } = await api((asked, origin) =>
      asked.url.includes('page=2')
        ? { body: [{ id: 2, name: 'b' }] }
        : { body: [{ id: 1, name: 'a' }], headers: { link: `<${origin}/repos/polder/polder/labels?page=2>; rel="next"` } },
    );

    expect((await client(url).labels()).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('that counts and does not link, as Gitea does, is asked until all are there, however short its pages', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const { url } = await api((asked) => {
      const page = Number(new URL(asked.url, 'http://any').searchParams.get('page') ?? 1);
      return {
        body: names.slice(page * 2 - 2, page * 2).map((name, id) => ({ id, name })),
        headers: { 'x-total-count': '5', link: '<http://elsewhere.example.nl/>; rel="next"' },
      };
    });

    expect((await client(url, '/api/v1').labels()).map(({ name }) => name)).toEqual(names);
  });

  it('that sends to another server for the next page does not get the token there', async () => {
    const other = await api(() => ({ body: [] }));
    const { url } = await api(() => ({ body: [], headers: { link: `<${other.url}/labels?page=2>; rel="next"` } }));

    await expect(client(url).labels()).rejects.toThrow('sends on to another server');
    expect(other.asked).toEqual([]);
  });

  it('that fails for a moment is asked again', async () => {
    let failures = 2;
    const { url, asked } = await api(() => (failures-- > 0 ? { status: 502 } : { body: { login: 'robot' } }));

    expect(await client(url).login()).toBe('robot');
    expect(asked).toHaveLength(3);
  });

  it('that limits the rate is waited for, and it is said', async () => {
    let limited = true;
    const { url } = await api(() => {
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000)) };
      const answer = limited ? { status: 403, headers, body: { message: 'API rate limit exceeded' } } : { body: { login: 'robot' } };
      limited = false;
      return answer;
    });
    const waits: string[] = [];

    expect(await client(url, '', (words) => waits.push(words)).login()).toBe('robot');
    expect(waits).toEqual([expect.stringMatching(/^the forge asks to wait \d+ s \(its rate limit\)$/)]);
  });

  it('that limits it for longer than anybody waits is told of, and not taken for one that forbids', async () => {
    const { url } = await api(() => ({
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' },
      body: { message: 'API rate limit exceeded' },
    }));

    const error = await client(url)
      .login()
      .catch((reason: unknown) => reason);

    expect(faultOf(error, token)).toMatchObject({ kind: 'limited' });
  });

  it.each([
    [401, 'token'],
    [403, 'forbidden'],
    [404, 'forbidden'],
    [422, 'refused'],
  ])('that answers %i is told of as %s, without the token', async (status, kind) => {
    const { url } = await api(() => ({ status, body: { message: `no way for ${token}` } }));

    const fault = faultOf(
      await client(url)
        .login()
        .catch((reason: unknown) => reason),
      token,
    );

    expect(fault).toMatchObject({ kind });
    expect(fault?.words).not.toContain(token);
  });

  it('that is no forge is told of by the option to correct', async () => {
    const { url } = await api(() => ({ body: { hello: 'world' } }));

    await expect(client(url).login()).rejects.toThrow('correct --api-url');
  });

  it.each([
    ['GitHub', '', { color: 'b60205', add: ['x'], path: 'platform%3A%20x' }],
    ['Gitea', '/api/v1', { color: '#b60205', add: [5], path: '5' }],
  ])(
    '%s is told of labels in its own way',
    async (_, path, { color, add, path: gone }) => {
      const { url, asked } = await api(({ method }) => (method === 'DELETE' ? { status: 204 } : { body: { id: 5, name: 'x' } }));
      const at = client(url, path);

      await at.makeLabel({ name: 'x', color: 'b60205', description: 'd' });
      await at.addLabels(7, [{ id: 5, name: 'x' }]);
      await at.removeLabel(7, { id: 5, name: 'platform: x' });

      expect(asked.map(({ body }) => body)).toEqual([{ name: 'x', color, description: 'd' }, { labels: add }, undefined]);
      expect(asked.at(-1)?.url).toBe(`${path}/repos/polder/polder/issues/7/labels/${gone}`);
    },
    20_000,
  );
});

/** A forge that only remembers. */
function remembering(comments: ReturnType<typeof comment>[], login: () => Promise<string> = async () => 'robot') {
  const done: string[] = [];
  const refuse = async (): Promise<never> => {
    throw new Error('not asked for in this test');
  };
  const known: { id: number; name: string }[] = [{ id: 1, name: 'bug' }];
  const of = [{ id: 1, name: 'bug' }];
  const made: Forge = {
    ...{ pullRequest: refuse, openPullRequests: refuse, defaultBranch: refuse, hasBranch: refuse, open: refuse, edit: refuse, setStatus: refuse },
    login,
    comments: async () => comments,
    addComment: async (_, body) => {
      done.push('add');
      comments.push(comment(99, 'robot', body));
      return comment(99, 'robot', body);
    },
    editComment: async (id, body) => {
      done.push(`edit ${id}`);
      return comment(id, 'robot', body);
    },
    labels: async () => known,
    labelsOf: async () => of,
    makeLabel: async ({ name }) => {
      done.push(`make ${name}`);
      known.push({ id: known.length + 1, name });
      return { id: known.length, name };
    },
    addLabels: async (_, added) => {
      of.push(...added);
    },
    removeLabel: async (_, { name }) => {
      of.splice(
        of.findIndex((label) => label.name === name),
        1,
      );
    },
  };
  return { forge: made, done, labels: () => of.map(({ name }) => name) };
}

describe('the comment', () => {
  it('is added once, and written anew from then on', async () => {
    const { forge: at, done } = remembering([]);

    expect(await tellComment(at, told())).toBe('added');
    expect(await tellComment(at, told())).toBe('unchanged');
    expect(await tellComment(at, told({ report: 'other' }))).toBe('updated');
    expect(done).toEqual(['add', 'edit 99']);
  });

  it('is not there where nothing changes, but stays where there was something', async () => {
    expect(await tellComment(remembering([]).forge, told({ changed: 0 }))).toBe('none');
    expect(await tellComment(remembering([comment(5, 'robot', `${marker}\nold`)]).forge, told({ changed: 0 }))).toBe('updated');
  });

  it('of somebody else with the same marker is left alone', async () => {
    const { forge: at, done } = remembering([comment(5, 'vreemde', `${marker}\nall is well`)]);

    expect(await tellComment(at, told())).toBe('added');
    expect(done).toEqual(['add']);
  });

  it('of a CI job is known, though its token may not ask who it is', async () => {
    const forbidden = Object.assign(new Error('Resource not accessible by integration'), { status: 403 });
    const { forge: at, done } = remembering([comment(5, 'github-actions[bot]', `${marker}\nold`)], () => Promise.reject(forbidden));

    await tellComment(at, told({ author: undefined }));

    expect(done).toEqual(['edit 5']);
  });
});

describe('labels', () => {
  it('are made once, set, and taken away when they no longer hold; those of people stay', async () => {
    const { forge: at, done, labels: has } = remembering([]);

    await tellLabels(at, told({ summary: { ...nothing, images: 2, permissions: { granted: 1, withdrawn: 0, risky: 0 } } }));
    expect(has()).toEqual(['bug', 'platform: permissions', 'platform: versions']);
    await tellLabels(at, told({ summary: { ...nothing, images: 1 } }));
    expect(has()).toEqual(['bug', 'platform: versions']);
    expect(done).toEqual(['make platform: permissions', 'make platform: versions']);
  });

  it('are ours by their names, and short enough for every forge', () => {
    // 50 characters of a name and 100 of a description: https://docs.github.com/en/rest/issues/labels
    for (const { name, description, color } of labels) {
      expect(name.startsWith(labelPrefix) && name.length <= 50 && description.length <= 100, name).toBe(true);
      expect(color).toMatch(/^[0-9a-f]{6}$/);
    }
  });
});

describe('the report', () => {
  it('shows names of files as code, so that nobody is mentioned and nothing is linked', () => {
    const text = reportText({ state: 'stale', files: ['platform/@everyone`[x](https://evil.example.nl)\u202e'] }, '');

    expect(text).toContain('- ``platform/@everyone`[x](https://evil.example.nl)\\u202e``');
  });

  it('names twenty files, and counts the rest', () => {
    expect(reportText({ state: 'stale', files: Array.from({ length: 25 }, (_, index) => `platform/${index}`) }, '')).toContain(
      '- `platform/19`\n- and 5 more\n',
    );
  });

  it.each<[Check, string]>([
    [current, 'success'],
    [{ state: 'stale', files: ['a'] }, 'failure'],
    [{ state: 'refused', lines: ['x'] }, 'failure'],
    [{ state: 'told', conclusion: 'success' }, 'success'],
    [{ state: 'told', conclusion: 'failure' }, 'failure'],
    [{ state: 'told', conclusion: 'timed_out, which is a long word that goes on and on' }, 'error'],
  ])('of %j has the status %s, in 140 characters', (check, state) => {
    const status = statusOfCheck(check, 1000);

    expect(status.state).toBe(state);
    expect(status.description.length).toBeLessThanOrEqual(140);
  });
});

describe('where the pull request is', () => {
  const refusal = (options: Parameters<typeof placeOf>[0], env: Parameters<typeof placeOf>[1] = {}) => {
    try {
      placeOf(options, env);
    } catch (error) {
      if (error instanceof Refusal) return error.lines;
      throw error;
    }
    return [];
  };

  it('comes from the CI job', () => {
    const env = {
      GITHUB_API_URL: 'https://forge.example.nl/api/v1',
      GITHUB_REPOSITORY: 'a/b',
      GITHUB_SERVER_URL: 'https://forge.example.nl',
      GITHUB_RUN_ID: '5',
      GITHUB_TOKEN: token,
    };

    expect(placeOf({}, env)).toMatchObject({ owner: 'a', repo: 'b', token, runUrl: 'https://forge.example.nl/a/b/actions/runs/5' });
    expect(placeOf({}, { ...env, POLDER_TOKEN: 'own' }).token).toBe('own');
  });

  it('is refused where the token would go in the open, with all mistakes at once', () => {
    expect(refusal({ 'api-url': 'http://forge.example.nl/api/v1', repository: 'polder' })).toEqual([
      expect.stringMatching(/would send the token in the open; write https/),
      expect.stringMatching(/^--repository "polder" is not <owner>\/<name>/),
    ]);
    expect(refusal({ 'api-url': 'http://127.0.0.1:3000/api/v1', repository: 'a/b' })).toEqual([]);
    expect(refusal({ 'api-url': `https://x:${token}@forge.example.nl/`, repository: 'a/b' }).join()).not.toContain(token);
  });

  it('is no concern of what a pull request brings: that runs without tokens', () => {
    expect(withoutTokens({ PATH: '/bin', GITHUB_TOKEN: token, POLDER_TOKEN: token, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token })).toEqual({ PATH: '/bin' });
  });
});

describe('npm run pr', () => {
  /** A repository whose platform/ is current, with one change on a branch. */
  async function repository(): Promise<string> {
    const root = folder(exampleFleet);
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.nl', '-c', 'commit.gpgsign=false', ...args], { cwd: root, encoding: 'utf8' });
    await command('generate', ['--root', root]);
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'all');
    return root;
  }
  const env = { GITHUB_TOKEN: '', POLDER_TOKEN: '', GITHUB_EVENT_PATH: '', GITHUB_REPOSITORY: 'polder/polder', GITHUB_STEP_SUMMARY: '', GITHUB_API_URL: '' };

  it('of a fork, without a token, is told on the page of the job, and fails by the check alone', async () => {
    const root = await repository();
    const summary = join(root, 'summary.md');
    const args = ['--root', root, '--number', '7', '--base', 'HEAD', '--head', 'HEAD', '--api-url', 'https://forge.example.nl/api/v1'];

    const good = await command('pr', args, { ...env, GITHUB_STEP_SUMMARY: summary });
    expect(good).toMatchObject({ code: 0, stderr: 'there is no token in POLDER_TOKEN or GITHUB_TOKEN: nothing was told at the pull request\n' });
    expect(readFileSync(summary, 'utf8')).toMatch(/^✅ `platform\/` is as `npm run generate` makes it/);

    execFileSync('sh', ['-c', 'echo >> platform/odc/prod-1/base/$(ls platform/odc/prod-1/base | head -1)'], { cwd: root });
    const bad = await command('pr', args, env);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/❌ \*\*1 file is not as generate would make them/);
  }, 60_000);

  it('at a forge that lets it write nothing says so, passes by the check alone, and never shows the token', async () => {
    const { url, asked } = await api(({ method, url: path }) =>
      method === 'GET' && path === '/repos/polder/polder/pulls/7'
        ? {
            body: {
              number: 7,
              state: 'open',
              title: 't',
              body: null,
              html_url: 'https://x',
              base: { ref: 'main', sha: 'HEAD' },
              head: { ref: 'b', sha: 'HEAD', repo: null },
            },
          }
        : method === 'GET'
          ? { body: [] }
          : { status: 403, body: { message: `Resource not accessible by integration ${token}` } },
    );
    const root = await repository();

    const done = await command('pr', ['--root', root, '--number', '7', '--api-url', url], { ...env, GITHUB_TOKEN: token });

    expect(done.code).toBe(0);
    expect(done.stderr).toMatch(/^the token may not set a status at 127\.0\.0\.1:\d+: 403/);
    expect(`${done.stdout}${done.stderr}`).not.toContain(token);
    expect(asked.every(({ authorised }) => authorised)).toBe(true);
  }, 60_000);

  it('checks only what is checked out: of a commit that was merely fetched, its own job says it', async () => {
    const root = await repository();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.nl', ...args], { cwd: root, encoding: 'utf8' }).trim();
    const fetched = git('commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'of a fork');
    const args = ['--root', root, '--number', '7', '--base', 'HEAD', '--head', fetched];

    expect(await command('pr', args, env)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^[0-9a-f]{12} is not checked out here.*--checked success\n$/),
    });
    expect(await command('pr', [...args, '--checked', 'success'], env)).toMatchObject({ code: 0 });
  }, 60_000);

  it.each([
    [['close'], 'there is no npm run pr -- close; write open or regenerate\nsee --help\n'],
    [['--number', 'x'], '--number x is not the number of a pull request; write it like 12\n'],
    [['--commit', 'main'], '--commit main is not a whole commit id; git rev-parse tells it\n'],
    [[], 'this is no CI job of a pull request; name it: --number 12, or --commit with its newest commit\n'],
    [['open'], 'to open a pull request takes a token; give it by POLDER_TOKEN or GITHUB_TOKEN\n'],
    [['regenerate', '--apply', 'platform.patch'], 'say where the patch goes: --branch renovate/…\n'],
  ])('with %j says what to write', async (args, words) => {
    expect(await command('pr', [...args, '--api-url', 'https://forge.example.nl/api/v1'], env)).toEqual({ code: 1, stdout: '', stderr: words });
  });

  it('commits as somebody whose commits Renovate builds on', () => {
    const [, email = ''] = /<(.+?)>/.exec(/const author = '(.+)'/.exec(readFileSync('scripts/pr.ts', 'utf8'))?.[1] ?? '') ?? [];

    expect(JSON.parse(readFileSync('renovate.json', 'utf8'))).toMatchObject({ gitIgnoredAuthors: [email] });
  });
});
