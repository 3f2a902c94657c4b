import type { RuleCase } from './rule-case.ts';

const job = 'namespace="logging",job="loki"';
const requests = (code: string) => `loki_request_duration_seconds_count{${job},route="loki_api_v1_push",status_code="${code}"}`;

export const cases: readonly RuleCase[] = [
  { name: 'tells that Loki does not answer', rule: 'LokiDown', series: { [`up{${job}}`]: '0x30' }, at: '15m', fires: [{}] },
  { name: 'stays quiet while it answers', rule: 'LokiDown', series: { [`up{${job}}`]: '1x30' }, at: '15m' },
  {
    name: 'tells which requests fail',
    rule: 'LokiRequestsFail',
    series: { [requests('204')]: '0+8x40', [requests('500')]: '0+2x40' },
    at: '30m',
    fires: [{ route: 'loki_api_v1_push' }],
  },
  { name: 'stays quiet while few fail', rule: 'LokiRequestsFail', series: { [requests('204')]: '0+99x40', [requests('500')]: '0+1x40' }, at: '30m' },
  {
    name: 'tells why lines are discarded',
    rule: 'LokiDiscards',
    series: { [`loki_discarded_samples_total{${job},reason="rate_limited"}`]: '0+5x60' },
    at: '40m',
    fires: [{ reason: 'rate_limited' }],
  },
  { name: 'stays quiet while none are', rule: 'LokiDiscards', series: { [`loki_discarded_samples_total{${job},reason="rate_limited"}`]: '3x60' }, at: '40m' },
  {
    name: 'tells that the volume is full',
    rule: 'LokiVolumeFull',
    series: { [`loki_ingester_wal_disk_full_failures_total{${job}}`]: '0+1x40' },
    at: '30m',
    fires: [{}],
  },
  { name: 'stays quiet while it is not', rule: 'LokiVolumeFull', series: { [`loki_ingester_wal_disk_full_failures_total{${job}}`]: '0x40' }, at: '30m' },
];
