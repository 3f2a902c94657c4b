import type { Path } from './problem.ts';
import type { Position } from './source.ts';

/** A position in a file. */
export interface Place extends Position {
  readonly file: string;
}

/** A layer of configuration: a file, or defaults that stand in the code. The last layer wins. */
export interface Layer {
  readonly value: unknown;
  /** True for defaults in the code: nobody mends a mistake there. */
  readonly isCode?: boolean;
  at(path: Path): Place;
}

/** Where a value was set, and what it was set to there. */
export interface Origin extends Place {
  readonly value: unknown;
  /** True for a default that stands in the code. */
  readonly isCode?: boolean;
}

export interface Merged {
  readonly value: unknown;
  /** The layers that set a path, the winner first; the others were overridden. */
  origins(path: Path): readonly Origin[];
  /** The place to mend a path: where a file set it, or its nearest parent, last. */
  place(path: Path): Place;
}

/** Merges layers: maps deep, lists and plain values replace. Never changes its input. */
export function merge(layers: readonly Layer[]): Merged {
  const strongestFirst = [...layers].reverse();
  // A list or plain value replaces all that weaker layers say below it, so these do not count there.
  const layersOf = (path: Path) => {
    const replaced = strongestFirst.findIndex(({ value }) =>
      path.some((_, length) => {
        const above = valueAt(value, path.slice(0, length));
        return above !== undefined && !isMap(above);
      }),
    );
    return replaced === -1 ? strongestFirst : strongestFirst.slice(0, replaced + 1);
  };
  return {
    value: layers.map((layer) => layer.value).reduce(mergeValues, {}),
    origins(path) {
      return layersOf(path)
        .filter((layer) => valueAt(layer.value, path) !== undefined)
        .map((layer) => ({ ...layer.at(path), value: valueAt(layer.value, path), ...(layer.isCode ? { isCode: true } : {}) }));
    },
    place(path) {
      for (let length = path.length; length > 0; length--) {
        const prefix = path.slice(0, length);
        const layer = layersOf(prefix).find((candidate) => !candidate.isCode && valueAt(candidate.value, prefix) !== undefined);
        if (layer !== undefined) return layer.at(prefix);
      }
      return strongestFirst[0]?.at([]) ?? { file: '', line: 1, column: 1 };
    },
  };
}

function mergeValues(below: unknown, above: unknown): unknown {
  if (above === undefined) return below;
  if (!isMap(below) || !isMap(above)) return above;
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    Object.defineProperty(merged, key, {
      value: mergeValues(Object.hasOwn(merged, key) ? merged[key] : undefined, value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return merged;
}

/** The value at a path, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const part of path) {
    if (Array.isArray(here) && typeof part === 'number') here = here[part];
    else if (isMap(here) && Object.hasOwn(here, part)) here = here[part];
    else return undefined;
  }
  return here;
}

/** A map as YAML means it: not a list, not null. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
