import type { Summary } from '../../charts-ts/diff/report.ts';
import { clean } from '../../charts-ts/diff/words.ts';

/** Whether platform/ is as generate would make it, and who says so. */
export type Check =
  | { readonly state: 'current' }
  | { readonly state: 'stale'; readonly files: readonly string[] }
  /** Generate refused the configuration: its own lines. */
  | { readonly state: 'refused'; readonly lines: readonly string[] }
  /** Another job checked, and its conclusion is all that is known. */
  | { readonly state: 'told'; readonly conclusion: string };

/** By which the one comment is found again, with its author. */
export const marker = '<!-- polder:platform -->';

/** Name of the commit's status. */
export const statusContext = 'polder/platform';

/** What begins the name of each label that is ours to take away. */
export const labelPrefix = 'platform: ';

interface OwnLabel {
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description: string;
  is(summary: Summary, check: Check): boolean;
}

const red = 'b60205';
const orange = 'd93f0b';
const yellow = 'fbca04';
const blue = '1d76db';

const count = (summary: Summary, ...effects: readonly (keyof Summary['disruptions'])[]) =>
  effects.reduce((sum, effect) => sum + (summary.disruptions[effect] ?? 0), 0);

const unprefixed: readonly OwnLabel[] = [
  { name: 'not current', color: red, description: 'generate would make platform/ otherwise', is: (_, check) => !isGood(check) },
  { name: 'data', color: red, description: 'Something that holds data goes', is: (summary) => count(summary, 'data') > 0 },
  {
    ...{ name: 'downtime', color: orange, description: 'Something stops, or cannot be changed in place' },
    is: (summary) => count(summary, 'refused', 'gone', 'downtime', 'replaced') > 0,
  },
  { name: 'restarts', color: yellow, description: 'Pods start anew', is: (summary) => count(summary, 'restart', 'operator') > 0 },
  { name: 'permissions', color: orange, description: 'Somebody may do more', is: ({ permissions }) => permissions.granted > 0 },
  { name: 'exposure', color: orange, description: 'Something is reachable from outside that was not', is: ({ exposure }) => exposure.opened > 0 },
  { name: 'network', color: yellow, description: 'A network policy opens', is: ({ network }) => network.opened > 0 },
  { name: 'versions', color: blue, description: 'Images of another version', is: ({ images }) => images > 0 },
  {
    name: 'requests',
    color: blue,
    description: 'Asks for more CPU, memory or storage',
    is: ({ requests: { cpu, memory, storage } }) => cpu > 0 || memory > 0 || storage > 0,
  },
  { name: 'clusters', color: blue, description: 'A cluster comes or goes', is: ({ clusters }) => clusters.added + clusters.removed > 0 },
];

/** What a pull request does to clusters, as labels: docs/pull-requests.md. */
export const labels: readonly OwnLabel[] = unprefixed.map((label) => ({ ...label, name: `${labelPrefix}${label.name}` }));

/** Whether a check lets a pull request be merged. */
export function isGood(check: Check): boolean {
  return check.state === 'current' || (check.state === 'told' && check.conclusion === 'success');
}

/** What a status says of a check, in at most 140 characters: https://docs.github.com/en/rest/commits/statuses */
export function statusOfCheck(check: Check, changed: number): { readonly state: 'success' | 'failure' | 'error'; readonly description: string } {
  const clusters = changed === 0 ? 'no cluster changes' : `${changed} ${changed === 1 ? 'cluster changes' : 'clusters change'}`;
  switch (check.state) {
    case 'current':
      return { state: 'success', description: `platform/ is current; ${clusters}` };
    case 'stale':
      return { state: 'failure', description: `${filesText(check.files.length)} not current; run: npm run generate` };
    case 'refused':
      return { state: 'failure', description: 'generate refuses the configuration; its lines are in the comment' };
    case 'told':
      if (check.conclusion === 'success') return { state: 'success', description: `platform/ is current; ${clusters}` };
      if (check.conclusion === 'failure') return { state: 'failure', description: 'the check of platform/ failed; its job tells why' };
      return { state: 'error', description: `the check of platform/ did not end (${clean(check.conclusion).slice(0, 30)}); run it again` };
  }
}

const most = 20;

/** The report: whether platform/ is current, then what changes. `difference` is Markdown, and safe as it is. */
export function reportText(check: Check, difference: string): string {
  return `${[...checkLines(check), '', difference].join('\n').trimEnd()}\n`;
}

/** The comment of a report. */
export function commentText(report: string): string {
  return `${marker}\n${report}`;
}

function checkLines(check: Check): readonly string[] {
  switch (check.state) {
    case 'current':
      return ['✅ `platform/` is as `npm run generate` makes it.'];
    case 'stale':
      return [
        `❌ **${filesText(check.files.length)} not as generate would make them.** Run \`npm run generate\`, and commit what it changes.`,
        '',
        ...listed(check.files),
      ];
    case 'refused':
      return ['❌ **`npm run generate` refuses the configuration.**', '', ...listed(check.lines)];
    case 'told': {
      const { state, description } = statusOfCheck(check, 0);
      return [state === 'success' ? '✅ `platform/` is as `npm run generate` makes it.' : `❌ **${description}**`];
    }
  }
}

function filesText(files: number): string {
  return files === 1 ? '1 file is' : `${files} files are`;
}

function listed(texts: readonly string[]): readonly string[] {
  const more = texts.length - most;
  return [...texts.slice(0, most).map((text) => `- ${code(text.slice(0, 300))}`), ...(more > 0 ? [`- and ${more} more`] : [])];
}

/** In code nothing is a mention, a link or a picture: names of files come from whoever opened the pull request. https://spec.commonmark.org/0.31.2/#code-spans */
function code(text: string): string {
  const inner = clean(text);
  const ticks = '`'.repeat(Math.max(0, ...[...inner.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const space = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${inner}${space}${ticks}`;
}
