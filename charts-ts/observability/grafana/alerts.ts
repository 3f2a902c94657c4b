import type { Alert } from '../../kit/metrics.ts';

/** Metric names: https://github.com/grafana/grafana, pkg/infra/metrics and pkg/middleware/request_metrics.go. */
export const grafanaAlerts: readonly Alert[] = [
  {
    name: 'GrafanaDown',
    expression: 'absent(up{job="grafana"} == 1)',
    holds: '10m',
    severity: 'warning',
    summary: 'Grafana does not answer',
    runbook: 'kubectl -n grafana get pods,events,externalsecrets; without its Secrets the pod waits; Perses shows the same dashboards',
  },
  {
    name: 'GrafanaErrors',
    expression:
      'sum(rate(grafana_http_request_duration_seconds_count{status_code=~"5.."}[10m])) / sum(rate(grafana_http_request_duration_seconds_count[10m])) > 0.1',
    holds: '15m',
    severity: 'warning',
    summary: 'More than 1 in 10 answers of Grafana are errors',
    runbook: 'kubectl -n grafana logs deployment/grafana: look for level=error; a store that does not answer, or a network policy in between',
  },
];
