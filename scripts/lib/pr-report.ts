import { appendFileSync } from 'node:fs';
import { markdownOf } from '../../charts-ts/diff/write-markdown.ts';
import { Refusal } from './command.ts';
import { gitOf } from './diff-git.ts';
import { comparePlatform } from './diff-platform.ts';
import { checkPlatform } from './pr-check.ts';
import { type Fault, type Forge, faultOf, type PullRequest } from './pr-forge.ts';
import { git } from './pr-git.ts';
import { type Told, tellComment, tellLabels, tellStatus } from './pr-publish.ts';
import { eventOf, forgeAt, type Place } from './pr-settings.ts';
import { type Check, isGood, reportText, statusOfCheck } from './pr-text.ts';

/** A comment of GitHub has 65,536 characters at most; some are for the head. A job's summary has a megabyte: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits */
const limits = { comment: 60_000, summary: 900_000 } as const;

/** What to report on. */
export interface ReportOptions {
  readonly root: string;
  readonly number: number | undefined;
  /** The newest commit of the pull request, instead of its number. */
  readonly commit: string | undefined;
  /** What another job found, instead of checking here. */
  readonly checked: string | undefined;
  readonly base: string | undefined;
  readonly head: string | undefined;
  readonly author: string | undefined;
  readonly dryRun: boolean;
  /** The file that the CI job's page shows, $GITHUB_STEP_SUMMARY; undefined: there is none. */
  readonly summaryFile: string | undefined;
}

/** What was told, and where: what `npm run pr -- --json` writes. */
export interface Reported {
  readonly format: 1;
  readonly number?: number;
  readonly check: Check;
  readonly changed: number;
  readonly comment?: string;
  readonly labels?: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly status?: string;
  /** Why something was not told at the pull request. */
  readonly left: readonly string[];
  /** The whole report, where it went to no summary and the pull request did not get it. */
  readonly text?: string;
}

/** Checks, compares, and tells it at the pull request, or in the job's summary where the token may not. Refuses what it cannot find out. */
export async function reportPullRequest(place: Place, options: ReportOptions): Promise<Reported> {
  const event = options.number === undefined && options.commit === undefined ? eventOf() : undefined;
  const forge = place.token === '' ? undefined : forgeAt(place);
  const asked = options.number ?? event?.number;
  if (asked === undefined && options.commit === undefined)
    throw new Refusal('this is no CI job of a pull request; name it: --number 12, or --commit with its newest commit');
  const { pullRequest, left, over } = await findPullRequest(place, forge, asked, options.commit);
  if (over) return { format: 1, check: { state: 'told', conclusion: options.checked ?? 'success' }, changed: 0, left };
  const head = options.head ?? event?.head ?? pullRequest?.head.sha ?? 'HEAD';
  const base = options.base ?? event?.base ?? pullRequest?.base.sha;
  if (base === undefined) throw new Refusal('it is not known where the pull request begins; name its base: --base origin/main');

  if (options.checked === undefined) await refuseOtherCheckout(options.root, head);
  const check: Check = options.checked === undefined ? await checkPlatform(options.root) : { state: 'told', conclusion: options.checked };
  const difference = await comparePlatform(options.root, { base, head, mergeBase: true, clusters: [] });
  const how = `Run \`npm run diff -- --base ${base.slice(0, 12)} --head ${head.slice(0, 12)} --merge-base\` for all of it.`;
  const whole = reportText(check, markdownOf(difference, { limit: limits.summary, more: how }));
  if (options.summaryFile !== undefined) appendFileSync(options.summaryFile, whole);
  const more = place.runUrl === undefined || options.summaryFile === undefined ? how : `[The job's page](${place.runUrl}) has all of it.`;
  const told: Told = {
    ...{ number: pullRequest?.number ?? asked ?? 0, commit: pullRequest?.head.sha ?? event?.head ?? head, check },
    ...{ summary: difference.summary, changed: difference.clusters.length, author: options.author, runUrl: place.runUrl },
    report: reportText(check, markdownOf(difference, { limit: limits.comment, more })),
  };
  const result = { format: 1, ...(asked === undefined ? {} : { number: asked }), check, changed: told.changed } as const;
  const seen = options.summaryFile !== undefined;
  if (forge === undefined || pullRequest === undefined || options.dryRun)
    return { ...result, left: options.dryRun ? ['--dry-run: nothing was told at the pull request'] : left, ...(seen ? {} : { text: whole }) };
  const done = await tell(forge, place, told);
  const silent = done.comment === undefined && done.left.length > 0;
  return { ...result, number: pullRequest.number, ...done, ...(silent && !seen ? { text: whole } : {}) };
}

