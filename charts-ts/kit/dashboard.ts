/**
 * A dashboard as data: what is asked, and how the answer is shown. Components write these; the component that shows
 * dashboards (Perses, or Grafana) turns them into its own format.
 */
export interface Dashboard {
  /** Unique in the platform, as a DNS label; the component's name where it has one dashboard. */
  readonly name: string;
  readonly title: string;
  /** One sentence: which question it answers. */
  readonly purpose: string;
  /** What a person chooses from at the top; queries use it as `$name`. */
  readonly variables?: readonly Variable[];
  readonly rows: readonly Row[];
}

/** The values of a label of a metric; several may be chosen, so queries match with `=~`. */
export interface Variable {
  readonly name: string;
  readonly title: string;
  readonly metric: string;
  readonly label: string;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly title: string;
  /** `lines` over time, `stat`: one number now, `gauge`: a part of a whole (0 to 1), `table`: one row for each series. */
  readonly show: 'lines' | 'stat' | 'gauge' | 'table';
  /** What the numbers are; `percent` is a ratio, 0 to 1. */
  readonly unit?: 'count' | 'seconds' | 'bytes' | 'bytes/s' | 'ops/s' | 'percent' | 'cores';
  readonly queries: readonly Query[];
  /** From which value on a stat or gauge is a warning, and from which it is bad. */
  readonly thresholds?: { readonly warning: number; readonly critical: number };
}

export interface Query {
  /** PromQL. `$__rate_interval` is the range that suits the chosen time. */
  readonly expression: string;
  /** How a series is called, with labels in double braces: `{{ namespace }}`. */
  readonly legend?: string;
}
