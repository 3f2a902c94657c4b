import { polder } from '../../kit/labels.ts';
import type { CollectorConfig, K8sAttributes, OtlpHttpExporter, Transform } from './types.ts';

/** Ports of both programs. */
export const ports = { grpc: 4317, http: 4318, metrics: 8888, health: 13133 } as const;

/** Where each keeps its place in files, and what it could not send yet. */
export const storageFolder = '/var/lib/otelcol';

const gibibyte = 2 ** 30;

/** Fields that make a stream in VictoriaLogs: they change seldom, and people search by them. */
const streamFields = ['log.source', 'k8s.namespace.name', 'tenant', 'k8s.pod.name', 'k8s.container.name', 'k8s.node.name'];

interface LogStore {
  readonly kind: 'victoria-logs' | 'loki';
}

/** Logs to a store, in the way of its kind. `ignored`: fields that it need not keep. */
export function logExporter(store: LogStore, otlp: string, options: { readonly waits: boolean; readonly ignored?: readonly string[] }): OtlpHttpExporter {
  const { waits, ignored = [] } = options;
  return {
    logs_endpoint: otlp,
    // https://docs.victoriametrics.com/victorialogs/data-ingestion/#http-headers; Loki has its labels from resource attributes by itself.
    ...(store.kind === 'victoria-logs'
      ? { headers: { 'VL-Stream-Fields': streamFields.join(','), ...(ignored.length === 0 ? {} : { 'VL-Ignore-Fields': ignored.join(',') }) } }
      : {}),
    ...queue(waits),
  };
}

/** On disk, so that a restart loses nothing. `waits`: whoever sends is held up when it is full, since it can keep its data itself. */
export function queue(waits: boolean): Pick<OtlpHttpExporter, 'sending_queue' | 'retry_on_failure' | 'timeout'> {
  return {
    sending_queue: {
      storage: 'file_storage',
      sizer: 'items',
      queue_size: 200_000,
      block_on_overflow: waits,
      num_consumers: 4,
      batch: { flush_timeout: '1s', min_size: 1000, max_size: 5000 },
    },
    // For ever: what a store refuses for good is dropped at once.
    retry_on_failure: { max_elapsed_time: 0 },
    timeout: '30s',
  };
}

/** Whose it is: the pod, what it belongs to, and its tenant. */
export function k8sAttributes(association: K8sAttributes['pod_association'], options: { readonly ofThisNode?: boolean } = {}): K8sAttributes {
  return {
    auth_type: 'serviceAccount',
    ...(options.ofThisNode ? { filter: { node_from_env_var: 'K8S_NODE_NAME' } } : {}),
    extract: {
      // None of these needs more than pods: the names of workloads are read from their pods' owners.
      metadata: ['namespace', 'pod', 'node', 'deployment', 'statefulset', 'daemonset', 'job', 'cronjob', 'container'].map((kind) => `k8s.${kind}.name`),
      labels: [
        { tag_name: 'tenant', key: polder.tenant, from: 'namespace' },
        { tag_name: 'app', key: 'app.kubernetes.io/name', from: 'pod' },
      ],
    },
    pod_association: association,
    // Otherwise the first logs after a start would have no tenant.
    wait_for_metadata: true,
    wait_for_metadata_timeout: '60s',
  };
}

/** Sets resource attributes of logs by OTTL, the collector's language of statements. */
export function logStatements(...statements: readonly string[]): Transform {
  return { error_mode: 'silent', log_statements: [{ context: 'log', statements }] };
}

/** Says how names end, since its default differs by how it is asked. */
const reader = { host: '0.0.0.0', port: ports.metrics, without_type_suffix: false, without_units: false, without_scope_info: true };

/** What both programs have: health, a place on disk, a limit of memory, and their own logs and metrics. */
export function collector(parts: {
  readonly extensions?: CollectorConfig['extensions'];
  readonly receivers: CollectorConfig['receivers'];
  readonly processors: CollectorConfig['processors'];
  readonly exporters: CollectorConfig['exporters'];
  readonly pipelines: CollectorConfig['service']['pipelines'];
}): CollectorConfig {
  const extensions: CollectorConfig['extensions'] = {
    health_check: { endpoint: `0.0.0.0:${ports.health}` },
    file_storage: { directory: storageFolder, max_size: gibibyte, recreate: true, fsync: false },
    ...parts.extensions,
  };
  return {
    extensions,
    receivers: parts.receivers,
    processors: { memory_limiter: { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 20 }, ...parts.processors },
    exporters: parts.exporters,
    service: {
      extensions: Object.keys(extensions),
      pipelines: parts.pipelines,
      telemetry: {
        logs: { level: 'info', encoding: 'json' },
        metrics: { level: 'normal', readers: [{ pull: { exporter: { prometheus: reader } } }] },
      },
    },
  };
}
