/** A vector selector of a PromQL expression: https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors */
export interface Selector {
  /** Undefined where only matchers choose. */
  readonly name: string | undefined;
  /** What stands between the braces; empty where there are none. */
  readonly matchers: string;
}

const text = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\x60[^\x60]*\x60`;
const braces = String.raw`\{(?:${text}|[^}"'\x60])*\}`;
/** Before names, all that looks like one: texts, labels after these words, ranges, numbers with their unit, operators, comments. */
const tokens = new RegExp(
  [
    text,
    String.raw`\b(?:by|without|on|ignoring|group_left|group_right)\b\s*\([^)]*\)`,
    String.raw`\[[^\]]*\]`,
    String.raw`#[^\n]*`,
    '[0-9][0-9A-Za-z_.]*',
    '(?:and|atan2|bool|group_left|group_right|inf|nan|offset|or|unless)(?![A-Za-z0-9_:])',
    String.raw`(?<name>[A-Za-z_:][A-Za-z0-9_:]*)(?:(?=\s*(?<called>\(|(?:by|without)\b))|\s*(?<after>${braces})|)`,
    `(?<alone>${braces})`,
  ].join('|'),
  'gi',
);

/** The selectors of an expression, in its order. */
export function selectorsOf(expression: string): Selector[] {
  const found: Selector[] = [];
  withSelectors(expression, (selector) => {
    found.push(selector);
    return undefined;
  });
  return found;
}

/** The expression with a matcher more in each selector for which `matcher` gives one. */
export function withSelectors(expression: string, matcher: (selector: Selector) => string | undefined): string {
  return expression.replace(tokens, (token: string, ...rest: readonly unknown[]) => {
    const { name, called, after, alone } = rest.at(-1) as { readonly [part in 'name' | 'called' | 'after' | 'alone']?: string };
    const matched = after ?? alone;
    if (called !== undefined || (name === undefined && matched === undefined)) return token;
    const matchers = (matched ?? '').slice(1, -1).trim();
    const added = matcher({ name, matchers });
    return added === undefined ? token : `${name ?? ''}{${matchers === '' ? added : `${added},${matchers}`}}`;
  });
}
