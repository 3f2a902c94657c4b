import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Refusal } from './command.ts';
import { type Forge, forge } from './pr-forge.ts';

/** Where the pull request is, as a CI job or the caller says it. */
export interface Place {
  readonly apiUrl: URL;
  readonly owner: string;
  readonly repo: string;
  /** Never an argument, never printed; empty when there is none. */
  readonly token: string;
  /** The page of the CI job's run, where the whole report is. */
  readonly runUrl: string | undefined;
}

/** The environment variables that a token comes by, the first that is set. */
export const tokenVariables = ['POLDER_TOKEN', 'GITHUB_TOKEN'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * From options, or from the variables that the runners of GitHub, Gitea and Forgejo set:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables. Refuses what is missing or not safe, all at once.
 */
export function placeOf(options: { readonly 'api-url'?: string; readonly repository?: string }, env: Environment = process.env): Place {
  const mistakes: string[] = [];
  const apiText = options['api-url'] ?? given(env, 'GITHUB_API_URL') ?? 'https://api.github.com';
  const apiUrl = URL.canParse(apiText) ? new URL(apiText) : undefined;
  if (apiUrl === undefined || !/^https?:$/.test(apiUrl.protocol))
    mistakes.push(`--api-url ${apiText} is not an address; write it like https://git.example.nl/api/v1`);
  else if (apiUrl.username !== '' || apiUrl.password !== '') mistakes.push(`--api-url has a name or password in it; give the token by ${tokenVariables[0]}`);
  else if (apiUrl.protocol === 'http:' && !isLoopback(apiUrl.hostname)) mistakes.push(`--api-url ${apiText} would send the token in the open; write https`);
  const repository = options.repository ?? given(env, 'GITHUB_REPOSITORY') ?? '';
  const [owner = '', repo = ''] = repository.split('/');
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    mistakes.push(`--repository "${repository}" is not <owner>/<name>; write it like polder/polder (a CI job has it in GITHUB_REPOSITORY)`);
  if (mistakes.length > 0 || apiUrl === undefined) throw new Refusal(...mistakes);
  const token = tokenVariables.map((name) => given(env, name)).find((value) => value !== undefined) ?? '';
  const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run, GITHUB_REPOSITORY: running } = env;
  return { apiUrl, owner, repo, token, runUrl: server && run && running ? `${server}/${running}/actions/runs/${run}` : undefined };
}

/** What a variable holds; one that is empty is not set. */
function given(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

/** Addresses of the machine itself: https://www.rfc-editor.org/rfc/rfc6890 */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The forge of a place, telling on stderr when it must wait. */
export function forgeAt(place: Place): Forge {
  return forge({ ...place, onWait: (words) => console.error(words) });
}

const Event = z.object({
  pull_request: z.object({ number: z.int(), base: z.object({ sha: z.string() }), head: z.object({ sha: z.string() }) }).optional(),
});

/** The pull request that started the CI job; undefined where none did. */
export function eventOf(env: Environment = process.env): { readonly number: number; readonly base: string; readonly head: string } | undefined {
  const path = env['GITHUB_EVENT_PATH'];
  if (path === undefined || path === '') return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Refusal(`GITHUB_EVENT_PATH names ${path}, which cannot be read`);
  }
  const parsed = Event.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Refusal(`${path} tells of no pull request as GitHub, Gitea and Forgejo do`);
  const { pull_request: found } = parsed.data;
  return found === undefined ? undefined : { number: found.number, base: found.base.sha, head: found.head.sha };
}

/** The environment without any token, for programs that run what a pull request brings. */
export function withoutTokens(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !(tokenVariables as readonly string[]).includes(name) && !/^ACTIONS_.*TOKEN$/.test(name)));
}
