import type { ObjectChange } from './findings.ts';
import type { ComponentDifference, Report } from './report.ts';
import { changesLines, clean, clustersText, type Line, sideText, summaryLines } from './words.ts';
import { linesOf, objectText, wholeClusterLines } from './write.ts';

/** Colours of a terminal, or nothing. */
export interface Paint {
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  bold(text: string): string;
  dim(text: string): string;
}

/** Without colour: for a file or a pipe. */
export const plain: Paint = { red: same, green: same, yellow: same, bold: same, dim: same };

/** For a terminal: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html (SGR). */
export const coloured: Paint = { red: sgr(31), green: sgr(32), yellow: sgr(33), bold: sgr(1), dim: sgr(2) };

function same(text: string): string {
  return text;
}

function sgr(code: number): (text: string) => string {
  return (text) => `\x1b[${code}m${text}\x1b[0m`;
}

/** How the report is written at a terminal. */
export interface TextOptions {
  readonly paint?: Paint;
  /** Also where each rule and release is told of. */
  readonly links?: boolean;
  /** Long values, texts and lists of changes as a whole. */
  readonly all?: boolean;
}

/** The report for people at a terminal. */
export function textOf(report: Report, { paint = plain, links = false, all = false }: TextOptions = {}): string {
  const lines = [
    `platform/ from ${sideText(report.base)} to ${sideText(report.head)}`,
    ...summaryLines(report),
    ...wholeClusterLines(report, (id) => id),
    ...report.groups.flatMap(({ clusters, components }) => [
      '',
      paint.bold(`on ${clustersText(clusters, report.clusters.length)}`),
      ...components.flatMap((one) => componentText(one, paint, links, all)),
    ]),
    ...(report.otherFiles.length === 0
      ? []
      : [
          '',
          `not made by generate, so not compared: ${report.otherFiles.slice(0, 10).map(clean).join(', ')}${report.otherFiles.length > 10 ? ` and ${report.otherFiles.length - 10} more` : ''}`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

function componentText(component: ComponentDifference, paint: Paint, links: boolean, all: boolean): readonly string[] {
  return [
    `  ${paint.bold(component.component)}`,
    ...linesOf(component).flatMap((line) => lineText(line, paint, links)),
    ...(component.objects ?? []).flatMap((object) => objectLines(object, paint, all)),
  ];
}

function lineText({ label, weight, subject, words, link }: Line, paint: Paint, links: boolean): readonly string[] {
  const colour = { bad: paint.red, care: paint.yellow, note: same }[weight];
  const text = `    ${colour(label.padEnd(9))}  ${clean(subject === '' ? words : `${subject}: ${words}`)}`;
  return link === undefined || !links ? [text] : [text, `               ${paint.dim(link)}`];
}

function objectLines(object: ObjectChange, paint: Paint, all: boolean): readonly string[] {
  const colour = { added: paint.green, removed: paint.red, changed: same }[object.change];
  const signs = { '-': paint.red, '+': paint.green, ' ': same };
  return [
    `    ${colour(clean(objectText(object)))}`,
    ...changesLines(object.changes, all).map(([sign, text]) => signs[sign](`      ${sign} ${text}`.trimEnd())),
  ];
}
