import { reservedWord } from '../../kit/series.ts';
import type { Config } from './config.ts';
import { redaction } from './redaction.ts';
import { collector, k8sAttributes, logExporter, logStatements, ports, queue } from './shared.ts';
import type { CollectorConfig, Pipeline, Transform } from './types.ts';

/** The stores that there are. */
export interface Stores {
  readonly logs: { readonly kind: 'victoria-logs' | 'loki'; readonly otlp: string };
  readonly traces: { readonly otlp: string } | undefined;
  readonly metrics: { readonly url: string; readonly otlp?: readonly string[] | undefined } | undefined;
}

/** What the gateway does: it takes what programs send, says whose it is, masks secrets, and sends each signal to its store. */
export function gatewayConfig({ events, redact }: Config, stores: Stores, own: { readonly namespace: string; readonly name: string }): CollectorConfig {
  const processors = ['memory_limiter', 'transform/untrusted', 'k8s_attributes', 'redaction'];
  const taken = (exporters: readonly string[], more: readonly string[] = []): Pipeline => ({
    receivers: ['otlp'],
    processors: [...processors, ...more],
    exporters,
  });
  const metricExporters = metricAddresses(stores.metrics).map(
    (address, index) => [index === 0 ? 'otlp_http/metrics' : `otlp_http/metrics-${index + 1}`, { metrics_endpoint: address, ...queue(false) }] as const,
  );
  return collector({
    extensions: events ? { k8s_leader_elector: { auth_type: 'serviceAccount', lease_name: own.name, lease_namespace: own.namespace } } : {},
    receivers: {
      otlp: { protocols: { grpc: { endpoint: `0.0.0.0:${ports.grpc}` }, http: { endpoint: `0.0.0.0:${ports.http}` } } },
      // One of the gateways reads them, or each event would be kept once for each.
      ...(events ? { k8s_events: { auth_type: 'serviceAccount', k8s_leader_elector: 'k8s_leader_elector' } } : {}),
    },
    processors: {
      'transform/untrusted': untrusted,
      k8s_attributes: k8sAttributes([{ sources: [{ from: 'connection' }] }]),
      redaction: redaction(redact),
      ...(events ? { 'transform/events': eventFields } : {}),
      ...(stores.metrics === undefined ? {} : { 'transform/metrics': metricLabels }),
    },
    exporters: {
      'otlp_http/logs': logExporter(stores.logs, stores.logs.otlp, { waits: false }),
      ...(stores.traces === undefined ? {} : { 'otlp_http/traces': { traces_endpoint: stores.traces.otlp, ...queue(false) } }),
      ...Object.fromEntries(metricExporters),
    },
    pipelines: {
      logs: taken(['otlp_http/logs']),
      ...(events
        ? {
            'logs/events': {
              receivers: ['k8s_events'],
              processors: ['memory_limiter', 'transform/events', 'k8s_attributes', 'redaction'],
              exporters: ['otlp_http/logs'],
            },
          }
        : {}),
      ...(stores.traces === undefined ? {} : { traces: taken(['otlp_http/traces']) }),
      ...(stores.metrics === undefined
        ? {}
        : {
            metrics: taken(
              metricExporters.map(([name]) => name),
              ['transform/metrics'],
            ),
          }),
    },
  });
}

/** Every replica gets everything: https://prometheus.io/docs/guides/opentelemetry/ */
function metricAddresses(store: Stores['metrics']): readonly string[] {
  return store === undefined ? [] : (store.otlp ?? [`${store.url}/api/v1/otlp/v1/metrics`]);
}

/** Deletes what a program says of its own place: that is set anew from the address that it sends from, so that nobody writes in another's name. */
const untrusted: Transform = {
  error_mode: 'ignore',
  log_statements: [deleting('resource'), deleting('log')],
  trace_statements: [deleting('resource'), deleting('span')],
  metric_statements: [deleting('resource'), deleting('datapoint', '^(?:tenant|namespace|pod)\\z')],
};

function deleting<C extends string>(
  context: C,
  names = '^(?:tenant|app|log\\.source|audit\\..+|k8s\\.(?:namespace|pod|node|deployment|statefulset|daemonset|replicaset|job|cronjob|cluster)\\..+)\\z',
) {
  return { context, statements: [`delete_matching_keys(${context}.attributes, ${JSON.stringify(names)})`] };
}

/**
 * What Prometheus would give a reserved name (kit/series.ts). It joins what is left between other characters, behind it the unit, and moves
 * `total` and `ratio` to the end: https://github.com/prometheus/otlptranslator/blob/v1.0.0/metric_namer.go
 */
const reserved = `^(?:[^0-9A-Za-z:]|total|ratio)*(?:${reservedWord}(?:[^0-9A-Za-z]|\\z)|\\z)`;

/** Prometheus keeps a resource's attributes beside its metrics, so the place is written on each of them, as scraping does; and names are kept from programs, as it does there. */
const metricLabels: Transform = {
  error_mode: 'silent',
  metric_statements: [
    {
      context: 'metric',
      statements: [`set(metric.name, Concat(["exported", metric.name], "_")) where IsMatch(metric.name, ${JSON.stringify(reserved)})`],
    },
    {
      context: 'datapoint',
      statements: [
        'set(datapoint.attributes["namespace"], resource.attributes["k8s.namespace.name"])',
        // Nobody's: without a namespace it would pass for the platform's.
        'set(datapoint.attributes["namespace"], "-") where datapoint.attributes["namespace"] == nil',
        'set(datapoint.attributes["pod"], resource.attributes["k8s.pod.name"])',
        'set(datapoint.attributes["tenant"], resource.attributes["tenant"])',
      ],
    },
  ],
};

/** The namespace is what the tenant is found by. */
const eventFields = logStatements(
  'set(resource.attributes["log.source"], "event")',
  'set(resource.attributes["k8s.namespace.name"], log.attributes["k8s.namespace.name"])',
);
