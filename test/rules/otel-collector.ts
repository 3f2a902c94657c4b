import type { RuleCase } from './rule-case.ts';

const agent = 'namespace="otel-collector",job="otel-collector",pod="otel-collector-a"';
const gateway = 'namespace="otel-collector",job="otel-gateway",pod="otel-gateway-a"';
const queue = (size: string): RuleCase['series'] => ({
  [`otelcol_exporter_queue_size{${agent},exporter="otlp_http/logs",data_type="logs"}`]: size,
  [`otelcol_exporter_queue_capacity{${agent},exporter="otlp_http/logs",data_type="logs"}`]: '200000x60',
});

export const cases: readonly RuleCase[] = [
  {
    name: 'tells which node has no agent that answers',
    rule: 'LogAgentDown',
    series: { [`up{${agent}}`]: '0x30', 'up{namespace="otel-collector",job="otel-collector",pod="otel-collector-b"}': '1x30' },
    at: '20m',
    fires: [{ namespace: 'otel-collector', job: 'otel-collector', pod: 'otel-collector-a' }],
  },
  { name: 'tells that there are no agents', rule: 'LogAgentDown', series: {}, at: '20m', fires: [{ namespace: 'otel-collector', job: 'otel-collector' }] },
  { name: 'stays quiet while all agents answer', rule: 'LogAgentDown', series: { [`up{${agent}}`]: '1x30' }, at: '20m' },
  {
    name: 'tells that logs have stopped',
    rule: 'LogsStopped',
    series: { [`otelcol_exporter_sent_log_records_total{${agent},exporter="otlp_http/logs"}`]: '0+100x10 1000x80' },
    at: '70m',
    fires: [{}],
  },
  {
    name: 'stays quiet while one node still sends',
    rule: 'LogsStopped',
    series: {
      [`otelcol_exporter_sent_log_records_total{${agent},exporter="otlp_http/logs"}`]: '1000x80',
      'otelcol_exporter_sent_log_records_total{namespace="otel-collector",job="otel-collector",pod="b"}': '0+1x80',
    },
    at: '70m',
  },
  { name: 'tells that no gateway answers', rule: 'TelemetryGatewayDown', series: { [`up{${gateway}}`]: '0x30' }, at: '15m', fires: [{}] },
  {
    name: 'stays quiet while one of two gateways answers',
    rule: 'TelemetryGatewayDown',
    series: { [`up{${gateway}}`]: '0x30', 'up{namespace="otel-collector",job="otel-gateway",pod="b"}': '1x30' },
    at: '15m',
  },
  {
    name: 'tells who has lost what',
    rule: 'TelemetryNotSent',
    series: { [`otelcol_exporter_send_failed_spans_total{${gateway},exporter="otlp_http/traces"}`]: '0+5x60' },
    at: '40m',
    fires: [{ job: 'otel-gateway', pod: 'otel-gateway-a', exporter: 'otlp_http/traces' }],
  },
  {
    name: 'stays quiet while all is taken',
    rule: 'TelemetryNotSent',
    series: { [`otelcol_exporter_send_failed_log_records_total{${agent},exporter="otlp_http/logs"}`]: '0x60' },
    at: '40m',
  },
  {
    name: 'tells that a queue fills',
    rule: 'TelemetryQueueFilling',
    series: queue('150000x60'),
    at: '20m',
    fires: [{ job: 'otel-collector', pod: 'otel-collector-a', exporter: 'otlp_http/logs' }],
  },
  { name: 'stays quiet about a queue that empties', rule: 'TelemetryQueueFilling', series: queue('150000-10000x20'), at: '20m' },
  {
    name: 'tells who refuses what comes in',
    rule: 'TelemetryRefused',
    series: { [`otelcol_receiver_refused_metric_points_total{${gateway},receiver="otlp",transport="grpc"}`]: '0+5x60' },
    at: '40m',
    fires: [{ job: 'otel-gateway', pod: 'otel-gateway-a', receiver: 'otlp' }],
  },
  {
    name: 'stays quiet while nothing is refused',
    rule: 'TelemetryRefused',
    series: { [`otelcol_receiver_refused_spans_total{${gateway},receiver="otlp",transport="grpc"}`]: '0x60' },
    at: '40m',
  },
];
