import type { RuleCase } from './rule-case.ts';

const requests = (code: string) => `grafana_http_request_duration_seconds_count{job="grafana",status_code="${code}",handler="/api/ds/query",method="POST"}`;

export const cases: readonly RuleCase[] = [
  { name: 'tells when Grafana does not answer', rule: 'GrafanaDown', series: { 'up{job="grafana"}': '0x20' }, at: '15m', fires: [{}] },
  { name: 'stays quiet while Grafana answers', rule: 'GrafanaDown', series: { 'up{job="grafana"}': '1x20' }, at: '15m' },
  {
    name: 'tells when one answer in five is an error',
    rule: 'GrafanaErrors',
    series: { [requests('200')]: '0+8x40', [requests('500')]: '0+2x40' },
    at: '35m',
    fires: [{}],
  },
  {
    name: 'stays quiet while one answer in fifty is an error',
    rule: 'GrafanaErrors',
    series: { [requests('200')]: '0+49x40', [requests('500')]: '0+1x40' },
    at: '35m',
  },
];
