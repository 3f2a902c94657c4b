import type { Dashboard, Panel, Query, Variable } from './dashboard.ts';
import { place } from './dashboards.ts';
import type { Grid, ListVariable, PersesDashboard, PersesPanel, Plugin, TimeSeriesQuery } from './perses-types.ts';

/** A dashboard as Perses reads it, in one of its projects. */
export function persesDashboard({ name, title, purpose, variables = [], rows }: Dashboard, project: string): PersesDashboard {
  return {
    kind: 'Dashboard',
    metadata: { name, project },
    spec: {
      display: { name: title, description: purpose },
      duration: '1h',
      refreshInterval: '1m',
      variables: variables.map(listVariable),
      panels: Object.fromEntries(rows.flatMap(({ panels }, row) => panels.map((panel, index) => [panelKey(row, index), persesPanel(panel)]))),
      layouts: rows.map(grid),
    },
  };
}

function panelKey(row: number, index: number): string {
  return `r${row + 1}p${index + 1}`;
}

function listVariable({ name, title, metric, label }: Variable): ListVariable {
  return {
    kind: 'ListVariable',
    spec: {
      name,
      display: { name: title, hidden: false },
      allowAllValue: true,
      // Without it a choice of all is written out, and series without the label are left out.
      customAllValue: '.*',
      allowMultiple: true,
      defaultValue: '$__all',
      sort: 'alphabetical-asc',
      plugin: { kind: 'PrometheusLabelValuesVariable', spec: { labelName: label, matchers: [metric] } },
    },
  };
}

function persesPanel(panel: Panel): PersesPanel {
  return { kind: 'Panel', spec: { display: { name: panel.title }, plugin: chart(panel), queries: panel.queries.map(timeSeries) } };
}

function timeSeries({ expression, legend }: Query): TimeSeriesQuery {
  const spec = { query: expression, ...(legend === undefined ? {} : { seriesNameFormat: legend }) };
  return { kind: 'TimeSeriesQuery', spec: { plugin: { kind: 'PrometheusTimeSeriesQuery', spec } } };
}

/** Colours that people with red-green blindness tell apart: https://jfly.uni-koeln.de/color/ (Okabe and Ito). */
const colours = { good: '#009E73', warning: '#E69F00', critical: '#D55E00' } as const;

const units: Readonly<Record<NonNullable<Panel['unit']>, string>> = {
  count: 'decimal',
  seconds: 'seconds',
  bytes: 'bytes',
  'bytes/s': 'bytes/sec',
  'ops/s': 'ops/sec',
  percent: 'percent-decimal',
  cores: 'decimal',
};

function chart({ show, unit = 'count', thresholds }: Panel): Plugin {
  const format = { unit: units[unit], ...(unit === 'cores' ? { decimalPlaces: 2 } : {}) };
  const steps = thresholds && {
    thresholds: {
      mode: 'absolute',
      defaultColor: colours.good,
      steps: (['warning', 'critical'] as const).map((name) => ({ name, value: thresholds[name], color: colours[name] })),
    },
  };
  switch (show) {
    case 'lines':
      return {
        kind: 'TimeSeriesChart',
        spec: { legend: { position: 'bottom', mode: 'list', size: 'small' }, yAxis: { format, min: 0 }, visual: { areaOpacity: 0.1 }, ...steps },
      };
    case 'stat':
      return { kind: 'StatChart', spec: { calculation: 'last-number', format, ...steps } };
    case 'gauge':
      return { kind: 'GaugeChart', spec: { calculation: 'last-number', format, ...(unit === 'percent' ? { max: 1 } : {}), ...steps } };
    case 'table':
      return {
        kind: 'Table',
        spec: {
          density: 'compact',
          enableFiltering: true,
          columnSettings: [
            { name: 'timestamp', hide: true },
            { name: 'value', format, enableSorting: true },
          ],
        },
      };
  }
}

function grid({ title, panels }: Dashboard['rows'][number], row: number): Grid {
  return {
    kind: 'Grid',
    spec: {
      display: { title, collapse: { open: true } },
      items: place(panels).map(({ x, y, width, height }, index) => ({
        x,
        y,
        width,
        height,
        content: { $ref: `#/spec/panels/${panelKey(row, index)}` },
      })),
    },
  };
}
