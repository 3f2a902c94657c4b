import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { Refusal } from './command.ts';

/** A server with repositories and pull requests, in the words that GitHub, Gitea and Forgejo share. */
export interface Forge {
  /** The name of whoever the token is of. */
  login(): Promise<string>;
  pullRequest(number: number): Promise<PullRequest>;
  /** All that are open. */
  openPullRequests(head?: string): Promise<readonly PullRequest[]>;
  defaultBranch(): Promise<string>;
  hasBranch(repository: string, branch: string): Promise<boolean>;
  open(wanted: { readonly title: string; readonly body: string; readonly head: string; readonly base: string }): Promise<PullRequest>;
  edit(number: number, changes: { readonly title?: string; readonly body?: string }): Promise<PullRequest>;
  comments(number: number): Promise<readonly Comment[]>;
  addComment(number: number, body: string): Promise<Comment>;
  editComment(id: number, body: string): Promise<Comment>;
  labels(): Promise<readonly Label[]>;
  labelsOf(number: number): Promise<readonly Label[]>;
  makeLabel(label: { readonly name: string; readonly color: string; readonly description: string }): Promise<Label>;
  addLabels(number: number, labels: readonly Label[]): Promise<void>;
  removeLabel(number: number, label: Label): Promise<void>;
  setStatus(commit: string, status: Status): Promise<void>;
}

/** What a commit's status may say at most: https://docs.github.com/en/rest/commits/statuses */
export interface Status {
  readonly state: 'success' | 'failure' | 'error';
  readonly context: string;
  /** At most 140 characters. */
  readonly description: string;
  readonly target_url?: string;
}

const Side = z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() });
const PullRequest = z.object({
  number: z.int(),
  state: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  html_url: z.string(),
  base: Side,
  head: Side,
});
export type PullRequest = z.output<typeof PullRequest>;
const Comment = z.object({ id: z.int(), body: z.string().nullish(), html_url: z.string(), user: z.object({ login: z.string() }).nullish() });
export type Comment = z.output<typeof Comment>;
const Label = z.object({ id: z.int(), name: z.string() });
export type Label = z.output<typeof Label>;

/** Where a forge is, and whose word it takes. */
export interface ForgeOptions {
  /** Of its API: https://api.github.com, https://<host>/api/v3 of GitHub Enterprise, https://<host>/api/v1 of Gitea and Forgejo. */
  readonly apiUrl: URL;
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  /** Told when the forge asks to wait. */
  readonly onWait?: (words: string) => void;
  /** Milliseconds of what is waited a second for; tests wait less. */
  readonly second?: number;
}

/** Gitea and Forgejo: https://docs.gitea.com/development/api-usage */
export function isGitea(apiUrl: URL): boolean {
  return /\/api\/v1\/?$/.test(apiUrl.pathname);
}

/** The longest that a rate limit is waited for, in seconds. */
const patience = 120;
const milliseconds = 30_000;

const Client = Octokit.plugin(retry, throttling);

