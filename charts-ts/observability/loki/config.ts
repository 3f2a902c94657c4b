import { type ClusterTenant, namespacesOf } from '../../config/tenants.ts';
import { quantity } from '../../config/values.ts';
import { goDuration } from '../../kit/duration.ts';

/** Loki's own configuration, as far as the platform writes it: https://grafana.com/docs/loki/latest/configure/ */
interface LokiConfig {
  readonly auth_enabled: boolean;
  readonly server: { readonly http_listen_port: number; readonly grpc_listen_port: number; readonly log_format: 'json'; readonly log_level: 'info' };
  readonly common: {
    readonly instance_addr: string;
    readonly path_prefix: string;
    readonly replication_factor: number;
    readonly ring: { readonly kvstore: { readonly store: 'inmemory' } };
    readonly storage: { readonly filesystem: { readonly chunks_directory: string; readonly rules_directory: string } };
  };
  readonly schema_config: {
    readonly configs: readonly {
      readonly from: string;
      readonly store: 'tsdb';
      readonly object_store: 'filesystem';
      readonly schema: 'v13';
      readonly index: { readonly prefix: string; readonly period: string };
    }[];
  };
  readonly limits_config: {
    readonly retention_period: string;
    readonly retention_stream?: readonly { readonly selector: string; readonly priority: number; readonly period: string }[];
    readonly reject_old_samples: boolean;
    readonly reject_old_samples_max_age: string;
    readonly allow_structured_metadata: boolean;
    readonly ingestion_rate_mb: number;
    readonly ingestion_burst_size_mb: number;
    readonly volume_enabled: boolean;
  };
  readonly compactor: { readonly working_directory: string; readonly retention_enabled: boolean; readonly delete_request_store: 'filesystem' };
  readonly query_range: {
    readonly results_cache: { readonly cache: { readonly embedded_cache: { readonly enabled: boolean; readonly max_size_mb: number } } };
  };
  readonly analytics: { readonly reporting_enabled: boolean };
}

export const ports = { http: 3100, grpc: 9095 } as const;
export const dataFolder = '/loki';

interface LokiSettings {
  readonly retention: string;
  readonly memory: string;
  readonly tenants: readonly ClusterTenant[];
}

/**
 * The streams of a tenant whose file says how long they are kept: as Alloy labels them, and as Loki labels what comes by OTLP.
 * https://grafana.com/docs/loki/latest/operations/storage/retention/
 */
function streamsOf(tenant: ClusterTenant) {
  if (!tenant.isWritten(['retention', 'logs'])) return [];
  const period = goDuration(tenant.config.retention.logs);
  return [`{tenant="${tenant.name}"}`, `{k8s_namespace_name=~"${namespacesOf(tenant).join('|')}"}`].map((selector) => ({ selector, priority: 1, period }));
}

/** One program with all parts, on one volume. */
export function lokiConfig({ retention, memory, tenants }: LokiSettings): LokiConfig {
  const hours = goDuration(retention);
  const streams = tenants.flatMap(streamsOf);
  return {
    // One tenant: whose logs are whose is told by their labels.
    auth_enabled: false,
    server: { http_listen_port: ports.http, grpc_listen_port: ports.grpc, log_format: 'json', log_level: 'info' },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: dataFolder,
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: { filesystem: { chunks_directory: `${dataFolder}/chunks`, rules_directory: `${dataFolder}/rules` } },
    },
    // A change of schema is a new entry with a day in the future; an entry never changes.
    schema_config: {
      configs: [{ from: '2026-01-01', store: 'tsdb', object_store: 'filesystem', schema: 'v13', index: { prefix: 'index_', period: '24h' } }],
    },
    limits_config: {
      retention_period: hours,
      ...(streams.length === 0 ? {} : { retention_stream: streams }),
      reject_old_samples: true,
      reject_old_samples_max_age: hours,
      // Needed for OTLP.
      allow_structured_metadata: true,
      ingestion_rate_mb: 16,
      ingestion_burst_size_mb: 32,
      volume_enabled: true,
    },
    compactor: { working_directory: `${dataFolder}/compactor`, retention_enabled: true, delete_request_store: 'filesystem' },
    query_range: {
      // Its default is a tenth of a gigabyte, whatever the container may have.
      results_cache: { cache: { embedded_cache: { enabled: true, max_size_mb: Math.max(8, Math.floor(quantity(memory) / 2 ** 20 / 16)) } } },
    },
    analytics: { reporting_enabled: false },
  };
}
