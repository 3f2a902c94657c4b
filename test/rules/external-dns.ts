import type { RuleCase } from './rule-case.ts';

const labels = 'namespace="external-dns",job="external-dns"';
const synced = `external_dns_controller_last_sync_timestamp_seconds{${labels}}`;
const foreign = `external_dns_registry_skipped_records_owner_mismatch_per_sync{${labels},record_type="A",owner="site/a",foreign_owner="site/b",domain="apps.example.nl"}`;
const invalid = `external_dns_source_invalid_endpoints{${labels},record_type="a",source_type="gateway-httproute"}`;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when external-dns does not answer',
    rule: 'ExternalDnsDown',
    series: { [`up{${labels}}`]: '0x40' },
    at: '20m',
    fires: [{}],
  },
  { name: 'is quiet while external-dns answers', rule: 'ExternalDnsDown', series: { [`up{${labels}}`]: '1x40' }, at: '20m' },
  {
    name: 'tells when the last good comparison is long ago',
    rule: 'ExternalDnsNotSynced',
    // Good until minute 5, then never again.
    series: { [synced]: '0+60x5 300x60' },
    at: '30m',
    fires: [{ namespace: 'external-dns', job: 'external-dns' }],
  },
  { name: 'is quiet while each minute has a good comparison', rule: 'ExternalDnsNotSynced', series: { [synced]: '0+60x60' }, at: '40m' },
  {
    name: 'tells that another cluster has the record',
    rule: 'ExternalDnsForeignRecord',
    series: { [foreign]: '2x40' },
    at: '20m',
    fires: [{ domain: 'apps.example.nl', foreign_owner: 'site/b' }],
  },
  { name: 'is quiet about a record that changed hands', rule: 'ExternalDnsForeignRecord', series: { [foreign]: '2x5 0x40' }, at: '20m' },
  {
    name: 'tells of a hostname that is no record',
    rule: 'ExternalDnsInvalidHostname',
    series: { [invalid]: '1x40' },
    at: '20m',
    fires: [{ record_type: 'a', source_type: 'gateway-httproute' }],
  },
  { name: 'is quiet while all hostnames are valid', rule: 'ExternalDnsInvalidHostname', series: { [invalid]: '0x40' }, at: '20m' },
];
