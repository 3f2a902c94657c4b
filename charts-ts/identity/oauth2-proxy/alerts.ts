import type { WebUi } from '../../kit/login.ts';
import type { Alert } from '../../kit/metrics.ts';
import { name, workloadOf } from './names.ts';

/** Metric names: pkg/middleware/metrics.go of oauth2-proxy v7.15.4. */
export function oauth2ProxyAlerts(pages: readonly Pick<WebUi, 'name' | 'title'>[]): Alert[] {
  return [
    ...pages.map(
      (page): Alert => ({
        name: 'LoginProxyDown',
        expression: `absent(up{namespace="${name}",job="${workloadOf(page)}"} == 1)`,
        holds: '10m',
        severity: 'warning',
        labels: { page: page.name },
        summary: `Nobody can log in to ${page.title}: no pod of its login proxy answers`,
        runbook: `kubectl -n ${name} get pods,events; in the log of ${workloadOf(page)}, "failed to discover" means that the identity provider does not answer, "secret not found" that its client was not made`,
      }),
    ),
    {
      name: 'LoginProxyErrors',
      expression: `sum by (job) (rate(oauth2_proxy_requests_total{namespace="${name}",code=~"5.."}[10m])) / sum by (job) (rate(oauth2_proxy_requests_total{namespace="${name}"}[10m])) > 0.1`,
      holds: '15m',
      severity: 'warning',
      summary: 'More than 1 in 10 answers of {{ $labels.job }} are errors',
      runbook: `kubectl -n ${name} logs deployment/{{ $labels.job }}: "Error proxying to upstream" means that the page does not answer, "Error redeeming code" that the identity provider refuses the client's secret`,
    },
  ];
}
