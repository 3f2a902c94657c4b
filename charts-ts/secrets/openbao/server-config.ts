import type { Seal } from './config.ts';
import { podHost, ports } from './names.ts';

/** Folders in the container. */
export const paths = {
  config: '/openbao/config',
  data: '/openbao/data',
  firstStart: '/openbao/first-start',
  seal: '/openbao/seal',
  tls: '/openbao/tls',
  trust: '/openbao/trust',
} as const;

/** https://openbao.org/docs/configuration/: the part that the platform writes, in the JSON that OpenBao reads beside HCL. */
interface ServerConfig {
  readonly ui: false;
  readonly cluster_name: string;
  readonly log_format: 'json';
  readonly listener: readonly { readonly tcp: TcpListener }[];
  readonly storage: { readonly raft: { readonly path: string; readonly retry_join?: readonly RetryJoin[] } };
  readonly seal?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly audit: readonly { readonly file: Readonly<Record<string, { readonly description: string; readonly options: { readonly file_path: string } }>> }[];
  readonly telemetry: { readonly prometheus_retention_time: string; readonly disable_hostname: true };
}

interface TcpListener {
  readonly address: string;
  readonly cluster_address?: string;
  readonly tls_cert_file?: string;
  readonly tls_key_file?: string;
  readonly tls_min_version?: 'tls12' | 'tls13';
  readonly tls_disable_client_certs?: true;
  readonly tls_disable?: true;
  readonly telemetry: {
    readonly disallow_metrics?: true;
    readonly metrics_only?: true;
    readonly metrics_path?: string;
    readonly unauthenticated_metrics_access?: true;
  };
}

interface RetryJoin {
  readonly leader_api_addr: string;
  readonly leader_ca_cert_file: string;
}

export interface ServerOptions {
  readonly namespace: string;
  readonly clusterName: string;
  readonly replicas: number;
  readonly seal: Seal;
  /** The file with the CAs that a transit seal's server is checked with; the image's own when left out. */
  readonly trusted?: string;
}

/** What every pod is started with; what differs between pods comes by their environment. */
export function serverConfig({ namespace, clusterName, replicas, seal, trusted }: ServerOptions): ServerConfig {
  return {
    ui: false,
    cluster_name: clusterName,
    log_format: 'json',
    listener: [{ tcp: apiListener() }, { tcp: metricsListener() }],
    storage: { raft: { path: paths.data, ...(replicas === 1 ? {} : { retry_join: ordinals(replicas).map((ordinal) => join(ordinal, namespace)) }) } },
    ...sealStanza(seal, trusted),
    // On standard output, for whatever collects the logs of pods. When no audit device takes a line, OpenBao refuses the request.
    audit: [{ file: { stdout: { description: 'Who asked for what, with hashes in place of secrets', options: { file_path: 'stdout' } } } }],
    // Longer than its slowest gauge (10m), and short, so that those of a former leader do not linger.
    telemetry: { prometheus_retention_time: '15m', disable_hostname: true },
  };
}

export function ordinals(replicas: number): number[] {
  return Array.from({ length: replicas }, (_, ordinal) => ordinal);
}

function apiListener(): TcpListener {
  return {
    address: `:${ports.api}`,
    cluster_address: `:${ports.cluster}`,
    tls_cert_file: `${paths.tls}/tls.crt`,
    tls_key_file: `${paths.tls}/tls.key`,
    tls_min_version: 'tls13',
    tls_disable_client_certs: true,
    telemetry: { disallow_metrics: true },
  };
}

/** Serves nothing but metrics, without TLS and without a token, as every other program's: the network policy lets Prometheus in. */
function metricsListener(): TcpListener {
  return {
    address: `:${ports.metrics}`,
    // Of its own, which nobody calls: the next port would be taken.
    cluster_address: '127.0.0.1:8203',
    tls_disable: true,
    telemetry: { metrics_only: true, metrics_path: '/metrics', unauthenticated_metrics_access: true },
  };
}

function join(ordinal: number, namespace: string): RetryJoin {
  return { leader_api_addr: `https://${podHost(ordinal, namespace)}:${ports.api}`, leader_ca_cert_file: `${paths.tls}/ca.crt` };
}

/** https://openbao.org/docs/configuration/seal/: none where people hold the key. */
function sealStanza(seal: Seal, trusted: string | undefined): Pick<ServerConfig, 'seal'> {
  switch (seal.by) {
    case 'manual':
      return {};
    case 'static':
      return {
        seal: {
          static: {
            current_key_id: seal.keyId,
            current_key: `file://${paths.seal}/${seal.keyId}`,
            ...(seal.previousKeyId === undefined ? {} : { previous_key_id: seal.previousKeyId, previous_key: `file://${paths.seal}/${seal.previousKeyId}` }),
          },
        },
      };
    case 'transit':
      // The token comes by the environment: this file is a ConfigMap.
      return {
        seal: {
          transit: {
            address: seal.address,
            key_name: seal.keyName,
            mount_path: seal.mountPath,
            ...(trusted === undefined ? {} : { tls_ca_cert: trusted }),
          },
        },
      };
  }
}
