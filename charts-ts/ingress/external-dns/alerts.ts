import type { Alert } from '../../kit/metrics.ts';

/** Metric names: docs/monitoring/metrics.md of the release. */
export const externalDnsAlerts: readonly Alert[] = [
  {
    name: 'ExternalDnsDown',
    expression: 'absent(up{job="external-dns"} == 1)',
    holds: '15m',
    severity: 'warning',
    summary: 'external-dns does not answer: new hostnames get no record; those that are there stay',
    runbook: 'kubectl -n external-dns describe deploy external-dns, then its logs; does the Secret external-dns exist?',
  },
  {
    name: 'ExternalDnsNotSynced',
    // 0 until the first time that all went well.
    expression: 'time() - external_dns_controller_last_sync_timestamp_seconds > 900',
    holds: '5m',
    severity: 'warning',
    summary: 'DNS records were not brought up to date for a quarter of an hour',
    runbook:
      "kubectl -n external-dns logs deploy/external-dns: REFUSED or NOTAUTH is the key or the zone's update policy, a timeout is a firewall (port 53, TCP too)",
  },
  {
    name: 'ExternalDnsForeignRecord',
    expression: 'sum by (domain, foreign_owner) (external_dns_registry_skipped_records_owner_mismatch_per_sync) > 0',
    holds: '15m',
    severity: 'warning',
    summary: 'Records in {{ $labels.domain }} belong to {{ $labels.foreign_owner }}, so this cluster leaves them as they are',
    runbook: 'Two clusters claim one hostname, or it moved: remove the old record and its TXT record external-dns-* at the name server',
  },
  {
    name: 'ExternalDnsInvalidHostname',
    expression: 'sum by (source_type, record_type) (external_dns_source_invalid_endpoints) > 0',
    holds: '15m',
    severity: 'warning',
    summary: 'A route has a hostname that is no valid {{ $labels.record_type }} record',
    runbook: 'kubectl -n external-dns logs deploy/external-dns | grep -i invalid names the route',
  },
];
