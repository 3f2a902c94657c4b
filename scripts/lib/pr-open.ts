import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from './command.ts';
import { type Forge, faultOf, type PullRequest } from './pr-forge.ts';
import { git } from './pr-git.ts';
import { forgeAt, type Place, tokenVariables } from './pr-settings.ts';

export interface OpenOptions {
  readonly root: string;
  /** Undefined: the one that is checked out. */
  readonly branch: string | undefined;
  /** `<owner>/<name>` of the fork that has the branch. */
  readonly from: string | undefined;
  readonly base: string | undefined;
  readonly title: string | undefined;
  readonly body: string | undefined;
}

export interface Opened {
  readonly number: number;
  readonly url: string;
  readonly done: 'opened' | 'updated' | 'unchanged';
}

/** At the head of a body that the command made: it makes it anew, and leaves what people wrote. */
const marker = '<!-- polder:update -->';

/** Opens a pull request of a branch that stands at the forge, or brings the one that is open up to date. Refuses what cannot be opened. */
export async function openPullRequest(place: Place, options: OpenOptions): Promise<Opened> {
  if (place.token === '') throw new Refusal(`to open a pull request takes a token; give it by ${tokenVariables.join(' or ')}`);
  const branch = options.branch ?? (await git(options.root, ['branch', '--show-current']));
  if (branch === '') throw new Refusal('no branch is checked out; name it: --branch NAME');
  try {
    return await open(forgeAt(place), place, branch, options);
  } catch (error) {
    const fault = faultOf(error, place.token);
    if (fault === undefined) throw error;
    throw new Refusal(`${place.apiUrl.host}: ${fault.kind === 'forbidden' ? `the token may not: ${fault.words}` : fault.words}`);
  }
}

async function open(
  forge: Forge,
  { owner, repo }: Place,
  branch: string,
  { root, from = `${owner}/${repo}`, base: asked, title, body: given }: OpenOptions,
): Promise<Opened> {
  const base = asked ?? (await forge.defaultBranch());
  if (base === branch && from === `${owner}/${repo}`)
    throw new Refusal(`${branch} is what it would be merged into; make a branch: git switch --create update/…`);
  if (!(await isPushed(forge, from, branch))) throw new Refusal(`${from} has no branch ${branch}; push it first: git push origin ${branch}`);
  const head = from === `${owner}/${repo}` ? branch : `${from.split('/')[0]}:${branch}`;
  const existing = (await forge.openPullRequests(`${from.split('/')[0]}:${branch}`)).find((one) => isOf(one, from, branch, base));
  const subjects = await subjectsOf(root, base, branch);
  const body = given ?? `${marker}\n${subjects.map((subject) => `- ${subject}`).join('\n')}\n`;
  if (existing === undefined) {
    const made = await forge.open({ title: title ?? subjects.at(-1) ?? branch, body, head, base });
    return { number: made.number, url: made.html_url, done: 'opened' };
  }
  const changes = {
    ...(title === undefined || title === existing.title ? {} : { title }),
    ...((given !== undefined || existing.body?.startsWith(marker)) && existing.body?.replaceAll('\r\n', '\n').trim() !== body.trim() ? { body } : {}),
  };
  if (Object.keys(changes).length > 0) await forge.edit(existing.number, changes);
  return { number: existing.number, url: existing.html_url, done: Object.keys(changes).length > 0 ? 'updated' : 'unchanged' };
}

/** A forge knows a branch a moment after it was pushed. */
async function isPushed(forge: Forge, from: string, branch: string): Promise<boolean> {
  for (let tries = 3; ; tries--) {
    if (await forge.hasBranch(from, branch)) return true;
    if (tries === 1) return false;
    await sleep(1000);
  }
}

function isOf({ head, base }: PullRequest, from: string, branch: string, into: string): boolean {
  return head.ref === branch && base.ref === into && head.repo?.full_name.toLowerCase() === from.toLowerCase();
}

/** First lines of the branch's commits, the newest first; none where this clone does not have the branches. */
async function subjectsOf(root: string, base: string, branch: string): Promise<readonly string[]> {
  for (const start of [`origin/${base}`, base]) {
    try {
      const lines = await git(root, ['log', '--no-merges', '--max-count=50', '--format=%s', '--end-of-options', `${start}..${branch}`]);
      return lines.split('\n').filter((line) => line !== '');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return [];
}
