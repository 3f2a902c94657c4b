import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../../kit/checksum.ts';
import { probeTimeoutSeconds } from '../../kit/probe.ts';
import { yamlText } from '../../kit/yaml.ts';

/** How blackbox-exporter asks, as far as the platform writes it: https://github.com/prometheus/blackbox_exporter/blob/v0.28.0/CONFIGURATION.md */
interface Modules {
  readonly modules: Readonly<Record<string, HttpModule>>;
}

interface HttpModule {
  readonly prober: 'http';
  readonly timeout: string;
  readonly http: {
    readonly method: 'GET';
    readonly valid_status_codes: readonly number[];
    readonly preferred_ip_protocol: 'ip4' | 'ip6';
    readonly ip_protocol_fallback: boolean;
    readonly follow_redirects: boolean;
    readonly fail_if_not_ssl: boolean;
    readonly tls_config: { readonly min_version: 'TLS12'; readonly ca_file?: string };
  };
}

/** Where the pod mounts the file, and the CAs to trust. */
export const folders = { config: '/etc/blackbox', trust: '/etc/trust' } as const;
export const configFile = 'modules.yaml';
/** The one module: a GET over TLS that is believed. */
export const module = 'https';
/** A login page, a redirect to one, or its refusal is an answer; 404 is what the Gateway says of a hostname without a route. */
const answers = [200, 204, 301, 302, 303, 307, 308, 401, 403];

/** Makes the file. `ca`: the bundle's key, where there is one; else the public CAs of the image. Returns a checksum whose change must roll the pod. */
export function modulesConfigMap(scope: Construct, name: string, ca: string | undefined): string {
  const content: Modules = {
    modules: {
      [module]: {
        prober: 'http',
        timeout: `${probeTimeoutSeconds}s`,
        http: {
          method: 'GET',
          valid_status_codes: answers,
          preferred_ip_protocol: 'ip4',
          ip_protocol_fallback: true,
          follow_redirects: false,
          fail_if_not_ssl: true,
          tls_config: { min_version: 'TLS12', ...(ca === undefined ? {} : { ca_file: `${folders.trust}/${ca}` }) },
        },
      },
    },
  };
  const text = yamlText(content);
  new k8s.KubeConfigMap(scope, 'modules', { metadata: { name }, data: { [configFile]: text } });
  return checksumOf(text);
}
