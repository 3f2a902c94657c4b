import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distinctProblems, type Problem, problemText } from '../../charts-ts/config/problem.ts';
import { parseSource } from '../../charts-ts/config/source.ts';
import { isObject } from '../../charts-ts/diff/objects.ts';
import { headerStart } from '../../charts-ts/emit/files.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { Refusal } from './command.ts';
import type { Blob, Git } from './diff-git.ts';

/** Reads objects out of files of several revisions. The same text is one object, wherever and whenever it stands. */
export interface Objects {
  /** Makes ready what `of` will be asked for, all at once. */
  fetch(blobs: readonly Blob[]): Promise<void>;
  /** The object of a file; undefined where generate did not make the file. */
  of(path: string, blob: Blob, revision: string): KubeObject | undefined;
  /** The text of a file; undefined where it is not there. */
  text(path: string, blob: Blob): string | undefined;
  /** Refuses with every file that could not be read. */
  refuseMistakes(): void;
}

export function objectsOf(git: Git, root: string): Objects {
  const contents = new Map<string, string>();
  const known = new Map<string, KubeObject>();
  const byId = new Map<string, KubeObject | undefined>();
  const problems: Problem[] = [];
  const text = (path: string, blob: Blob) => (blob === 'on disk' ? fileText(join(root, path)) : contents.get(blob.id));
  const read = (path: string, blob: Blob, revision: string): KubeObject | undefined => {
    const whole = text(path, blob)?.replaceAll('\r\n', '\n');
    if (whole === undefined || !whole.startsWith(headerStart)) return undefined;
    // The header names the cluster: below it the same text comes again in others.
    const body = whole.slice(whole.indexOf('\n') + 1);
    const before = known.get(body);
    if (before !== undefined) return before;
    const file = blob === 'on disk' ? path : `${revision}:${path}`;
    const source = parseSource(file, body);
    if (!source.ok) problems.push(...source.problems.map((problem) => ({ ...problem, line: problem.line + 1 })));
    else if (!isObject(source.value.value))
      problems.push({ file, line: 2, column: 1, path: '', message: 'is no object of Kubernetes: apiVersion, kind or metadata.name is missing' });
    else known.set(body, source.value.value);
    return known.get(body);
  };
  return {
    fetch: async (blobs) => {
      const ids = new Set(blobs.flatMap((blob) => (blob === 'on disk' || contents.has(blob.id) ? [] : [blob.id])));
      for (const [id, content] of await git.contents(ids)) contents.set(id, content);
    },
    of: (path, blob, revision) => {
      if (blob === 'on disk') return read(path, blob, revision);
      if (!byId.has(blob.id)) byId.set(blob.id, read(path, blob, revision));
      return byId.get(blob.id);
    },
    text,
    refuseMistakes: () => {
      if (problems.length === 0) return;
      const all = distinctProblems(problems);
      throw new Refusal(
        ...all.map(problemText),
        `${all.length === 1 ? '1 file' : `${all.length} files`} cannot be read; mend ${all.length === 1 ? 'it' : 'them'}, or run: npm run generate`,
      );
    },
  };
}

/** A file that goes while the command runs is one that is not there. */
function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
