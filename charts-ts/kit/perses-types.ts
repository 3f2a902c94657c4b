/**
 * What Perses reads, as far as the platform writes it: https://perses.dev/perses/docs/api/ and the schemas of its plugins,
 * https://github.com/perses/plugins (each folder's `schemas`), at the versions that the image bundles.
 */
export interface Plugin<Kind extends string = string, Spec = object> {
  readonly kind: Kind;
  readonly spec: Spec;
}

export interface Project {
  readonly kind: 'Project';
  readonly metadata: { readonly name: string };
  readonly spec: { readonly display: Display };
}

export interface GlobalDatasource {
  readonly kind: 'GlobalDatasource';
  readonly metadata: { readonly name: string };
  readonly spec: DatasourceSpec;
}

/** One of a project alone. */
export interface Datasource {
  readonly kind: 'Datasource';
  readonly metadata: { readonly name: string; readonly project: string };
  readonly spec: DatasourceSpec;
}

export interface DatasourceSpec {
  readonly display: Display;
  readonly default: boolean;
  readonly plugin: Plugin<string, { readonly proxy: HttpProxy }>;
}

/** Perses itself asks the datasource, not the browser; and only at these addresses. */
export interface HttpProxy {
  readonly kind: 'HTTPProxy';
  readonly spec: {
    readonly url: string;
    readonly allowedEndpoints: readonly AllowedEndpoint[];
    /** Set on each request, in place of the browser's own. */
    readonly headers?: Readonly<Record<string, string>>;
  };
}

export interface AllowedEndpoint {
  /** Of the path: a part is enough, so it is written from ^ to $. */
  readonly endpointPattern: string;
  readonly method: 'GET' | 'POST';
}

export interface PersesDashboard {
  readonly kind: 'Dashboard';
  readonly metadata: { readonly name: string; readonly project: string };
  readonly spec: {
    readonly display: Display;
    readonly duration: string;
    readonly refreshInterval: string;
    readonly variables: readonly ListVariable[];
    readonly panels: Readonly<Record<string, PersesPanel>>;
    readonly layouts: readonly Grid[];
  };
}

export interface Display {
  readonly name: string;
  readonly description?: string;
}

export interface ListVariable {
  readonly kind: 'ListVariable';
  readonly spec: {
    readonly name: string;
    readonly display: Display & { readonly hidden: false };
    readonly allowAllValue: true;
    readonly customAllValue: string;
    readonly allowMultiple: true;
    readonly defaultValue: string;
    readonly sort: 'alphabetical-asc';
    readonly plugin: Plugin<'PrometheusLabelValuesVariable', { readonly labelName: string; readonly matchers: readonly string[] }>;
  };
}

export interface PersesPanel {
  readonly kind: 'Panel';
  readonly spec: { readonly display: Display; readonly plugin: Plugin; readonly queries: readonly (TimeSeriesQuery | LogQuery)[] };
}

export interface TimeSeriesQuery {
  readonly kind: 'TimeSeriesQuery';
  readonly spec: { readonly plugin: Plugin<'PrometheusTimeSeriesQuery', { readonly query: string; readonly seriesNameFormat?: string }> };
}

export interface LogQuery {
  readonly kind: 'LogQuery';
  readonly spec: { readonly plugin: Plugin<'VictoriaLogsLogQuery', { readonly query: string }> };
}

export interface Grid {
  readonly kind: 'Grid';
  readonly spec: {
    readonly display: { readonly title: string; readonly collapse: { readonly open: true } };
    readonly items: readonly {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly content: { readonly $ref: string };
    }[];
  };
}
