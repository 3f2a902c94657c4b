import type { RuleCase } from './rule-case.ts';

const job = 'namespace="monitoring",job="victoria-logs"';
const other = { 'up{namespace="monitoring",job="victoria-logs-audit"}': '1x60' };
const disk = (used: string): RuleCase['series'] => ({
  [`vl_data_size_bytes{${job},type="storage"}`]: used,
  [`vl_data_size_bytes{${job},type="indexdb"}`]: '1x100',
  [`vl_max_disk_space_usage_bytes{${job},path="/data"}`]: '100x100',
});

export const cases: readonly RuleCase[] = [
  {
    name: 'tells which store is gone',
    rule: 'LogStoreDown',
    series: { ...other, [`up{${job},pod="victoria-logs-0"}`]: '1x5 _x30' },
    at: '30m',
    fires: [{ namespace: 'monitoring', job: 'victoria-logs' }],
  },
  {
    name: 'tells of a store that does not answer',
    rule: 'LogStoreDown',
    series: { ...other, [`up{${job},pod="victoria-logs-0"}`]: '0x30' },
    at: '15m',
    fires: [{ namespace: 'monitoring', job: 'victoria-logs' }],
  },
  { name: 'stays quiet while the store moves to another node', rule: 'LogStoreDown', series: { ...other, [`up{${job}}`]: '1x10 0x5 1x20' }, at: '20m' },
  {
    name: 'tells that the volume is full',
    rule: 'LogStoreReadOnly',
    series: { [`vl_storage_is_read_only{${job},path="/data"}`]: '1x20' },
    at: '10m',
    fires: [{ job: 'victoria-logs' }],
  },
  { name: 'stays quiet while it can write', rule: 'LogStoreReadOnly', series: { [`vl_storage_is_read_only{${job},path="/data"}`]: '0x20' }, at: '10m' },
  { name: 'tells that days go before their time', rule: 'LogsKeptShorterThanAsked', series: disk('96x100'), at: '70m', fires: [{ job: 'victoria-logs' }] },
  { name: 'stays quiet while the retention fits', rule: 'LogsKeptShorterThanAsked', series: disk('80x100'), at: '70m' },
  {
    name: 'tells why logs are dropped',
    rule: 'LogsDropped',
    series: { [`vl_rows_dropped_total{${job},reason="too_small_timestamp"}`]: '0+5x60', [`vl_rows_dropped_total{${job},reason="too_big_timestamp"}`]: '0x60' },
    at: '40m',
    fires: [{ job: 'victoria-logs', reason: 'too_small_timestamp' }],
  },
  {
    name: 'stays quiet about logs that were dropped long ago',
    rule: 'LogsDropped',
    series: { [`vl_rows_dropped_total{${job},reason="x"}`]: '7x60' },
    at: '40m',
  },
  {
    name: 'tells that it refuses what is sent',
    rule: 'LogStoreRefuses',
    series: { [`vl_http_errors_total{${job},path="/insert/opentelemetry/v1/logs"}`]: '0+1x60' },
    at: '40m',
    fires: [{ job: 'victoria-logs', path: '/insert/opentelemetry/v1/logs' }],
  },
  {
    name: 'stays quiet about a question that it does not understand',
    rule: 'LogStoreRefuses',
    series: { [`vl_http_errors_total{${job},path="/select/logsql/query"}`]: '0+1x60' },
    at: '40m',
  },
];
