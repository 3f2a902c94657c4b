import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../../kit/checksum.ts';
import type { Chosen } from '../../kit/component.ts';
import { dashboardsOf } from '../../kit/dashboards.ts';
import { withoutSlash } from '../../kit/url.ts';
import { yamlText } from '../../kit/yaml.ts';
import { grafanaDashboard, prometheus } from './dashboards.ts';
import { type Login, loginSettings } from './login.ts';
import type { Datasource } from './types.ts';

/** Where Grafana reads and writes. */
export const folders = {
  data: '/var/lib/grafana',
  datasources: '/etc/grafana/provisioning/datasources',
  providers: '/etc/grafana/provisioning/dashboards',
  dashboards: '/etc/grafana/platform',
} as const;

/** The Secrets that are made in the cluster: where each is mounted, and its key there. */
export const secretFiles = {
  admin: { folder: '/etc/grafana/secrets/admin', key: 'password' },
  encryption: { folder: '/etc/grafana/secrets/secret-key', key: 'secret-key' },
} as const;

/** Where queries go: the stores of the cluster. */
export interface Stores {
  readonly metrics: { readonly url: string };
  readonly logs: { readonly url: string; readonly kind: 'victoria-logs' | 'loki' } | undefined;
  readonly traces: { readonly url: string } | undefined;
}

/** Settings as environment variables, by section and key: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/ */
export function settings(hostname: string, login: Login | undefined): k8s.EnvVar[] {
  const bySection: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    server: { domain: hostname, root_url: `https://${hostname}/` },
    paths: { logs: `${folders.data}/log` },
    log: { mode: 'console' },
    log_console: { format: 'json' },
    // Nothing of this asks or tells grafana.com anything.
    analytics: { reporting_enabled: 'false', check_for_updates: 'false', check_for_plugin_updates: 'false', feedback_links_enabled: 'false' },
    news: { news_feed_enabled: 'false' },
    // From 13 on its own datasources are plugins in the image, which it replaces by downloads unless told not to.
    plugins: { preinstall_disabled: 'true', preinstall_auto_update: 'false', plugin_admin_enabled: 'false', public_key_retrieval_disabled: 'true' },
    snapshots: { enabled: 'false', external_enabled: 'false' },
    security: {
      admin_user: 'admin',
      admin_password__file: fileOf(secretFiles.admin),
      secret_key__file: fileOf(secretFiles.encryption),
      cookie_secure: 'true',
      // A strict one would not come along when the identity provider sends people back.
      cookie_samesite: login === undefined ? 'strict' : 'lax',
      disable_gravatar: 'true',
      content_security_policy: 'true',
    },
    users: { allow_sign_up: 'false', allow_org_create: 'false' },
    auth_anonymous: { enabled: 'false' },
    // Alerts are Prometheus' and Alertmanager's, from Git.
    unified_alerting: { enabled: 'false' },
    ...(login === undefined ? {} : loginSettings(login)),
  };
  return Object.entries(bySection).flatMap(([section, keys]) =>
    Object.entries(keys).map(([key, value]) => ({ name: `GF_${section}_${key}`.toUpperCase(), value })),
  );
}

/** The datasources that the image can read by itself. VictoriaLogs has a plugin that would be downloaded, so its logs are read in Perses. */
export function datasources({ metrics, logs, traces }: Stores): Datasource[] {
  const common = { access: 'proxy', isDefault: false, editable: false } as const;
  return [
    {
      ...common,
      name: 'Prometheus',
      uid: prometheus.uid,
      type: prometheus.type,
      url: withoutSlash(metrics.url),
      isDefault: true,
      jsonData: { httpMethod: 'POST', prometheusType: 'Prometheus', timeInterval: '30s', manageAlerts: false },
    },
    ...(logs?.kind === 'loki' ? [{ ...common, name: 'Loki', uid: 'logs', type: 'loki', url: withoutSlash(logs.url) }] : []),
    // VictoriaTraces answers as Jaeger does, below this path: https://docs.victoriametrics.com/victoriatraces/querying/
    ...(traces === undefined ? [] : [{ ...common, name: 'Traces', uid: 'traces', type: 'jaeger', url: `${withoutSlash(traces.url)}/select/jaeger` }]),
  ];
}

/** Makes the ConfigMaps, one for each dashboard, and returns those of the dashboards and a checksum whose change must roll the pod. */
export function grafanaFiles(
  scope: Construct,
  platform: readonly Chosen[],
  stores: Stores,
): { readonly dashboards: readonly string[]; readonly checksum: string } {
  const yaml = (value: unknown) => yamlText(value);
  const dashboards = dashboardsOf(platform).map(({ dashboard }) => ({
    name: `dashboard-${dashboard.name}`,
    file: `${dashboard.name}.json`,
    text: `${JSON.stringify(grafanaDashboard(dashboard), null, 1)}\n`,
  }));
  const provider = { name: 'platform', folder: 'Platform', type: 'file', disableDeletion: true, allowUiUpdates: false, options: { path: folders.dashboards } };
  const all = [
    { name: 'datasources', file: 'platform.yaml', text: yaml({ apiVersion: 1, prune: true, datasources: datasources(stores) }) },
    { name: 'providers', file: 'platform.yaml', text: yaml({ apiVersion: 1, providers: [provider] }) },
    ...dashboards,
  ];
  for (const { name, file, text } of all) new k8s.KubeConfigMap(scope, `ConfigMap-${name}`, { metadata: { name }, data: { [file]: text } });
  const checksum = checksumOf(all.map(({ text }) => text).join('\n'));
  return { dashboards: dashboards.map(({ name }) => name), checksum };
}

function fileOf({ folder, key }: { readonly folder: string; readonly key: string }): string {
  return `${folder}/${key}`;
}
