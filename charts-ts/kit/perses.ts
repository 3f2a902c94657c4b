import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from './checksum.ts';
import type { Trust } from './trust.ts';
import { type ContainerOptions, configMapVolume, emptyDir, httpProbe, mount, type Size } from './workload.ts';
import { yamlText } from './yaml.ts';

/** Where the image keeps its plugins as archives, where it unpacks them, and what the platform mounts. */
const folders = {
  config: '/etc/perses/config',
  provisioning: '/etc/perses/provisioning',
  archives: '/etc/perses/plugins-archive',
  plugins: '/etc/perses/plugins',
  database: '/perses',
} as const;

/** Its file in the folder of the configuration. */
const configFile = 'config.yaml';

export const persesPort = 8080;

/** The image's user nonroot: https://github.com/GoogleContainerTools/distroless */
export const persesUser = 65532;

/** Perses' own configuration, as far as the platform writes it: https://perses.dev/perses/docs/configuration/configuration/ */
export interface PersesConfig {
  readonly security: Security;
  readonly database: { readonly file: { readonly folder: string; readonly extension: 'json'; readonly case_sensitive: true } };
  readonly provisioning: { readonly folders: readonly string[]; readonly interval: string };
  readonly datasource: {
    readonly global: { readonly disable: boolean };
    readonly project: { readonly disable: boolean };
    readonly disable_local: true;
  };
  readonly plugin: { readonly path: string; readonly archive_paths: readonly string[]; readonly enabled: readonly string[] };
  readonly frontend: { readonly explorer: { readonly enable: true }; readonly information: string };
}

/** Nobody may write, so what is seen is what Git says; no secret is stored, so it needs no key of its own. */
type Security =
  | { readonly readonly: true; readonly enable_auth: false }
  | {
      readonly readonly: true;
      readonly enable_auth: true;
      readonly authentication: { readonly providers: { readonly kubernetes: { readonly enable: true } } };
      readonly authorization: {
        readonly provider: {
          readonly kubernetes: {
            readonly enable: true;
            readonly authenticator_ttl: string;
            readonly authorizer_allow_ttl: string;
            readonly authorizer_deny_ttl: string;
          };
        };
      };
    };

/** What one Perses differs in from another. */
export interface PersesOptions {
  readonly security: Security;
  /** Whose datasources it has: all see the same, or each project its own. */
  readonly datasources: 'global' | 'project';
  /** The modules that datasources, dashboards and the explorer need; the image has some thirty, and each takes memory. */
  readonly plugins: readonly string[];
  /** Markdown, on its first page. */
  readonly information: string;
}

/** A configuration in which no dashboard brings a datasource of its own. */
export function persesConfig({ security, datasources, plugins, information }: PersesOptions): PersesConfig {
  return {
    security,
    database: { file: { folder: folders.database, extension: 'json', case_sensitive: true } },
    // Read at each start; a change of what is provisioned starts the pods again.
    provisioning: { folders: [folders.provisioning], interval: '24h' },
    datasource: { global: { disable: datasources !== 'global' }, project: { disable: datasources !== 'project' }, disable_local: true },
    plugin: { path: folders.plugins, archive_paths: [folders.archives], enabled: plugins },
    frontend: { explorer: { enable: true }, information },
  };
}

/** A ConfigMap and the files in it. */
export interface Provisioned {
  readonly configMap: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Makes the ConfigMaps of the configuration and of all that is provisioned; tells a checksum that changes when one does. */
export function persesConfigMaps(scope: Construct, name: string, config: PersesConfig, provisioned: readonly Provisioned[]): string {
  const all = [{ configMap: name, files: { [configFile]: yamlText(config) } }, ...provisioned];
  for (const { configMap, files } of all) new k8s.KubeConfigMap(scope, `ConfigMap-${configMap}`, { metadata: { name: configMap }, data: { ...files } });
  return checksumOf(all.flatMap(({ files }) => Object.values(files)).join('\n'));
}

/** What Perses reads, as JSON; without `indent` as small as it gets. */
export function persesJson(value: unknown, indent = 1): string {
  return `${JSON.stringify(value, null, indent)}\n`;
}

/** The program, with the folders that `persesVolumes` brings. */
export function persesContainer({
  name,
  image,
  size,
  trust,
}: {
  readonly name: string;
  readonly image: string;
  readonly size: Size;
  readonly trust: Trust;
}): ContainerOptions {
  return {
    name,
    image,
    args: [`--config=${folders.config}/${configFile}`, `--web.listen-address=:${persesPort}`, '--web.hide-port=true', '--log.level=info', '--log.format=json'],
    ...(trust.env.length === 0 ? {} : { env: trust.env }),
    ports: { http: persesPort },
    size,
    probes: {
      readiness: httpProbe('/api/v1/health', 'http'),
      liveness: httpProbe('/api/v1/health', 'http', { periodSeconds: 30 }),
      // It unpacks its plugins before it listens.
      startup: httpProbe('/api/v1/health', 'http', { periodSeconds: 5, failureThreshold: 60 }),
    },
    mounts: [
      mount('config', folders.config),
      mount('provisioning', folders.provisioning),
      mount('database', folders.database, { writable: true }),
      mount('plugins', folders.plugins, { writable: true }),
      ...trust.mounts,
    ],
  };
}

export function persesVolumes(name: string, provisioned: readonly Provisioned[], trust: Trust): k8s.Volume[] {
  return [
    configMapVolume('config', name),
    { name: 'provisioning', projected: { sources: provisioned.map(({ configMap }) => ({ configMap: { name: configMap } })) } },
    // What Git no longer names is gone with the pod, since nothing but this folder remembers it.
    emptyDir('database', '256Mi'),
    emptyDir('plugins', '1Gi'),
    ...trust.volumes,
  ];
}
