import { posix } from 'node:path';
import type { Settled } from './config.ts';
import { redaction } from './redaction.ts';
import { collector, k8sAttributes, logExporter, logStatements } from './shared.ts';
import type { CollectorConfig, FileLog, Pipeline } from './types.ts';

interface Store {
  readonly kind: 'victoria-logs' | 'loki';
  readonly otlp: string;
  readonly audit?: { readonly otlp: string } | undefined;
}

/** What the program on each node does: it reads log files, says whose they are, masks secrets, and sends them to the store. */
export function agentConfig({ podLogs, auditLog, redact }: Settled, store: Store, own: { readonly namespace: string; readonly name: string }): CollectorConfig {
  const pipelines: Record<string, Pipeline> = {
    ...(podLogs
      ? { 'logs/pods': { receivers: ['file_log/pods'], processors: ['memory_limiter', 'k8s_attributes', 'redaction'], exporters: ['otlp_http/logs'] } }
      : {}),
    // A record is kept as the API server wrote it: nothing in it is masked.
    ...(auditLog === undefined
      ? {}
      : { 'logs/audit': { receivers: ['file_log/audit'], processors: ['memory_limiter', 'transform/audit'], exporters: ['otlp_http/audit'] } }),
  };
  return collector({
    receivers: {
      ...(podLogs ? { 'file_log/pods': podFiles(own) } : {}),
      ...(auditLog === undefined ? {} : { 'file_log/audit': auditFiles(auditLog.path) }),
    },
    processors: {
      ...(podLogs ? { k8s_attributes: k8sAttributes(byFilePath, { ofThisNode: true }), redaction: redaction(redact) } : {}),
      ...(auditLog === undefined ? {} : { 'transform/audit': auditFields }),
    },
    exporters: {
      ...(podLogs ? { 'otlp_http/logs': logExporter(store, store.otlp, reads) } : {}),
      ...(auditLog === undefined ? {} : { 'otlp_http/audit': logExporter(store, store.audit?.otlp ?? store.otlp, reads) }),
    },
    pipelines,
  });
}

/** The folder of a pod's logs has its uid. Static pods have another uid in the API: these are found by their name. */
const byFilePath = [
  { sources: [{ from: 'resource_attribute', name: 'k8s.pod.uid' }] },
  {
    sources: [
      { from: 'resource_attribute', name: 'k8s.pod.name' },
      { from: 'resource_attribute', name: 'k8s.namespace.name' },
    ],
  },
] as const;

/** The file waits for the store. What is the same in every line, or told by the other fields, is not kept. */
const reads = { waits: true, ignored: ['log.file.path', 'logtag', 'scope.name', 'scope.version'] };

const files = {
  start_at: 'beginning',
  include_file_name: false,
  // A long line comes in parts, whose ends may be blanks.
  preserve_leading_whitespaces: true,
  preserve_trailing_whitespaces: true,
  poll_interval: '1s',
  max_log_size: '1MiB',
  storage: 'file_storage',
  // Never gives up: the file keeps what is not read.
  retry_on_failure: { enabled: true, max_elapsed_time: 0 },
} as const satisfies Partial<FileLog>;

function podFiles({ namespace, name }: { readonly namespace: string; readonly name: string }): FileLog {
  return {
    ...files,
    include: ['/var/log/pods/*/*/*.log'],
    // Its own: an error that it logs about a line would make the next line.
    exclude: [`/var/log/pods/${namespace}_${name}-*/*/*.log`],
    include_file_path: true,
    // Takes apart the line as containerd, CRI-O or Docker wrote it, puts long ones together, and reads pod and container from the path.
    operators: [{ type: 'container' }],
  };
}

/** The API server renames a full file to <name>-<time>.<ending>: those are read to their end. */
function auditFiles(path: string): FileLog {
  const { dir, name, ext } = posix.parse(path);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the collector.
  return { ...files, include: [`${dir}/${name}*${ext}`], resource: { 'log.source': 'audit', 'k8s.node.name': '${env:K8S_NODE_NAME}' } };
}

/** What people search audit records by; the record itself stays the message. https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ */
const auditFields = logStatements(
  'set(log.cache["record"], ParseJSON(log.body))',
  'set(log.time, Time(log.cache["record"]["stageTimestamp"], "%Y-%m-%dT%H:%M:%S.%fZ"))',
  ...Object.entries({
    id: ['auditID'],
    verb: ['verb'],
    user: ['user', 'username'],
    source: ['sourceIPs', 0],
    resource: ['objectRef', 'resource'],
    namespace: ['objectRef', 'namespace'],
    name: ['objectRef', 'name'],
    code: ['responseStatus', 'code'],
    stage: ['stage'],
  }).map(([field, path]) => `set(log.attributes["audit.${field}"], log.cache["record"]${path.map((key) => `[${JSON.stringify(key)}]`).join('')})`),
);
