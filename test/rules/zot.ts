import type { RuleCase } from './rule-case.ts';

const labels = 'namespace="zot",job="zot"';
const up = `up{${labels},pod="zot-0"}`;
const requests = (code: string) => `zot_http_requests_total{${labels},method="GET",code="${code}"}`;
const runs = (error: string) => `zot_gc_runs_total{${labels},error="${error}"}`;

export const cases: readonly RuleCase[] = [
  { name: 'tells when the registry does not answer', rule: 'ZotDown', series: { [up]: '0x20' }, at: '15m', fires: [{}] },
  { name: 'stays quiet while it answers', rule: 'ZotDown', series: { [up]: '1x20' }, at: '15m' },
  {
    name: 'tells when one answer in ten is an error',
    rule: 'ZotErrors',
    series: { [requests('200')]: '0+9x60', [requests('503')]: '0+1x60' },
    at: '40m',
    fires: [{}],
  },
  {
    name: 'stays quiet while clients ask for what is not there',
    rule: 'ZotErrors',
    series: { [requests('200')]: '0+5x60', [requests('404')]: '0+5x60', [requests('500')]: '0x60' },
    at: '40m',
  },
  {
    name: 'tells when nothing was thrown away for two days',
    rule: 'ZotGarbageStays',
    series: { [runs('true')]: '0x1440 1x1440 2x2000', [runs('false')]: '5x4900' },
    at: '2960m',
    fires: [{}],
  },
  {
    name: 'stays quiet when it failed once, and worked the next day',
    rule: 'ZotGarbageStays',
    series: { [runs('true')]: '0x1440 1x3400', [runs('false')]: '5x1500 6x3400' },
    at: '2960m',
  },
];
