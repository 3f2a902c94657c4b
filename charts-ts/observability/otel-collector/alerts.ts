import type { Alert } from '../../kit/metrics.ts';

const jobs = 'namespace="otel-collector",job=~"otel-collector|otel-gateway"';
const each = 'sum by (job, pod, exporter)';

/** Names: https://opentelemetry.io/docs/collector/internal-telemetry/. `agent`: whether there is one on each node. */
export function collectorAlerts(agent: boolean): readonly Alert[] {
  return [
    ...(agent ? agentAlerts : []),
    {
      name: 'TelemetryGatewayDown',
      expression: 'absent(up{namespace="otel-collector",job="otel-gateway"} == 1)',
      holds: '10m',
      severity: 'warning',
      summary: 'No OTLP gateway answers: programs cannot send traces, metrics and logs',
      runbook: 'kubectl -n otel-collector describe deploy otel-gateway, then its logs',
    },
    {
      name: 'TelemetryNotSent',
      // Counted when it gives up: the store has refused it for good.
      expression: anyOf((signal) => `${each} (increase(otelcol_exporter_send_failed_${signal}_total{${jobs}}[15m])) > 0`),
      holds: '15m',
      severity: 'warning',
      summary: '{{ $labels.pod }} has lost what {{ $labels.exporter }} would not take',
      runbook: 'kubectl -n otel-collector logs {{ $labels.pod }} says what the store answered',
    },
    {
      name: 'TelemetryQueueFilling',
      expression: `max by (job, pod, exporter) (otelcol_exporter_queue_size{${jobs}}) > 0.5 * max by (job, pod, exporter) (otelcol_exporter_queue_capacity{${jobs}})`,
      holds: '15m',
      severity: 'warning',
      summary: '{{ $labels.pod }} cannot get rid of what it has for {{ $labels.exporter }}: when its queue is full, an agent waits and a gateway refuses',
      runbook: 'is the store up, and does a network policy let it be reached? kubectl -n otel-collector logs {{ $labels.pod }} says what it answers',
    },
    {
      name: 'TelemetryRefused',
      expression: anyOf((signal) => `sum by (job, pod, receiver) (increase(otelcol_receiver_refused_${signal}_total{${jobs}}[15m])) > 0`),
      holds: '15m',
      severity: 'warning',
      summary: '{{ $labels.pod }} refuses what comes in by {{ $labels.receiver }}: it is short of memory, or its queue is full',
      runbook: 'see the dashboard OpenTelemetry Collector; raise its size or gateway.replicas in cluster.yaml, or find who sends so much',
    },
  ];
}

function anyOf(expression: (signal: string) => string): string {
  return ['log_records', 'spans', 'metric_points'].map(expression).join(' or ');
}

const agentAlerts: readonly Alert[] = [
  {
    name: 'LogAgentDown',
    expression: 'up{namespace="otel-collector",job="otel-collector"} == 0 or absent(up{namespace="otel-collector",job="otel-collector"})',
    holds: '15m',
    severity: 'warning',
    summary: 'A log agent does not answer: logs of its node are not collected, and are lost when their files are rotated',
    runbook: 'kubectl -n otel-collector get pods -o wide, then the logs of the pod that is not ready',
  },
  {
    name: 'LogsStopped',
    expression: 'sum(rate(otelcol_exporter_sent_log_records_total{namespace="otel-collector",job="otel-collector"}[30m])) == 0',
    holds: '15m',
    severity: 'critical',
    summary: 'No log of any node has reached the store for half an hour',
    runbook: 'is the log store up (LogStoreDown)? If it is: kubectl -n otel-collector logs daemonset/otel-collector',
  },
];
