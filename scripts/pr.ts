import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Refusal, readArguments, run } from './lib/command.ts';
import { openPullRequest } from './lib/pr-open.ts';
import { pushPatch, writePatch } from './lib/pr-regenerate.ts';
import { type Reported, reportPullRequest } from './lib/pr-report.ts';
import { placeOf, tokenVariables } from './lib/pr-settings.ts';
import { isGood, statusOfCheck } from './lib/pr-text.ts';

const help = `Tells at a pull request whether platform/ is current and what changes: one comment, labels, a status. Opens pull requests, and
generates anew on a bot's branch. At GitHub, Gitea and Forgejo; docs/pull-requests.md tells how jobs use it.

  npm run pr                                                  in a CI job of a pull request, on its checkout
  npm run pr -- --number 12 --repository polder/polder --api-url https://git.example.nl/api/v1
  npm run pr -- --commit 4f0c… --checked success              on a checkout that is trusted, of a fork's commit that was only fetched
  npm run pr -- open --branch update/traefik                  opens a pull request of a branch, or brings it up to date
  npm run pr -- regenerate --patch platform.patch             on a bot's branch, without a token: makes platform/, as a patch
  npm run pr -- regenerate --apply platform.patch --branch renovate/traefik    with a token: pushes it

  --api-url URL        of the forge; default: $GITHUB_API_URL, else GitHub
  --repository O/R     <owner>/<name>; default: $GITHUB_REPOSITORY
  --number N           the pull request; default: the one that started the CI job
  --commit SHA         its newest commit, instead of its number
  --checked RESULT     what another job found (success, failure or another word), instead of checking here
  --base REV --head REV   what to compare; default: as the pull request says
  --author NAME        who wrote the comment before; default: whoever the token is of
  --dry-run            compares, and tells nothing at the pull request
  --branch NAME        of open: default the one that is checked out. Of regenerate: the branch to push to
  --from O/R           of open: the fork that has the branch
  --title TEXT, --body-file FILE   of open; default: from its commits
  --remote NAME        of regenerate: where to push; default: origin
  --as 'NAME <MAIL>'   of regenerate: who commits
  --json               the result as JSON on stdout
  --root FOLDER        the repository; default: this folder

The token comes by ${tokenVariables.join(' or ')}, and is never printed. Where it may not write, the report is on the job's page ($GITHUB_STEP_SUMMARY),
or on stdout. The exit code is 1 when platform/ is not current, whatever could be told; with --checked that other job has said so.
`;

/** Whose commits Renovate builds on: renovate.json, gitIgnoredAuthors. */
const author = 'Polder <regenerate@polder.example>';

const text = { type: 'string' } as const;
const commands = ['report', 'open', 'regenerate'] as const;

await run(async () => {
  const { values, positionals } = readArguments(help, {
    ...{ 'api-url': text, repository: text, number: text, commit: text, checked: text, base: text, head: text, author: text, branch: text, from: text },
    ...{ title: text, 'body-file': text, patch: text, apply: text, remote: text, as: text, root: text },
    ...{ 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } },
  } as const);
  const [name = 'report', ...more] = positionals;
  if (!(commands as readonly string[]).includes(name) || more.length > 0)
    throw new Refusal(`there is no npm run pr -- ${positionals.join(' ')}; write open or regenerate`, 'see --help');
  const root = resolve(values.root ?? process.cwd());
  const place = () =>
    placeOf({
      ...(values['api-url'] === undefined ? {} : { 'api-url': values['api-url'] }),
      ...(values.repository === undefined ? {} : { repository: values.repository }),
    });
  const print = (result: object, words: string) => {
    process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : `${words}\n`);
  };

  if (name === 'open') {
    const { branch, from, base, title } = values;
    const opened = await openPullRequest(place(), {
      root,
      branch,
      from,
      base,
      title,
      body: values['body-file'] === undefined ? undefined : textOf(values['body-file']),
    });
    return print(opened, `${opened.done} ${opened.url}`);
  }
  if (name === 'regenerate') {
    if (values.apply === undefined) {
      const patch = resolve(values.patch ?? 'platform.patch');
      const files = await writePatch(root, patch);
      return print(
        { files, ...(files === 0 ? {} : { patch }) },
        files === 0 ? 'all is current; there is nothing to push' : `${files} files changed; wrote ${patch}`,
      );
    }
    if (values.branch === undefined) throw new Refusal('say where the patch goes: --branch renovate/…');
    const commit = await pushPatch(place(), {
      root,
      patch: textOf(values.apply),
      branch: values.branch,
      remote: values.remote ?? 'origin',
      author: authorOf(values.as),
    });
    return print({ branch: values.branch, commit }, `pushed ${commit.slice(0, 12)} to ${values.branch}`);
  }
  const summaryFile = process.env['GITHUB_STEP_SUMMARY'];
  const reported = await reportPullRequest(place(), {
    ...{ root, number: numberOf(values.number), commit: commitOf(values.commit), checked: values.checked, base: values.base, head: values.head },
    ...{ author: values.author, dryRun: values['dry-run'] ?? false, summaryFile: summaryFile === '' ? undefined : summaryFile },
  });
  for (const line of reported.left) console.error(line);
  if (values.json) process.stdout.write(`${JSON.stringify(reported, null, 2)}\n`);
  else process.stdout.write(reported.text ?? wordsOf(reported));
  // What another job found, that job has failed for already.
  if (!isGood(reported.check) && reported.check.state !== 'told') throw refusalOf(reported);
});

function wordsOf({ number, comment, labels, status, changed }: Reported): string {
  const said = [
    ...(comment === undefined ? [] : [`comment ${comment}`]),
    ...(labels === undefined ? [] : [`labels +${labels.added.length} -${labels.removed.length}`]),
    ...(status === undefined ? [] : [`status ${status}`]),
  ];
  return `${number === undefined ? '' : `pull request ${number}: `}${changed} ${changed === 1 ? 'cluster changes' : 'clusters change'}${said.length === 0 ? '' : `; ${said.join(', ')}`}\n`;
}

function refusalOf({ check, changed }: Reported): Refusal {
  const { description } = statusOfCheck(check, changed);
  if (check.state === 'stale') return new Refusal(...check.files.slice(0, 20).map((path) => `${path} is not as generate would make it`), description);
  return check.state === 'refused' ? new Refusal(...check.lines) : new Refusal(description);
}

function numberOf(asked: string | undefined): number | undefined {
  if (asked === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(asked)) throw new Refusal(`--number ${asked} is not the number of a pull request; write it like 12`);
  return Number(asked);
}

function commitOf(asked: string | undefined): string | undefined {
  if (asked !== undefined && !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(asked))
    throw new Refusal(`--commit ${asked} is not a whole commit id; git rev-parse tells it`);
  return asked;
}

function authorOf(asked = author): { readonly name: string; readonly email: string } {
  const [, name, email] = /^([^<>\n]+) <([^<>\s]+@[^<>\s]+)>$/.exec(asked) ?? [];
  if (name === undefined || email === undefined) throw new Refusal(`--as "${asked}" is not a name and an address; write it like "${author}"`);
  return { name, email };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Refusal(`${file} cannot be read`);
  }
}
