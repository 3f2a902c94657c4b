import type { Dashboard, Panel, Variable } from '../../kit/dashboard.ts';
import { columns, place } from '../../kit/dashboards.ts';
import type { DataPanel, DatasourceRef, FieldDefaults, GrafanaDashboard, GrafanaPanel, QueryVariable } from './types.ts';

export const prometheus: DatasourceRef = { type: 'prometheus', uid: 'prometheus' };

/** A dashboard as Grafana reads it. */
export function grafanaDashboard({ name, title, purpose, variables = [], rows }: Dashboard): GrafanaDashboard {
  return {
    uid: name,
    title,
    description: purpose,
    tags: ['platform'],
    // What @grafana/schema 13.2 writes; a newer Grafana raises it by itself.
    schemaVersion: 42,
    editable: false,
    refresh: '1m',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    templating: { list: variables.map(queryVariable) },
    panels: panels(rows),
  };
}

/** Rows below one another: each a heading, and its panels on the one grid that Grafana has. */
function panels(rows: Dashboard['rows']): GrafanaPanel[] {
  const all: GrafanaPanel[] = [];
  let y = 0;
  for (const row of rows) {
    const top = y + 1;
    all.push({ type: 'row', id: all.length + 1, title: row.title, collapsed: false, gridPos: { x: 0, y, w: columns, h: 1 }, panels: [] });
    const placed = place(row.panels);
    for (const one of placed) all.push(dataPanel(one.panel, all.length + 1, { x: one.x, y: top + one.y, w: one.width, h: one.height }));
    y = top + Math.max(0, ...placed.map((one) => one.y + one.height));
  }
  return all;
}

function dataPanel(panel: Panel, id: number, gridPos: DataPanel['gridPos']): DataPanel {
  const table = panel.show === 'table';
  const { type, custom, options } = charts[panel.show];
  return {
    type,
    id,
    title: panel.title,
    gridPos,
    datasource: prometheus,
    targets: panel.queries.map(({ expression, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: prometheus,
      expr: expression,
      legendFormat: legend ?? '__auto',
      instant: panel.show !== 'lines',
      range: panel.show === 'lines',
      format: table ? 'table' : 'time_series',
    })),
    fieldConfig: { defaults: { ...defaults(panel), ...(custom === undefined ? {} : { custom }) }, overrides: [] },
    options,
  };
}

interface Chart {
  readonly type: DataPanel['type'];
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
}

const last = { calcs: ['lastNotNull'], fields: '', values: false };

const charts: Readonly<Record<Panel['show'], Chart>> = {
  lines: {
    type: 'timeseries',
    custom: { drawStyle: 'line', fillOpacity: 10, showPoints: 'never' },
    options: { legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] }, tooltip: { mode: 'multi', sort: 'desc' } },
  },
  stat: { type: 'stat', options: { reduceOptions: last, colorMode: 'value', graphMode: 'none', textMode: 'auto' } },
  gauge: { type: 'gauge', options: { reduceOptions: last } },
  table: { type: 'table', options: { showHeader: true, cellHeight: 'sm' } },
};

/** https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts */
const units: Readonly<Record<NonNullable<Panel['unit']>, string>> = {
  count: 'short',
  seconds: 's',
  bytes: 'bytes',
  'bytes/s': 'binBps',
  'ops/s': 'ops',
  percent: 'percentunit',
  cores: 'short',
};

/** Colours that people with red-green blindness tell apart: https://jfly.uni-koeln.de/color/ (Okabe and Ito). */
const colours = { good: '#009E73', warning: '#E69F00', critical: '#D55E00' } as const;

function defaults({ show, unit = 'count', thresholds }: Panel): FieldDefaults {
  return {
    unit: units[unit],
    ...(show === 'lines' || show === 'gauge' ? { min: 0 } : {}),
    ...(show === 'gauge' && unit === 'percent' ? { max: 1 } : {}),
    ...(unit === 'cores' ? { decimals: 2 } : {}),
    ...(thresholds === undefined
      ? { color: { mode: 'palette-classic' } }
      : {
          color: { mode: show === 'lines' ? 'palette-classic' : 'thresholds' },
          thresholds: {
            mode: 'absolute',
            steps: [
              { value: null, color: colours.good },
              { value: thresholds.warning, color: colours.warning },
              { value: thresholds.critical, color: colours.critical },
            ],
          },
        }),
  };
}

function queryVariable({ name, title, metric, label }: Variable): QueryVariable {
  const query = `label_values(${metric}, ${label})`;
  return {
    type: 'query',
    name,
    label: title,
    datasource: prometheus,
    query: { query, refId: 'StandardVariableQuery' },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
  };
}
