import { resolve } from 'node:path';
import { markdownOf } from '../charts-ts/diff/write-markdown.ts';
import { coloured, plain, textOf } from '../charts-ts/diff/write-text.ts';
import { Refusal, readArguments, run } from './lib/command.ts';
import { comparePlatform } from './lib/diff-platform.ts';

const help = `Tells what differs between two revisions of the generated platform/, and what that means: who is disrupted, which permissions, ways in,
images and requests change. What is the same on many clusters is told once.

  npm run diff                                     from HEAD to the working tree: run generate first
  npm run diff -- --base main                      from main to the working tree
  npm run diff -- --base main --head my-branch odc-noord/prod-1

  --base REV        the older revision; default: HEAD
  --head REV        the newer one; default: the working tree, with files that Git does not know yet
  --merge-base      begin where head left base: what a branch changes, whatever happened on base since
  --links           also where each rule and release is told of (Markdown and JSON always have them)
  --all             long values, texts and lists as a whole
  --markdown        as Markdown, for a pull request
  --limit N         at most so many characters of Markdown; what is cut is said
  --json            as JSON on stdout: docs/diff.md
  --exit-code       exit 1 when there is a difference
  --root FOLDER     the repository; default: this folder

It compares what is committed or on disk, and generates nothing. Data of Secrets is never shown.
`;

await run(async () => {
  const { values, positionals } = readArguments(help, {
    base: { type: 'string' },
    head: { type: 'string' },
    'merge-base': { type: 'boolean' },
    links: { type: 'boolean' },
    all: { type: 'boolean' },
    markdown: { type: 'boolean' },
    limit: { type: 'string' },
    json: { type: 'boolean' },
    'exit-code': { type: 'boolean' },
    root: { type: 'string' },
  });
  if (values.markdown && values.json) throw new Refusal('--markdown and --json are two forms of the same; write one');
  if (values.limit !== undefined && !values.markdown) throw new Refusal('--limit cuts Markdown; write --markdown too');
  if (values.limit !== undefined && !/^[1-9]\d{2,8}$/.test(values.limit))
    throw new Refusal(`--limit ${values.limit} is not a number of characters; write it like 60000`);
  const report = await comparePlatform(resolve(values.root ?? process.cwd()), {
    base: values.base ?? 'HEAD',
    head: values.head,
    mergeBase: values['merge-base'] ?? false,
    clusters: positionals,
  });
  // https://no-color.org/
  const paint = process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? coloured : plain;
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (values.markdown) process.stdout.write(markdownOf(report, values.limit === undefined ? {} : { limit: Number(values.limit) }));
  else process.stdout.write(textOf(report, { paint, links: values.links ?? false, all: values.all ?? false }));
  if (values['exit-code'] && (report.clusters.length > 0 || report.otherFiles.length > 0)) process.exitCode = 1;
});
