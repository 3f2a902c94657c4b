import type { RuleCase } from './rule-case.ts';

const up = (job: string, pod: string) => `up{namespace="oauth2-proxy",job="${job}",pod="${pod}"}`;
const requests = (code: string) => `oauth2_proxy_requests_total{namespace="oauth2-proxy",job="login-perses",code="${code}"}`;

export const cases: readonly RuleCase[] = [
  {
    name: "tells when no pod of a page's proxy answers, though those of another do",
    rule: 'LoginProxyDown',
    series: {
      [up('login-perses', 'login-perses-1')]: '0x20',
      [up('login-prometheus', 'login-prometheus-1')]: '1x20',
      [up('login-alertmanager', 'login-alertmanager-1')]: '1x20',
    },
    at: '15m',
    fires: [{ page: 'perses' }],
  },
  {
    name: 'stays quiet while one of two pods of each page answers',
    rule: 'LoginProxyDown',
    series: {
      [up('login-perses', 'login-perses-1')]: '0x20',
      [up('login-perses', 'login-perses-2')]: '1x20',
      [up('login-prometheus', 'login-prometheus-1')]: '1x20',
      [up('login-alertmanager', 'login-alertmanager-1')]: '1x20',
    },
    at: '15m',
  },
  {
    name: 'tells when answers fail',
    rule: 'LoginProxyErrors',
    series: { [requests('200')]: '0+8x40', [requests('502')]: '0+2x40' },
    at: '35m',
    fires: [{ job: 'login-perses' }],
  },
  {
    name: 'stays quiet while people are only sent to log in, or refused',
    rule: 'LoginProxyErrors',
    series: { [requests('302')]: '0+8x40', [requests('403')]: '0+2x40', [requests('502')]: '0+0x40' },
    at: '35m',
  },
  {
    name: 'stays quiet while nobody asks anything',
    rule: 'LoginProxyErrors',
    series: { [requests('200')]: '7x40' },
    at: '35m',
  },
];
