import type { Alert } from '../../kit/metrics.ts';

/** Metric names: echo/middleware/metrics.go of github.com/perses/common v0.31.2, with the prefix of Perses. */
export const persesAlerts: readonly Alert[] = [
  {
    name: 'PersesDown',
    expression: 'absent(up{job="perses"} == 1)',
    holds: '10m',
    severity: 'warning',
    summary: 'No Perses pod answers: the dashboards cannot be seen',
    runbook: 'kubectl -n perses get pods,events; read the log of the newest pod; the metrics and the alerts themselves do not depend on it',
  },
  {
    name: 'PersesErrors',
    // Probes are left out: they would hide the errors that people see.
    expression:
      'sum(rate(perses_http_request_total{code=~"5..",handler!="/api/v1/health"}[10m])) / sum(rate(perses_http_request_total{handler!="/api/v1/health"}[10m])) > 0.1',
    holds: '15m',
    severity: 'warning',
    summary: 'More than 1 in 10 answers of Perses are errors',
    runbook: 'kubectl -n perses logs deployment/perses: "error proxying" means that a store does not answer, or that a network policy is in between',
  },
];
