import type { Alert } from '../../kit/metrics.ts';
import { persesAlerts } from '../../kit/perses-health.ts';
import { name } from './names.ts';

/** Each page asks it first who somebody is. */
const whoAmI = `job="${name}",handler="/api/v1/user/whoami"`;

export const tenantDashboardsAlerts: readonly Alert[] = [
  ...persesAlerts(
    { name: 'TenantDashboards', job: name },
    {
      down: {
        summary: 'No pod answers that shows tenants their dashboards',
        runbook: `kubectl -n ${name} get pods,events; read the log of the newest pod; "cannot find service account" means that its token is not mounted`,
      },
      errors: {
        summary: "More than 1 in 10 answers of tenants' dashboards are errors",
        runbook: `kubectl -n ${name} logs deployment/${name} --all-containers: "error proxying" means that the log store does not answer, "proxy error" that Prometheus does not`,
      },
    },
  ),
  {
    name: 'TenantDashboardsRefused',
    expression: `sum(rate(perses_http_request_total{${whoAmI},code="401"}[10m])) / sum(rate(perses_http_request_total{${whoAmI}}[10m])) > 0.5`,
    holds: '15m',
    severity: 'warning',
    summary: "Most people who open their tenant's dashboards are refused: the API server does not take their tokens",
    runbook: `kubectl -n ${name} logs deployment/${name} -c ${name} tells what its TokenReview says; npm run authentication -- <cluster> tells what the API server must know of the identity provider`,
  },
];
