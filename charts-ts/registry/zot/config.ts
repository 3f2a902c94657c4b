import type { Chosen, ClusterContext } from '../../kit/component.ts';
import { accessControl } from './access.ts';
import { openIdProvider, type Provider } from './login.ts';
import { account, folders, hostname, ports, sessionKeys } from './names.ts';
import type { ZotConfig } from './settings.ts';
import { syncRegistries, upstreams } from './sync.ts';
import type { Authentication, ZotFile } from './types.ts';

export interface Configuration {
  readonly cluster: ClusterContext;
  readonly config: ZotConfig;
  readonly platform: readonly Chosen[];
  /** Where people log in; undefined where they do not. */
  readonly provider: Provider | undefined;
}

/** The configuration as zot reads it. */
export function zotFile({ cluster, config, platform, provider }: Configuration): ZotFile {
  const registries = syncRegistries({ cluster, config, platform });
  const hosts = [...upstreams({ config, platform }).keys()];
  return {
    storage: {
      rootDirectory: folders.data,
      gc: true,
      // Longer than any upload takes: what no image names yet is not thrown away.
      gcDelay: '24h',
      gcInterval: '24h',
      dedupe: true,
      // A node that loses power must not leave half a layer.
      commit: true,
      // An image that was pulled by its digest has no tag here, and must stay.
      retention: { delay: '24h', policies: [{ repositories: ['**'], deleteReferrers: false, deleteUntagged: false }] },
    },
    http: {
      address: '0.0.0.0',
      port: String(ports.http),
      externalUrl: `https://${hostname(cluster)}`,
      // Of one request: a layer of some gigabytes, or an image that must be fetched first. The defaults are a minute.
      readTimeout: '1h',
      writeTimeout: '1h',
      realm: hostname(cluster),
      compat: ['docker2s2'],
      auth: authentication(provider),
      accessControl: accessControl({ cluster, config, hosts }),
    },
    log: { level: 'info' },
    extensions: {
      search: { enable: true },
      ui: { enable: true },
      scrub: { enable: true, interval: '168h' },
      metrics: { enable: true, prometheus: { path: '/metrics' } },
      ...(registries.length === 0 ? {} : { sync: { enable: true, registries } }),
    },
  };
}

/** The platform's own account by password; people at the identity provider, and their machines by keys that they make there. */
function authentication(provider: Provider | undefined): Authentication {
  return {
    failDelay: 3,
    secureSession: true,
    htpasswd: { path: `${folders.account}/${account.file}` },
    apiKey: provider !== undefined,
    ...(provider === undefined
      ? {}
      : { sessionKeysFile: `${folders.sessionKeys}/${sessionKeys.file}`, openid: { providers: { oidc: openIdProvider(provider) } } }),
  };
}
