/**
 * A dashboard as Grafana provisions it from a file, as far as the platform writes it: the classic model, whose types
 * `@grafana/schema` has (raw/dashboard). https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly schemaVersion: number;
  readonly editable: false;
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly timezone: 'browser';
  readonly templating: { readonly list: readonly QueryVariable[] };
  readonly panels: readonly GrafanaPanel[];
}

export interface DatasourceRef {
  readonly type: string;
  readonly uid: string;
}

export interface QueryVariable {
  readonly type: 'query';
  readonly name: string;
  readonly label: string;
  readonly datasource: DatasourceRef;
  readonly query: { readonly query: string; readonly refId: string };
  /** 2: again whenever the time changes. */
  readonly refresh: 2;
  readonly sort: 1;
  readonly multi: true;
  readonly includeAll: true;
  readonly allValue: string;
  readonly current: { readonly text: string; readonly value: string };
}

interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export type GrafanaPanel = RowPanel | DataPanel;

export interface RowPanel {
  readonly type: 'row';
  readonly id: number;
  readonly title: string;
  readonly collapsed: false;
  readonly gridPos: GridPos;
  readonly panels: readonly [];
}

export interface DataPanel {
  readonly type: 'timeseries' | 'stat' | 'gauge' | 'table';
  readonly id: number;
  readonly title: string;
  readonly gridPos: GridPos;
  readonly datasource: DatasourceRef;
  readonly targets: readonly Target[];
  readonly fieldConfig: { readonly defaults: FieldDefaults; readonly overrides: readonly [] };
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Target {
  readonly refId: string;
  readonly datasource: DatasourceRef;
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant: boolean;
  readonly range: boolean;
  readonly format: 'time_series' | 'table';
}

export interface FieldDefaults {
  readonly unit: string;
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  readonly color?: { readonly mode: 'thresholds' | 'palette-classic' };
  readonly thresholds?: { readonly mode: 'absolute'; readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
  readonly custom?: Readonly<Record<string, unknown>>;
}

/** https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources */
export interface Datasource {
  readonly name: string;
  readonly uid: string;
  readonly type: string;
  readonly access: 'proxy';
  readonly url: string;
  readonly isDefault: boolean;
  readonly editable: false;
  readonly jsonData?: Readonly<Record<string, unknown>>;
}
