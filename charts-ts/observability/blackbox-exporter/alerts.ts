import type { Alert } from '../../kit/metrics.ts';
import type { BlackboxConfig } from './config.ts';
import { probeJob } from './probe.ts';

const job = `job="${probeJob}"`;

/** Metric names: prober/handler.go, prober/http.go and prober/prober.go of the release. */
export function blackboxAlerts({ slowSeconds, certificateDays }: BlackboxConfig): readonly Alert[] {
  return [
    {
      name: 'HostnameDown',
      expression: `probe_success{${job}} == 0`,
      holds: '5m',
      severity: 'critical',
      summary: '{{ $labels.instance }} does not answer, or not with a certificate that is to be trusted',
      runbook: 'kubectl -n monitoring logs deploy/blackbox-exporter names the reason; in order: DNS, load balancer, Gateway, route, the application',
    },
    {
      name: 'HostnameCertificateExpires',
      expression: `probe_ssl_earliest_cert_expiry{${job}} - time() < ${certificateDays} * 24 * 60 * 60`,
      holds: '1h',
      severity: 'critical',
      summary: '{{ $labels.instance }} serves a certificate, or one of its chain, that ends in {{ $value | humanizeDuration }}',
      runbook: 'kubectl get certificate -A; where that one is new, whoever serves the hostname has not taken it; a CA that ends needs its site',
    },
    {
      name: 'HostnameSlow',
      expression: `avg_over_time(probe_duration_seconds{${job}}[10m]) > ${slowSeconds}`,
      holds: '15m',
      severity: 'warning',
      summary: '{{ $labels.instance }} takes {{ $value | humanizeDuration }} to answer',
      runbook: 'dashboard "hostnames" says in which part: resolve is DNS, connect and tls the way and the Gateway, processing the application',
    },
    {
      name: 'HostnameNotAsked',
      expression: `up{${job}} == 0`,
      holds: '15m',
      severity: 'warning',
      summary: 'Nobody knows whether {{ $labels.instance }} answers: blackbox-exporter did not say in time',
      runbook: 'kubectl -n monitoring describe deploy blackbox-exporter, then its events and logs',
    },
    {
      name: 'BlackboxExporterDown',
      expression: 'absent(up{job="blackbox-exporter"} == 1)',
      holds: '15m',
      severity: 'warning',
      summary: 'blackbox-exporter does not answer: nobody sees whether hostnames answer',
      runbook: 'kubectl -n monitoring describe deploy blackbox-exporter; a mistake in ConfigMap blackbox-exporter stops its start',
    },
  ];
}
