import type { RuleCase } from './rule-case.ts';

const job = 'namespace="monitoring",job="victoria-traces"';

export const cases: readonly RuleCase[] = [
  { name: 'tells that the store does not answer', rule: 'TraceStoreDown', series: { [`up{${job}}`]: '0x30' }, at: '20m', fires: [{}] },
  { name: 'stays quiet while it answers', rule: 'TraceStoreDown', series: { [`up{${job}}`]: '1x30' }, at: '20m' },
  { name: 'tells that the volume is full', rule: 'TraceStoreReadOnly', series: { [`vt_storage_is_read_only{${job}}`]: '1x20' }, at: '10m', fires: [{}] },
  { name: 'stays quiet while it can write', rule: 'TraceStoreReadOnly', series: { [`vt_storage_is_read_only{${job}}`]: '0x20' }, at: '10m' },
  {
    name: 'tells why spans are dropped',
    rule: 'TracesDropped',
    series: { [`vt_rows_dropped_total{${job},reason="too_big_timestamp"}`]: '0+5x60' },
    at: '40m',
    fires: [{ reason: 'too_big_timestamp' }],
  },
  { name: 'stays quiet while none are', rule: 'TracesDropped', series: { [`vt_rows_dropped_total{${job},reason="too_big_timestamp"}`]: '0x60' }, at: '40m' },
];
