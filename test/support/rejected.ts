import { type Problem, parsePath } from '../../charts-ts/config/problem.ts';

/** Where the text of a fixture goes until a line such as `--- # clusters/odc/site.yaml` names another file. */
const ownFile = 'clusters/odc/prod-1/cluster.yaml';

interface Line {
  readonly file: string;
  readonly text: string;
  /** Of the fixture, from 1; the file that is made of it counts the same. */
  readonly number: number;
}

function linesOf(fixture: string): Line[] {
  let file = ownFile;
  return fixture.split('\n').flatMap((text, index) => {
    const named = /^--- # (\S+)$/.exec(text)?.[1];
    file = named ?? file;
    return named === undefined ? [{ file, text, number: index + 1 }] : [];
  });
}

/** The files of a fixture by path. Each is filled with empty lines up to its part, so that its lines count as the fixture's. */
export function fixtureFiles(fixture: string): Record<string, string> {
  const lines = linesOf(fixture);
  const files = [...new Set(lines.map(({ file }) => file))];
  const padded = (file: string) => {
    const own = lines.filter((line) => line.file === file);
    return '\n'.repeat((own[0]?.number ?? 1) - 1) + own.map(({ text }) => text).join('\n');
  };
  return Object.fromEntries(files.map((file) => [file, padded(file)]));
}

/** The problems that a fixture states: `# error: path: message` on the line of the mistake; more of them on lines of their own below it. */
export function expectedProblems(fixture: string): string[] {
  let above = 0;
  return linesOf(fixture).flatMap(({ file, text, number }) => {
    const [before = '', words] = text.split(mark);
    if (words === undefined || before.trim() !== '') above = number;
    return words === undefined ? [] : [`${file}:${above} ${words}`];
  });
}

const mark = /# error: /;

/** A problem as a fixture can state it: all but the column. */
export function lineText({ file, line, path, message }: Problem): string {
  return `${file}:${line} ${path === '' ? '' : `${path}: `}${message}`;
}

/** The column where a reader looks for a problem: at the innermost key of its path on that line, or at the item of a list. */
export function keyColumn(fixture: string, { line, column, path }: Problem): number {
  const text = fixture.split('\n')[line - 1]?.split(mark)[0] ?? '';
  const keys = [...parsePath(path)].reverse().filter((key) => typeof key === 'string');
  const found = keys.map((key) => text.search(new RegExp(`(?<![\\w-])${key.replace(/[^\w-]/g, '\\$&')}(?=["']?: |["']?:$)`))).find((index) => index >= 0);
  return found === undefined || path.endsWith(']') ? column : found + 1;
}
