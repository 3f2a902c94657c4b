import type { ClusterFacts } from '../../config/facts.ts';
import type { Alert } from '../../kit/metrics.ts';
import { expiry } from './security-txt.ts';

const day = 24 * 60 * 60;

/** Metric names: https://doc.traefik.io/traefik/v3.7/reference/install-configuration/observability/metrics/ */
export function traefikAlerts(securityTxt: ClusterFacts['securityTxt']): readonly Alert[] {
  return [
    {
      name: 'TraefikDown',
      expression: 'absent(up{job="traefik-metrics"} == 1)',
      holds: '3m',
      severity: 'critical',
      summary: 'No Traefik pod answers: no hostname of the cluster is served',
      runbook: 'kubectl -n traefik get pods,events; read the log of the newest pod; undo the last commit below platform/ for traefik',
    },
    {
      name: 'TraefikWithoutConfiguration',
      expression: 'up{job="traefik-metrics"} == 1 unless on (namespace, pod) traefik_config_last_reload_success > 0',
      holds: '5m',
      severity: 'critical',
      summary: 'Traefik pod {{ $labels.pod }} runs, and has loaded no routes',
      runbook: 'Look in its log for "caches to sync" or "forbidden": a right, a definition or the API server is missing',
    },
    {
      name: 'TraefikErrors',
      expression:
        'sum by (service) (rate(traefik_service_requests_total{code=~"5.."}[5m])) / sum by (service) (rate(traefik_service_requests_total[5m])) > 0.05',
      holds: '10m',
      severity: 'warning',
      summary: 'More than 1 in 20 answers of {{ $labels.service }} are errors',
      runbook: 'The service label names route, namespace and Service; look at that application first, and at the network policies between',
    },
    {
      name: 'TraefikSlow',
      // 101 is a WebSocket: its duration is how long somebody looked. 1.2 is a bound of Traefik's buckets.
      expression:
        'histogram_quantile(0.95, sum by (le) (rate(traefik_entrypoint_request_duration_seconds_bucket{entrypoint="websecure",code!="101"}[10m]))) > 1.2',
      holds: '15m',
      severity: 'warning',
      summary: '1 in 20 answers takes longer than 1.2 seconds',
      runbook: 'Compare traefik_service_request_duration_seconds by service: one slow is that application, all slow is Traefik (CPU limit, nodes)',
    },
    {
      name: 'TraefikCertificateExpires',
      expression: `min by (cn, sans) (traefik_tls_certs_not_after) - time() < ${14 * day}`,
      holds: '1h',
      severity: 'critical',
      summary: 'The certificate for {{ $labels.sans }} ends within 14 days, and was not renewed',
      runbook: 'kubectl -n traefik describe certificate,certificaterequest,order,challenge; see the issuer that they name',
    },
    {
      name: 'SecurityTxtExpires',
      expression: `vector(time()) > ${expiry(securityTxt).getTime() / 1000 - 30 * day}`,
      holds: '1h',
      severity: 'warning',
      summary: 'security.txt is stale within 30 days',
      runbook: 'Check that its contact still answers, and set securityTxt.expires to at most a year ahead',
    },
  ];
}
