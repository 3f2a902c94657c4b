import type { ObjectChange } from './findings.ts';
import type { ComponentDifference, Group, Report } from './report.ts';
import { changesLines, clean, clustersText, type Line, sideText, summaryLines } from './words.ts';
import { linesOf, objectText, wholeClusterLines } from './write.ts';

/** How Markdown is cut. */
export interface MarkdownOptions {
  /** Characters at most: a comment of GitHub has 65,536. */
  readonly limit?: number;
  /** Where the rest stands, as a sentence; by default how to ask for it. */
  readonly more?: string;
}

/**
 * The report for a pull request. When it is too long, first the values of objects are left out, then whole parts: those
 * stay that ask for most attention, so that nobody hides one behind many others. The first sentences and a word that it was cut always stand.
 */
export function markdownOf(report: Report, { limit = Number.POSITIVE_INFINITY, more = 'Run `npm run diff` for all of it.' }: MarkdownOptions = {}): string {
  const head = [
    `**platform/** from ${code(sideText(report.base))} to ${code(sideText(report.head))}`,
    '',
    ...summaryLines(report).map((line) => `- ${line}`),
    ...wholeClusterLines(report, code).map((line) => `- ${line}`),
    ...(report.otherFiles.length === 0 ? [] : [`- ${report.otherFiles.length} changed files under platform/ are not made by generate, and not compared`]),
    '',
  ].join('\n');
  for (const values of [true, false]) {
    const whole = [head, ...report.groups.map((group) => groupText(group, report, values)), ...(values ? [] : [`Values are left out here. ${more}\n`])].join(
      '\n',
    );
    if (whole.length <= limit) return whole;
  }
  return cutAt(limit, head, report, more);
}

function cutAt(limit: number, head: string, report: Report, more: string): string {
  const parts: string[] = [];
  const end = (left: number) => `\nCut here: ${left} more ${left === 1 ? 'part' : 'parts'}. ${more}\n`;
  const single = report.groups.flatMap((group) => group.components.map((component) => ({ ...group, components: [component] })));
  const all = [...single.filter(isBad), ...single.filter((group) => !isBad(group))].map((group) => groupText(group, report, false));
  let length = head.length;
  for (const part of all) {
    const left = all.length - parts.length - 1;
    if (length + part.length + 1 + end(left).length > limit) break;
    parts.push(part);
    length += part.length + 1;
  }
  const whole = [head, ...parts].join('\n') + end(all.length - parts.length);
  // Even the first sentences may be too long for a limit: then they are cut in the middle.
  return whole.length <= limit ? whole : `${whole.slice(0, Math.max(limit - end(all.length).length, 0))}${end(all.length)}`.slice(0, limit);
}

function isBad({ components }: Group): boolean {
  return components.flatMap(linesOf).some(({ weight }) => weight === 'bad');
}

function groupText({ clusters, components }: Group, report: Report, values: boolean): string {
  return [`#### On ${clustersText(clusters, report.clusters.length)}`, '', ...components.flatMap((component) => componentText(component, values))].join('\n');
}

function componentText(component: ComponentDifference, values: boolean): readonly string[] {
  const objects = component.objects ?? [];
  const count = `${objects.length} ${objects.length === 1 ? 'object' : 'objects'}`;
  return [
    `**${component.component}**`,
    '',
    ...linesOf(component).map(lineText),
    ...(objects.length > 0 && !values ? [`- ${count}`] : []),
    '',
    ...(objects.length > 0 && values ? ['<details>', `<summary>${count}</summary>`, '', ...fenced(objects.flatMap(objectLines)), '', '</details>', ''] : []),
  ];
}

function lineText({ label, weight, subject, words, link }: Line): string {
  const name = weight === 'bad' ? `**${label}**` : label;
  return `- ${name}: ${subject === '' ? words : `${code(subject)} ${code(words)}`}${link === undefined ? '' : ` ([more](${link}))`}`;
}

function objectLines(object: ObjectChange): readonly string[] {
  const sign = { added: '+', removed: '-', changed: '#' }[object.change];
  return [`${sign} ${clean(objectText(object))}`, ...changesLines(object.changes, false).map(([mark, text]) => `${mark}   ${text}`.trimEnd())];
}

/** A fence that no line of it can end: values come from whoever changed the files. */
function fenced(lines: readonly string[]): readonly string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}diff`, ...lines, fence];
}

/** In code nothing is a mention, a link or a picture: https://spec.commonmark.org/0.31.2/#code-spans */
function code(text: string): string {
  const inner = clean(text);
  const longest = Math.max(0, ...[...inner.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  const space = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${inner}${space}${ticks}`;
}
