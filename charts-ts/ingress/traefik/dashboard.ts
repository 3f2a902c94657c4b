import type { Dashboard } from '../../kit/dashboard.ts';

const of = 'service=~"$service"';
const requests = `traefik_service_requests_total{${of}`;
const duration = `traefik_service_request_duration_seconds_bucket{${of},code!="101"}`;

/** Metric names: https://doc.traefik.io/traefik/v3.7/reference/install-configuration/observability/metrics/ */
export const ingressDashboard: Dashboard = {
  name: 'ingress',
  title: 'Ingress',
  purpose: 'What does the Gateway serve, which applications fail or are slow, and does Traefik itself do well?',
  variables: [{ name: 'service', title: 'Service', metric: 'traefik_service_requests_total', label: 'service' }],
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Pods that answer', show: 'stat', unit: 'count', queries: [{ expression: 'sum(up{job="traefik-metrics"})' }] },
        {
          title: 'Requests',
          show: 'stat',
          unit: 'ops/s',
          queries: [{ expression: 'sum(rate(traefik_entrypoint_requests_total{entrypoint="websecure"}[$__rate_interval]))' }],
        },
        {
          title: 'Answers that are errors',
          show: 'gauge',
          unit: 'percent',
          queries: [
            {
              expression:
                'sum(rate(traefik_entrypoint_requests_total{entrypoint="websecure",code=~"5.."}[$__rate_interval])) / sum(rate(traefik_entrypoint_requests_total{entrypoint="websecure"}[$__rate_interval]))',
            },
          ],
          thresholds: { warning: 0.01, critical: 0.05 },
        },
        { title: 'First certificate ends in', show: 'stat', unit: 'seconds', queries: [{ expression: 'min(traefik_tls_certs_not_after) - time()' }] },
      ],
    },
    {
      title: 'By application',
      panels: [
        {
          title: 'Requests',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `topk(10, sum by (service) (rate(${requests}}[$__rate_interval])))`, legend: '{{ service }}' }],
        },
        {
          title: 'Errors of the application',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `topk(10, sum by (service, code) (rate(${requests},code=~"5.."}[$__rate_interval])))`, legend: '{{ service }} {{ code }}' }],
        },
        {
          title: 'Time to answer, 95th percentile',
          show: 'lines',
          unit: 'seconds',
          queries: [{ expression: `topk(10, histogram_quantile(0.95, sum by (le, service) (rate(${duration}[$__rate_interval]))))`, legend: '{{ service }}' }],
        },
        {
          title: 'Sent',
          show: 'lines',
          unit: 'bytes/s',
          queries: [
            { expression: `topk(10, sum by (service) (rate(traefik_service_responses_bytes_total{${of}}[$__rate_interval])))`, legend: '{{ service }}' },
          ],
        },
      ],
    },
    {
      title: 'Traefik',
      panels: [
        {
          title: 'Open connections',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'sum by (entrypoint) (traefik_open_connections)', legend: '{{ entrypoint }}' }],
        },
        {
          title: 'Connections by version of TLS',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            {
              expression: 'sum by (tls_version, tls_cipher) (rate(traefik_entrypoint_requests_tls_total[$__rate_interval]))',
              legend: '{{ tls_version }} {{ tls_cipher }}',
            },
          ],
        },
        {
          title: 'Changes of routes',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'sum by (pod) (increase(traefik_config_reloads_total[$__rate_interval]))', legend: '{{ pod }}' }],
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: 'process_resident_memory_bytes{job="traefik-metrics"}', legend: '{{ pod }}' }],
        },
      ],
    },
  ],
};
