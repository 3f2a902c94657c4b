import type { Dashboard } from '../../kit/dashboard.ts';

export const externalDnsDashboard: Dashboard = {
  name: 'external-dns',
  title: 'DNS records (external-dns)',
  purpose: 'Whether each hostname of the Gateway has its record',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Since the last good comparison',
          show: 'stat',
          unit: 'seconds',
          queries: [{ expression: 'time() - external_dns_controller_last_sync_timestamp_seconds' }],
          thresholds: { warning: 300, critical: 900 },
        },
        { title: 'Records that routes ask for', show: 'stat', unit: 'count', queries: [{ expression: 'sum(external_dns_source_records)' }] },
        { title: 'Records that are there', show: 'stat', unit: 'count', queries: [{ expression: 'sum(external_dns_controller_verified_records)' }] },
        {
          title: 'Records of another owner',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'sum(external_dns_registry_skipped_records_owner_mismatch_per_sync) or vector(0)' }],
          thresholds: { warning: 1, critical: 10 },
        },
      ],
    },
    {
      title: 'Over time',
      panels: [
        {
          title: 'Errors',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            { expression: 'rate(external_dns_source_errors_total[$__rate_interval])', legend: 'reading routes' },
            { expression: 'rate(external_dns_registry_errors_total[$__rate_interval])', legend: 'reading or writing records' },
          ],
        },
        {
          title: 'Records by type',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'sum by (record_type) (external_dns_source_records)', legend: '{{ record_type }}' }],
        },
      ],
    },
  ],
};
