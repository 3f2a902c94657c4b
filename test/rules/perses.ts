import type { RuleCase } from './rule-case.ts';

const requests = (code: string, handler = '/proxy/globaldatasources/:name/*') =>
  `perses_http_request_total{job="perses",code="${code}",handler="${handler}",method="GET"}`;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when no pod of Perses answers',
    rule: 'PersesDown',
    series: { 'up{job="perses",pod="perses-1"}': '0x20' },
    at: '15m',
    fires: [{}],
  },
  {
    name: 'stays quiet while one of two pods answers',
    rule: 'PersesDown',
    series: { 'up{job="perses",pod="perses-1"}': '0x20', 'up{job="perses",pod="perses-2"}': '1x20' },
    at: '15m',
  },
  {
    name: 'tells when queries fail, though the probes are answered',
    rule: 'PersesErrors',
    series: { [requests('200')]: '0+8x40', [requests('502')]: '0+2x40', [requests('200', '/api/v1/health')]: '0+100x40' },
    at: '35m',
    fires: [{}],
  },
  {
    name: 'stays quiet while one query in fifty fails',
    rule: 'PersesErrors',
    series: { [requests('200')]: '0+49x40', [requests('502')]: '0+1x40' },
    at: '35m',
  },
  {
    name: 'stays quiet while nobody asks anything',
    rule: 'PersesErrors',
    series: { [requests('200', '/api/v1/health')]: '0+100x40' },
    at: '35m',
  },
];