/** A forge by its API. Its functions throw octokit's RequestError, which `faultOf` puts in words. */
export function forge({ apiUrl, owner, repo, token, onWait = () => {}, second = 1000 }: ForgeOptions): Forge {
  const gitea = isGitea(apiUrl);
  const wait = (seconds: number, _: object, __: object, tries: number): boolean => {
    const will = tries < 2 && seconds <= patience;
    if (will) onWait(`the forge asks to wait ${seconds} s (its rate limit)`);
    return will;
  };
  const silent = () => {};
  const octokit = new Client({
    auth: token,
    baseUrl: apiUrl.href.replace(/\/$/, ''),
    userAgent: 'polder',
    // Its own words could hold what a pull request says; ours are told in the end.
    log: { debug: silent, info: silent, warn: silent, error: silent },
    retry: { retryAfterBaseValue: second },
    // Only GitHub asks to write slowly: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    throttle: { enabled: !gitea, id: apiUrl.host, retryAfterBaseValue: second, onRateLimit: wait, onSecondaryRateLimit: wait },
    request: { fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: AbortSignal.timeout(milliseconds) }) },
  });
  octokit.hook.before('request', ({ url, baseUrl }) => {
    // A next page's address comes from the answer: the token goes nowhere else for it.
    if (new URL(url.replace(/\{.*/s, ''), `${baseUrl}/`).origin !== apiUrl.origin)
      throw new Refusal(`${apiUrl.host} sends on to another server; correct --api-url`);
  });
  if (gitea) octokit.hook.after('request', addNextPage);

  const here = { owner, repo };
  // GitHub has per_page, Gitea limit; each leaves the other alone.
  const pages = { per_page: 100, limit: 50 };
  const all = async <T>(schema: z.ZodType<T>, route: string, more: object): Promise<readonly T[]> =>
    read(z.array(schema), await octokit.paginate(route, { ...here, ...pages, ...more }), apiUrl);
  const one = async <T>(schema: z.ZodType<T>, route: string, more: object = {}): Promise<T> =>
    read(schema, (await octokit.request(route, { ...here, ...more })).data, apiUrl);

  return {
    login: async () => (await one(z.object({ login: z.string() }), 'GET /user')).login,
    pullRequest: (number) => one(PullRequest, 'GET /repos/{owner}/{repo}/pulls/{number}', { number }),
    openPullRequests: (head) => all(PullRequest, 'GET /repos/{owner}/{repo}/pulls', { state: 'open', ...(head === undefined ? {} : { head }) }),
    defaultBranch: async () => (await one(z.object({ default_branch: z.string() }), 'GET /repos/{owner}/{repo}')).default_branch,
    hasBranch: async (repository, branch) => {
      const [ofOwner, ofRepo] = repository.split('/');
      try {
        await octokit.request('GET /repos/{owner}/{repo}/branches/{branch}', { owner: ofOwner ?? owner, repo: ofRepo ?? repo, branch });
        return true;
      } catch (error) {
        if (statusOf(error) === 404) return false;
        throw error;
      }
    },
    open: (wanted) => one(PullRequest, 'POST /repos/{owner}/{repo}/pulls', wanted),
    edit: (number, changes) => one(PullRequest, 'PATCH /repos/{owner}/{repo}/pulls/{number}', { number, ...changes }),
    comments: (number) => all(Comment, 'GET /repos/{owner}/{repo}/issues/{number}/comments', { number }),
    addComment: (number, body) => one(Comment, 'POST /repos/{owner}/{repo}/issues/{number}/comments', { number, body }),
    editComment: (id, body) => one(Comment, 'PATCH /repos/{owner}/{repo}/issues/comments/{id}', { id, body }),
    labels: () => all(Label, 'GET /repos/{owner}/{repo}/labels', {}),
    labelsOf: (number) => all(Label, 'GET /repos/{owner}/{repo}/issues/{number}/labels', { number }),
    makeLabel: ({ color, ...label }) => one(Label, 'POST /repos/{owner}/{repo}/labels', { ...label, color: gitea ? `#${color}` : color }),
    addLabels: async (number, labels) => {
      await octokit.request('POST /repos/{owner}/{repo}/issues/{number}/labels', {
        ...here,
        number,
        labels: labels.map(({ id, name }) => (gitea ? id : name)),
      });
    },
    removeLabel: async (number, { id, name }) => {
      await octokit.request('DELETE /repos/{owner}/{repo}/issues/{number}/labels/{label}', { ...here, number, label: gitea ? id : name });
    },
    setStatus: async (commit, status) => {
      await octokit.request('POST /repos/{owner}/{repo}/statuses/{commit}', { ...here, commit, ...status });
    },
  };
}

interface Answer {
  readonly url: string;
  readonly headers: Record<string, string | number | undefined>;
  readonly data: unknown;
}

/**
 * Gitea says how many there are, not always where the next page is, and its links hold the address that it thinks it has
 * (routers/api/v1/repo/label.go: no SetLinkHeader). A page may be shorter than was asked for, by the server's own limit.
 */
function addNextPage({ url, headers, data }: Answer): void {
  if (!Array.isArray(data)) return;
  delete headers['link'];
  const next = new URL(url);
  const page = Number(next.searchParams.get('page') ?? 1);
  if (data.length === 0 || page * data.length >= Number(headers['x-total-count'] ?? 0)) return;
  next.searchParams.set('page', String(page + 1));
  headers['link'] = `<${next.href}>; rel="next"`;
}

function read<T>(schema: z.ZodType<T>, data: unknown, apiUrl: URL): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Refusal(`${apiUrl.href} does not answer as the API of GitHub, Gitea or Forgejo does; correct --api-url (Gitea: https://<host>/api/v1)`);
}

/** The HTTP status of a refused request; undefined for anything else. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

/** Why a request failed: `forbidden` is a token that may not do this, and nothing is wrong with the rest. */
export interface Fault {
  readonly kind: 'forbidden' | 'token' | 'limited' | 'refused' | 'down';
  /** For the person who must act; without the token. */
  readonly words: string;
}

/** What an error of a forge means. Undefined: it is not one of a forge. */
export function faultOf(error: unknown, token: string): Fault | undefined {
  const status = statusOf(error);
  if (!(error instanceof Error) || status === undefined) return undefined;
  const { response } = error as { readonly response?: { readonly headers?: Readonly<Record<string, unknown>> } };
  const said = hidden(error.message.split('\n')[0] ?? '', token).slice(0, 200);
  if (status === 429 || (status === 403 && (response?.headers?.['x-ratelimit-remaining'] === '0' || /\bsecondary rate\b/i.test(error.message))))
    return { kind: 'limited', words: 'its rate limit is used up; run it again later' };
  if (status === 401) return { kind: 'token', words: 'it does not know the token, or not any longer; make a new one' };
  if (status === 403 || status === 404) return { kind: 'forbidden', words: `${status} (${said})` };
  if (status >= 500) return { kind: 'down', words: `it does not answer as it should (${said}); run it again` };
  return { kind: 'refused', words: `it refused (${status}: ${said})` };
}

/** A text without the token. */
export function hidden(text: string, token: string): string {
  return token === '' ? text : text.replaceAll(token, '***');
}
