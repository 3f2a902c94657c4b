import type { RuleCase } from './rule-case.ts';

const evicted = (result: string, more = '') =>
  `descheduler_pods_evicted_total{job="descheduler",result="${result}",strategy="RemoveDuplicates",profile="platform",namespace="parking",node="n1"${more}}`;

export const cases: readonly RuleCase[] = [
  { name: 'tells when it is down', rule: 'DeschedulerDown', series: { 'up{job="descheduler",pod="a"}': '0x60' }, at: '40m', fires: [{}] },
  { name: 'is quiet while it answers', rule: 'DeschedulerDown', series: { 'up{job="descheduler",pod="a"}': '1x60' }, at: '40m' },
  {
    name: 'tells when it goes no round any more',
    rule: 'DeschedulerStandsStill',
    series: { 'descheduler_loop_duration_seconds_count{job="descheduler",pod="a"}': '5x120' },
    at: '100m',
    fires: [{ job: 'descheduler', pod: 'a' }],
  },
  {
    name: 'is quiet while it goes its rounds',
    rule: 'DeschedulerStandsStill',
    series: { 'descheduler_loop_duration_seconds_count{job="descheduler",pod="a"}': '0x14 1x14 2x14 3x14 4x14 5x14 6x14 7x14' },
    at: '100m',
  },
  {
    name: 'tells when evictions fail hour after hour',
    rule: 'DeschedulerEvictionsFail',
    series: { [evicted('error')]: '0+1x180' },
    at: '150m',
    fires: [{ namespace: 'parking' }],
  },
  {
    name: 'is quiet when its own limit stops it',
    rule: 'DeschedulerEvictionsFail',
    series: { [evicted('maximum number of evicted pods per node reached')]: '0+1x180' },
    at: '150m',
  },
  {
    name: 'tells when pods are moved for ever',
    rule: 'DeschedulerEvictsAgainAndAgain',
    series: { [evicted('success')]: '0+1x600' },
    at: '300m',
    fires: [{ namespace: 'parking', strategy: 'RemoveDuplicates' }],
  },
  { name: 'is quiet after one move', rule: 'DeschedulerEvictsAgainAndAgain', series: { [evicted('success')]: '0x100 20x500' }, at: '300m' },
];