/** What is checked out must be the pull request, or its merge, as CI jobs have it: else the check would be of something else. */
async function refuseOtherCheckout(root: string, head: string): Promise<void> {
  const wanted = await (await gitOf(root)).commit(head);
  const here = await git(root, ['rev-list', '--parents', '--max-count=1', 'HEAD']);
  if (!here.split(' ').includes(wanted))
    throw new Refusal(
      `${wanted.slice(0, 12)} is not checked out here, so it cannot be checked; check it out, or say what its own job found: --checked success`,
    );
}

/** `over`: the commit is no longer what the pull request is about, so there is nothing to tell. */
type Found = { readonly pullRequest?: PullRequest; readonly left: readonly string[]; readonly over?: boolean };

async function findPullRequest(
  { apiUrl, owner, repo, token }: Place,
  forge: Forge | undefined,
  number: number | undefined,
  commit: string | undefined,
): Promise<Found> {
  if (forge === undefined) {
    if (number === undefined) throw new Refusal('--commit asks the forge which pull request it is of; give a token by POLDER_TOKEN, or --number');
    return { left: ['there is no token in POLDER_TOKEN or GITHUB_TOKEN: nothing was told at the pull request'] };
  }
  try {
    if (number !== undefined) {
      const pullRequest = await forge.pullRequest(number);
      if (commit === undefined || pullRequest.head.sha === commit) return { pullRequest, left: [] };
      return { left: [`pull request ${number} has moved on from ${commit.slice(0, 12)}; its newer commit is told of by a job of its own`], over: true };
    }
    const pullRequest = (await forge.openPullRequests()).find(({ head }) => head.sha === commit);
    if (pullRequest !== undefined) return { pullRequest, left: [] };
    return { left: [`no open pull request of ${owner}/${repo} has ${commit?.slice(0, 12)} as its newest commit; it was closed, or has moved on`], over: true };
  } catch (error) {
    const fault = faultOf(error, token);
    if (fault === undefined) throw error;
    if (fault.kind === 'forbidden') return { left: [`the token may not read the pull request at ${apiUrl.host}: ${fault.words}`] };
    throw new Refusal(`${apiUrl.host}: ${fault.words}`);
  }
}

/** Each by itself: a token that may not label may still comment. */
async function tell(forge: Forge, { apiUrl, token }: Place, told: Told): Promise<Pick<Reported, 'comment' | 'labels' | 'status' | 'left'>> {
  const left: string[] = [];
  const faults: Fault[] = [];
  const attempt = async <T>(what: string, act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      const fault = faultOf(error, token);
      if (fault === undefined) throw error;
      faults.push(fault);
      left.push(fault.kind === 'forbidden' ? `the token may not ${what} at ${apiUrl.host}: ${fault.words}` : `${apiUrl.host}: did not ${what}: ${fault.words}`);
      return undefined;
    }
  };
  const comment = await attempt('comment', () => tellComment(forge, told));
  const labels = await attempt('label', () => tellLabels(forge, told));
  const status = await attempt('set a status', () => tellStatus(forge, told));
  const down = faults.some(({ kind }) => kind !== 'forbidden' && kind !== 'limited');
  if (down && isGood(told.check)) throw new Refusal(...left, statusOfCheck(told.check, told.changed).description);
  return { ...(comment === undefined ? {} : { comment }), ...(labels === undefined ? {} : { labels }), ...(status === undefined ? {} : { status }), left };
}
