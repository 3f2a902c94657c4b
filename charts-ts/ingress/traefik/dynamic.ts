import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../../kit/checksum.ts';
import { yamlText } from '../../kit/yaml.ts';
import { dynamicFile } from './args.ts';
import type { TraefikConfig } from './config.ts';

/** Traefik's dynamic configuration, as far as the platform writes it: https://doc.traefik.io/traefik/v3.7/reference/routing-configuration/other-providers/file/ */
interface DynamicConfig {
  readonly tls: { readonly options: { readonly default: TlsOptions } };
  readonly http: { readonly middlewares: Readonly<Record<string, { readonly headers: { readonly customResponseHeaders: Readonly<Record<string, string>> } }>> };
}

interface TlsOptions {
  readonly minVersion: 'VersionTLS12' | 'VersionTLS13';
  readonly cipherSuites?: readonly string[];
  readonly curvePreferences: readonly string[];
  readonly sniStrict: boolean;
}

/**
 * What NCSC's TLS guidelines 2025 leave of TLS 1.2: key exchange by elliptic curves and an authenticated cipher. TLS 1.3
 * has no list: Go offers AES-256-GCM and ChaCha20 (good) and AES-128-GCM (sufficient), and lets nobody choose.
 */
const tls12Suites = ['ECDSA', 'RSA'].flatMap((key) =>
  ['AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256', 'AES_128_GCM_SHA256'].map((cipher) => `TLS_ECDHE_${key}_WITH_${cipher}`),
);

/** The hybrid first: what is recorded today cannot be read with a quantum computer later. */
const curves = ['X25519MLKEM768', 'X25519', 'CurveP256', 'CurveP384'];

/**
 * These replace what an application sends (pkg/middlewares/headers/header.go, PostRequestModifyResponseHeaders), so
 * only those stand here that are the Gateway's to say, or as strict as works for all. A Content-Security-Policy and a
 * Permissions-Policy are the application's: one for all would take away its own, stricter one.
 */
const defaultHeaders: Readonly<Record<string, string>> = {
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'same-origin',
};

function dynamicConfig({ tls, headers }: TraefikConfig): DynamicConfig {
  const responseHeaders = Object.fromEntries(Object.entries({ ...defaultHeaders, ...headers }).filter(([, value]) => value !== ''));
  return {
    tls: {
      options: {
        // This name makes it the default of all routers, the Gateway's too (pkg/server/aggregator.go, mergeConfiguration).
        default: {
          ...(tls === 'good' ? { minVersion: 'VersionTLS13' } : { minVersion: 'VersionTLS12', cipherSuites: tls12Suites }),
          curvePreferences: curves,
          // A hostname that no certificate covers gets no connection, rather than one with a self-signed certificate.
          sniStrict: true,
        },
      },
    },
    http: { middlewares: { 'security-headers': { headers: { customResponseHeaders: responseHeaders } } } },
  };
}

/**
 * TLS options and headers as a file, not as Traefik's custom resources: those would bring ten definitions, more rights,
 * and a moment after each start without them. Returns a checksum, whose change must roll the pods.
 */
export function dynamicConfigMap(scope: Construct, name: string, config: TraefikConfig): string {
  const text = yamlText(dynamicConfig(config));
  new k8s.KubeConfigMap(scope, 'dynamic', { metadata: { name }, data: { [dynamicFile.name]: text } });
  return checksumOf(text);
}
