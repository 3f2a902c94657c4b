import type { RuleCase } from './rule-case.ts';

const requests = (code: string, handler = '/proxy/projects/:project/datasources/:name/*', job = 'dashboards-of-tenants') =>
  `perses_http_request_total{namespace="${job}",job="${job}",code="${code}",handler="${handler}",method="POST"}`;
const whoAmI = '/api/v1/user/whoami';

export const cases: readonly RuleCase[] = [
  {
    name: "tells when no pod of tenants' dashboards answers, though the platform's own does",
    rule: 'TenantDashboardsDown',
    series: {
      'up{namespace="dashboards-of-tenants",job="dashboards-of-tenants",pod="dashboards-of-tenants-1"}': '0x20',
      'up{namespace="perses",job="perses",pod="perses-1"}': '1x20',
    },
    at: '15m',
    fires: [{}],
  },
  {
    name: 'stays quiet while one of two pods answers',
    rule: 'TenantDashboardsDown',
    series: {
      'up{namespace="dashboards-of-tenants",job="dashboards-of-tenants",pod="dashboards-of-tenants-1"}': '0x20',
      'up{namespace="dashboards-of-tenants",job="dashboards-of-tenants",pod="dashboards-of-tenants-2"}': '1x20',
    },
    at: '15m',
  },
  {
    name: 'tells when queries fail, though the probes are answered',
    rule: 'TenantDashboardsErrors',
    series: { [requests('200')]: '0+8x40', [requests('502')]: '0+2x40', [requests('200', '/api/v1/health')]: '0+100x40' },
    at: '35m',
    fires: [{}],
  },
  {
    name: "stays quiet while the platform's own dashboards fail",
    rule: 'TenantDashboardsErrors',
    series: { [requests('200')]: '0+8x40', [requests('502', '/proxy/globaldatasources/:name/*', 'perses')]: '0+8x40' },
    at: '35m',
  },
  {
    name: 'tells when the API server takes the token of nobody',
    rule: 'TenantDashboardsRefused',
    series: { [requests('401', whoAmI)]: '0+9x40', [requests('200', whoAmI)]: '0+1x40' },
    at: '35m',
    fires: [{}],
  },
  {
    name: 'stays quiet while one login in ten has ended',
    rule: 'TenantDashboardsRefused',
    series: { [requests('401', whoAmI)]: '0+1x40', [requests('200', whoAmI)]: '0+9x40' },
    at: '35m',
  },
];
