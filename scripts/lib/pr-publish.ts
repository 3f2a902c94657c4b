import type { Summary } from '../../charts-ts/diff/report.ts';
import { type Comment, type Forge, type Label, statusOf } from './pr-forge.ts';
import { type Check, commentText, labelPrefix, labels, marker, statusContext, statusOfCheck } from './pr-text.ts';

/** What is told of a pull request. */
export interface Told {
  readonly number: number;
  /** The commit that the status is of. */
  readonly commit: string;
  readonly check: Check;
  readonly summary: Summary;
  /** How many clusters differ. */
  readonly changed: number;
  /** Markdown, short enough for a comment. */
  readonly report: string;
  /** Who wrote the comment before; undefined: whoever the token is of. */
  readonly author: string | undefined;
  readonly runUrl: string | undefined;
}

/** The name that comments by GITHUB_TOKEN have: https://docs.github.com/en/actions/concepts/security/github_token */
const actions = 'github-actions[bot]';

/** Writes the comment, or the one that is there already anew; nothing where nothing changes and nothing was said before. */
export async function tellComment(forge: Forge, { number, report, author, check, changed }: Told): Promise<'added' | 'updated' | 'unchanged' | 'none'> {
  const body = commentText(report);
  const own = await ownComment(forge, number, author);
  if (own === undefined) {
    if (changed === 0 && check.state !== 'stale' && check.state !== 'refused') return 'none';
    await forge.addComment(number, body);
    return 'added';
  }
  if (own.body?.replaceAll('\r\n', '\n').trim() === body.trim()) return 'unchanged';
  await forge.editComment(own.id, body);
  return 'updated';
}

/** Anyone can write the marker: only a comment of our own is ours. */
async function ownComment(forge: Forge, number: number, author: string | undefined): Promise<Comment | undefined> {
  const marked = (await forge.comments(number)).filter(({ body }) => body?.startsWith(marker));
  if (marked.length === 0) return undefined;
  const self = author ?? (await loginOf(forge));
  return marked.find(({ user }) => user?.login.toLowerCase() === self.toLowerCase());
}

/** An installation's token, such as that of a CI job, may not ask who it is. */
async function loginOf(forge: Forge): Promise<string> {
  try {
    return await forge.login();
  } catch (error) {
    if (statusOf(error) === 403) return actions;
    throw error;
  }
}

/** Sets the labels that hold, makes those that are not there yet, and takes away those of ours that do not hold any longer. */
export async function tellLabels(
  forge: Forge,
  { number, summary, check }: Told,
): Promise<{ readonly added: readonly string[]; readonly removed: readonly string[] }> {
  const wanted = labels.filter((label) => label.is(summary, check));
  const has = await forge.labelsOf(number);
  const missing = wanted.filter(({ name }) => !has.some((label) => isNamed(label, name)));
  const gone = has.filter((label) => label.name.startsWith(labelPrefix) && !wanted.some(({ name }) => isNamed(label, name)));
  if (missing.length > 0) {
    const known = await forge.labels();
    const found: Label[] = [];
    for (const { name, color, description } of missing)
      found.push(known.find((label) => isNamed(label, name)) ?? (await forge.makeLabel({ name, color, description })));
    await forge.addLabels(number, found);
  }
  for (const label of gone) await forge.removeLabel(number, label);
  return { added: missing.map(({ name }) => name), removed: gone.map(({ name }) => name) };
}

/** GitHub knows labels whatever their case. */
function isNamed(label: Label, name: string): boolean {
  return label.name.toLowerCase() === name.toLowerCase();
}

/** Sets the commit's status. */
export async function tellStatus(forge: Forge, { commit, check, changed, runUrl }: Told): Promise<'success' | 'failure' | 'error'> {
  const status = statusOfCheck(check, changed);
  await forge.setStatus(commit, { ...status, context: statusContext, ...(runUrl === undefined ? {} : { target_url: runUrl }) });
  return status.state;
}
