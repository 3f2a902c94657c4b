import type { Chosen } from '../../kit/component.ts';
import type { Dashboard } from '../../kit/dashboard.ts';
import { dashboardsOf } from '../../kit/dashboards.ts';
import { type PersesConfig, type Provisioned, persesConfig, persesJson } from '../../kit/perses.ts';
import { persesDashboard } from '../../kit/perses-dashboard.ts';
import type { Project } from '../../kit/perses-types.ts';
import { once } from '../../kit/remember.ts';
import { datasources, type Stores } from './datasources.ts';

/** The one project that all dashboards of the platform stand in. */
const project = 'platform';

const plugins = [
  ...['Prometheus', 'VictoriaLogs', 'Loki', 'Jaeger'],
  ...['TimeSeriesChart', 'StatChart', 'GaugeChart', 'Table', 'LogsTable', 'TraceTable', 'TracingGanttChart', 'ScatterChart', 'LogExplorer'],
];

export const config: PersesConfig = persesConfig({
  // Nobody logs in here: people come through the login proxy.
  security: { readonly: true, enable_auth: false },
  datasources: 'global',
  plugins,
  information: `The dashboards stand in the project [${project}](/projects/${project}). They come from Git: change them there.`,
});

/** One ConfigMap for each dashboard, so that no number of them grows past what one holds (1 MiB). */
export function provisionedFiles(platform: readonly Chosen[], stores: Stores): Provisioned[] {
  const platformProject: Project = { kind: 'Project', metadata: { name: project }, spec: { display: { name: 'Platform' } } };
  return [
    { configMap: 'datasources', files: { 'datasources.json': persesJson([platformProject, ...datasources(stores)]) } },
    ...dashboardsOf(platform).map(({ dashboard }) => {
      const name = `dashboard-${dashboard.name}`;
      return { configMap: name, files: { [`${name}.json`]: dashboardText(dashboard) } };
    }),
  ];
}

/** Dashboards are data of the components: the same in every cluster. */
const dashboardText = once((dashboard: Dashboard) => persesJson(persesDashboard(dashboard, project)));
