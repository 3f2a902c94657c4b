import type { RuleCase } from './rule-case.ts';

const job = 'namespace="logging",job="alloy",pod="alloy-a"';

export const cases: readonly RuleCase[] = [
  {
    name: 'tells which Alloy does not answer',
    rule: 'AlloyDown',
    series: { [`up{${job}}`]: '0x30' },
    at: '20m',
    fires: [{ namespace: 'logging', job: 'alloy', pod: 'alloy-a' }],
  },
  { name: 'stays quiet while it answers', rule: 'AlloyDown', series: { [`up{${job}}`]: '1x30' }, at: '20m' },
  {
    name: 'tells that lines are dropped',
    rule: 'AlloyDropsLogs',
    series: { [`loki_write_dropped_entries_total{${job},reason="rate_limited"}`]: '0+5x60' },
    at: '40m',
    fires: [{ pod: 'alloy-a', reason: 'rate_limited' }],
  },
  {
    name: 'stays quiet while none are',
    rule: 'AlloyDropsLogs',
    series: { [`loki_write_dropped_entries_total{${job},reason="rate_limited"}`]: '0x60' },
    at: '40m',
  },
  {
    name: 'tells that logs have stopped',
    rule: 'AlloyLogsStopped',
    series: { [`loki_write_sent_entries_total{${job}}`]: '0+9x10 90x80' },
    at: '70m',
    fires: [{}],
  },
  { name: 'stays quiet while lines are sent', rule: 'AlloyLogsStopped', series: { [`loki_write_sent_entries_total{${job}}`]: '0+1x80' }, at: '70m' },
];
