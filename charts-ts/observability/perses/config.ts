import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../../kit/checksum.ts';
import type { Chosen } from '../../kit/component.ts';
import type { Dashboard } from '../../kit/dashboard.ts';
import { dashboardsOf } from '../../kit/dashboards.ts';
import { once } from '../../kit/remember.ts';
import { yamlText } from '../../kit/yaml.ts';
import { persesDashboard, project } from './dashboards.ts';
import { datasources, type Stores } from './datasources.ts';
import type { Project } from './types.ts';

/** Where the image keeps its plugins as archives, where it unpacks them, and what the platform mounts. */
export const folders = {
  config: '/etc/perses/config',
  provisioning: '/etc/perses/provisioning',
  archives: '/etc/perses/plugins-archive',
  plugins: '/etc/perses/plugins',
  database: '/perses',
} as const;

/** The modules that datasources, dashboards and the explorer need; the image has some thirty, and each takes memory. */
const plugins = [
  ...['Prometheus', 'VictoriaLogs', 'Loki', 'Jaeger'],
  ...['TimeSeriesChart', 'StatChart', 'GaugeChart', 'Table', 'LogsTable', 'TraceTable', 'TracingGanttChart', 'ScatterChart', 'LogExplorer'],
];

/** Perses' own configuration, as far as the platform writes it: https://perses.dev/perses/docs/configuration/configuration/ */
interface PersesConfig {
  readonly security: { readonly readonly: true; readonly enable_auth: false };
  readonly database: { readonly file: { readonly folder: string; readonly extension: 'json'; readonly case_sensitive: true } };
  readonly provisioning: { readonly folders: readonly string[]; readonly interval: string };
  readonly datasource: { readonly project: { readonly disable: true }; readonly disable_local: true };
  readonly plugin: { readonly path: string; readonly archive_paths: readonly string[]; readonly enabled: readonly string[] };
  readonly frontend: { readonly explorer: { readonly enable: true }; readonly information: string };
}

const config: PersesConfig = {
  // Nobody logs in, so nobody may write: what is seen is what Git says. It stores no secret, so it needs no key of its own.
  security: { readonly: true, enable_auth: false },
  database: { file: { folder: folders.database, extension: 'json', case_sensitive: true } },
  // Read at each start; a change of what is provisioned starts the pods again.
  provisioning: { folders: [folders.provisioning], interval: '24h' },
  datasource: { project: { disable: true }, disable_local: true },
  plugin: { path: folders.plugins, archive_paths: [folders.archives], enabled: plugins },
  frontend: {
    explorer: { enable: true },
    information: `The dashboards stand in the project [${project}](/projects/${project}). They come from Git: change them there.`,
  },
};

/** A ConfigMap with one file, and what is mounted of it. */
interface File {
  readonly configMap: string;
  readonly file: string;
  readonly text: string;
}

/** Makes all ConfigMaps: one for each dashboard, so that no number of them grows past what one holds (1 MiB). */
export function persesFiles(
  scope: Construct,
  platform: readonly Chosen[],
  stores: Stores,
): { readonly provisioned: readonly File[]; readonly checksum: string } {
  const platformProject: Project = { kind: 'Project', metadata: { name: project }, spec: { display: { name: 'Platform' } } };
  const provisioned: File[] = [
    { configMap: 'datasources', file: 'datasources.json', text: json([platformProject, ...datasources(stores)]) },
    ...dashboardsOf(platform).map(({ dashboard }) => ({
      configMap: `dashboard-${dashboard.name}`,
      file: `dashboard-${dashboard.name}.json`,
      text: dashboardText(dashboard),
    })),
  ];
  const own = { configMap: 'perses', file: 'config.yaml', text: yamlText(config) };
  const all = [own, ...provisioned];
  for (const { configMap, file, text } of all)
    new k8s.KubeConfigMap(scope, `ConfigMap-${configMap}`, { metadata: { name: configMap }, data: { [file]: text } });
  const checksum = checksumOf(all.map(({ text }) => text).join('\n'));
  return { provisioned, checksum };
}

/** One volume of all provisioned files. */
export function provisioningVolume(name: string, provisioned: readonly File[]): k8s.Volume {
  return { name, projected: { sources: provisioned.map(({ configMap }) => ({ configMap: { name: configMap } })) } };
}

/** Dashboards are data of the components: the same in every cluster. */
const dashboardText = once((dashboard: Dashboard) => json(persesDashboard(dashboard)));

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
