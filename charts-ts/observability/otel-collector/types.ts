/** A collector's configuration, as far as the platform writes it: https://opentelemetry.io/docs/collector/configuration/ */
export interface CollectorConfig {
  readonly extensions: Readonly<Record<string, Extension>>;
  readonly receivers: Readonly<Record<string, Receiver>>;
  readonly processors: Readonly<Record<string, Processor>>;
  readonly exporters: Readonly<Record<string, OtlpHttpExporter>>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<Record<string, Pipeline>>;
    readonly telemetry: Telemetry;
  };
}

export interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

export type Extension = HealthCheck | FileStorage | LeaderElector;
export type Receiver = FileLog | Otlp | Events;
export type Processor = MemoryLimiter | K8sAttributes | Redaction | Transform;

interface HealthCheck {
  readonly endpoint: string;
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/extension/storage/filestorage */
interface FileStorage {
  readonly directory: string;
  readonly max_size: number;
  readonly recreate: boolean;
  readonly fsync: boolean;
}

interface LeaderElector {
  readonly auth_type: 'serviceAccount';
  readonly lease_name: string;
  readonly lease_namespace: string;
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/receiver/filelogreceiver */
export interface FileLog {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  readonly start_at: 'beginning' | 'end';
  readonly include_file_name: boolean;
  readonly include_file_path?: boolean;
  readonly preserve_leading_whitespaces: boolean;
  readonly preserve_trailing_whitespaces: boolean;
  readonly poll_interval: string;
  readonly max_log_size: string;
  readonly storage: string;
  readonly retry_on_failure: { readonly enabled: true; readonly max_elapsed_time: number };
  readonly resource?: Readonly<Record<string, string>>;
  readonly operators?: readonly { readonly type: 'container' }[];
}

interface Otlp {
  readonly protocols: { readonly grpc: { readonly endpoint: string }; readonly http: { readonly endpoint: string } };
}

interface Events {
  readonly auth_type: 'serviceAccount';
  readonly k8s_leader_elector: string;
}

interface MemoryLimiter {
  readonly check_interval: string;
  readonly limit_percentage: number;
  readonly spike_limit_percentage: number;
}

interface Source {
  readonly from: 'resource_attribute' | 'connection';
  readonly name?: string;
}

interface FromLabel {
  readonly tag_name: string;
  readonly key: string;
  readonly from: 'pod' | 'namespace';
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/k8sattributesprocessor */
export interface K8sAttributes {
  readonly auth_type: 'serviceAccount';
  readonly filter?: { readonly node_from_env_var: string };
  readonly extract: { readonly metadata: readonly string[]; readonly labels: readonly FromLabel[] };
  readonly pod_association: readonly { readonly sources: readonly Source[] }[];
  readonly wait_for_metadata: boolean;
  readonly wait_for_metadata_timeout: string;
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/redactionprocessor */
export interface Redaction {
  readonly allow_all_keys: true;
  readonly blocked_key_patterns: readonly string[];
  readonly blocked_values: readonly string[];
  readonly summary: 'silent';
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/transformprocessor */
export interface Transform {
  readonly error_mode: 'ignore' | 'silent';
  readonly log_statements?: readonly Statements<'resource' | 'log'>[];
  readonly trace_statements?: readonly Statements<'resource' | 'span'>[];
  readonly metric_statements?: readonly Statements<'resource' | 'metric' | 'datapoint'>[];
}

/** In OTTL, the collector's language for changing what passes. */
interface Statements<Context extends string> {
  readonly context: Context;
  readonly statements: readonly string[];
}

/** https://github.com/open-telemetry/opentelemetry-collector/tree/main/exporter/exporterhelper */
export interface OtlpHttpExporter {
  readonly logs_endpoint?: string;
  readonly traces_endpoint?: string;
  readonly metrics_endpoint?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sending_queue: {
    readonly storage: string;
    readonly sizer: 'items';
    readonly queue_size: number;
    readonly block_on_overflow: boolean;
    readonly num_consumers: number;
    readonly batch: { readonly flush_timeout: string; readonly min_size: number; readonly max_size: number };
  };
  readonly retry_on_failure: { readonly max_elapsed_time: number };
  readonly timeout: string;
}

interface Telemetry {
  readonly logs: { readonly level: 'info'; readonly encoding: 'json' };
  readonly metrics: {
    readonly level: 'normal';
    readonly readers: readonly { readonly pull: { readonly exporter: { readonly prometheus: PrometheusReader } } }[];
  };
}

interface PrometheusReader {
  readonly host: string;
  readonly port: number;
  readonly without_type_suffix: boolean;
  readonly without_units: boolean;
  readonly without_scope_info: boolean;
}
