/** A mistake that a person must mend, with the place to mend it. A value, not an exception: all are shown in one run. */
export interface Problem {
  /** The file as the user knows it, relative to the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The key inside the file, such as `ingress.domain`; empty for the file as a whole. */
  readonly path: string;
  /** The value, the rule and the way out, in the user's terms. */
  readonly message: string;
}

/** A mistake in one part of a file, before its place is known; the path starts inside that part. */
export interface Mistake {
  readonly path: Path;
  readonly message: string;
}

/** Either a value, or every reason why there is none; the compiler makes the caller look. */
export type Loaded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

export type Path = readonly (string | number)[];

/** Writes a path as people do: `nodes[0].zone`; a key that holds more than a word stands in quotes: `images["quay.io/a:v1"]`. */
export function pathText(path: Path): string {
  const part = (key: string | number, index: number) => {
    if (typeof key === 'number') return `[${key}]`;
    if (!/^[\w-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
    return index === 0 ? key : `.${key}`;
  };
  return path.map(part).join('');
}

/** Reads a path as `pathText` writes it. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/\["([^"]*)"\]|\[(\d+)\]|[^.[\]]+/g)].map(([word, quoted, index]) => quoted ?? (index === undefined ? word : Number(index)));
}

/** One line, in the form that editors make clickable: `file:line:column path: message`. */
export function problemText(problem: Problem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  return problem.path === '' ? `${place} ${problem.message}` : `${place} ${problem.path}: ${problem.message}`;
}

/** Sorts by place and says the same mistake once: a wrong fleet-wide value would otherwise be told for each cluster. */
export function distinctProblems(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(problems.map((problem) => [problemText(problem), problem]));
  return [...seen.values()].sort((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message));
}

/** Orders by code unit, so that the order is the same under every locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
