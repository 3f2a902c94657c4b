import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The modules that Perses' image has, by name, with the kinds that they bring. Upstream's own are on no registry that is served with their schemas:
 * these know the kinds, and take whatever a kind's spec says.
 */
const modules: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Prometheus: {
    PrometheusDatasource: 'Datasource',
    PrometheusTimeSeriesQuery: 'TimeSeriesQuery',
    PrometheusLabelValuesVariable: 'Variable',
    PrometheusPromQLVariable: 'Variable',
  },
  VictoriaLogs: { VictoriaLogsDatasource: 'Datasource', VictoriaLogsLogQuery: 'LogQuery', VictoriaLogsTimeSeriesQuery: 'TimeSeriesQuery' },
  ...Object.fromEntries(
    ['TimeSeriesChart', 'StatChart', 'GaugeChart', 'BarChart', 'Table', 'LogsTable', 'Markdown'].map((name) => [name, { [name]: 'Panel' }]),
  ),
};

/** Writes them where Perses reads its plugins. */
export function writePlugins(folder: string): void {
  for (const [name, kinds] of Object.entries(modules)) {
    const plugins = Object.entries(kinds).map(([kind, type]) => ({ kind: type, spec: { name: kind, display: { name: kind } } }));
    const version = '0.0.1';
    const files: Record<string, string> = {
      'package.json': JSON.stringify({ name, version, perses: { schemasPath: 'schemas', plugins } }),
      'mf-manifest.json': JSON.stringify({ id: name, name, metaData: { buildInfo: { buildVersion: version, buildName: name } } }),
      'cue.mod/module.cue': `module: "polder.example/e2e/${name.toLowerCase()}@v0"\nlanguage: version: "v0.15.1"\n`,
      ...Object.fromEntries(Object.keys(kinds).map((kind) => [`schemas/${kind}/model.cue`, `package model\n\nkind: "${kind}"\nspec: {...}\n`])),
    };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, file, '..'), { recursive: true });
      writeFileSync(join(folder, name, file), text);
    }
  }
}
