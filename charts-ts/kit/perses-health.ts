import type { Dashboard } from './dashboard.ts';
import type { Alert } from './metrics.ts';

/** Metric names: echo/middleware/metrics.go of github.com/perses/common v0.31.2 with the prefix of Perses, internal/api/impl/v1/view/service.go of Perses. */

/** Requests a second, of a job and with what else is asked of them. Probes are left out: they would hide the errors that people see. */
function requests(of: string, range = '$__rate_interval'): string {
  return `rate(perses_http_request_total{${of},handler!="/api/v1/health"}[${range}])`;
}

/** Those that are answered with an error. */
function failed(of: string, range?: string): string {
  return `sum(${requests(`${of},code=~"5.."`, range)})`;
}

/** What is to be known of any Perses: that it answers, and without errors. `name` begins the names of its alerts, `job` is also its namespace. */
export function persesAlerts(
  { name, job }: { readonly name: string; readonly job: string },
  words: { readonly down: Pick<Alert, 'summary' | 'runbook'>; readonly errors: Pick<Alert, 'summary' | 'runbook'> },
): Alert[] {
  const of = `job="${job}"`;
  return [
    { name: `${name}Down`, expression: `absent(up{${of}} == 1)`, holds: '10m', severity: 'warning', ...words.down },
    { name: `${name}Errors`, expression: `${failed(of, '10m')} / sum(${requests(of, '10m')}) > 0.1`, holds: '15m', severity: 'warning', ...words.errors },
  ];
}

/** How a Perses fares. */
export function persesRows(job: string): Dashboard['rows'] {
  const of = `job="${job}"`;
  return [
    {
      title: 'Answers',
      panels: [
        { title: 'Pods that answer', show: 'stat', queries: [{ expression: `sum(up{${of}})` }] },
        {
          title: 'Errors',
          show: 'gauge',
          unit: 'percent',
          queries: [{ expression: `(${failed(of)} or vector(0)) / sum(${requests(of)})` }],
          thresholds: { warning: 0.02, critical: 0.1 },
        },
        {
          title: 'Requests',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `sum by (code) (${requests(of)})`, legend: '{{ code }}' }],
        },
        {
          title: 'Mean time of a query to a store',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression: `sum(rate(perses_http_request_duration_second_sum{${of},handler=~"/proxy/.*"}[$__rate_interval])) / sum(rate(perses_http_request_duration_second_count{${of},handler=~"/proxy/.*"}[$__rate_interval]))`,
              legend: 'query',
            },
          ],
        },
      ],
    },
    {
      title: 'Use',
      panels: [
        {
          title: 'Views in a day',
          show: 'table',
          queries: [{ expression: `sum by (project, dashboard) (increase(perses_dashboard_views_total{${of}}[1d]))` }],
        },
        { title: 'Memory', show: 'lines', unit: 'bytes', queries: [{ expression: `process_resident_memory_bytes{${of}}`, legend: '{{ pod }}' }] },
        {
          title: 'CPU',
          show: 'lines',
          unit: 'cores',
          queries: [{ expression: `rate(process_cpu_seconds_total{${of}}[$__rate_interval])`, legend: '{{ pod }}' }],
        },
      ],
    },
  ];
}
