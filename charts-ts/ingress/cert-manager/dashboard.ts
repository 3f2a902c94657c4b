import type { Dashboard } from '../../kit/dashboard.ts';

const of = '{exported_namespace=~"$namespace"}';
const ready = 'certmanager_certificate_ready_status{exported_namespace=~"$namespace",condition="True"}';
const ends = `certmanager_certificate_expiration_timestamp_seconds${of}`;
const renews = `certmanager_certificate_renewal_timestamp_seconds${of}`;
const by = 'exported_namespace, name, issuer_name';
const legend = '{{ exported_namespace }}/{{ name }}';

export const certificatesDashboard: Dashboard = {
  name: 'certificates',
  title: 'Certificates',
  purpose: 'Is every certificate ready, when does each end, and do issuers sign?',
  variables: [{ name: 'namespace', title: 'Namespace', metric: 'certmanager_certificate_ready_status', label: 'exported_namespace' }],
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Certificates', show: 'stat', unit: 'count', queries: [{ expression: `count(max by (${by}) (${ready}))` }] },
        {
          title: 'That are not ready',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `count(max by (${by}) (${ready}) == 0) or vector(0)` }],
          thresholds: { warning: 1, critical: 3 },
        },
        { title: 'First one ends in', show: 'stat', unit: 'seconds', queries: [{ expression: `min(${ends} > 0) - time()` }] },
        {
          title: 'Issuers that do not sign',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'count(max by (name) (certmanager_clusterissuer_ready_status{condition="True"}) == 0) or vector(0)' }],
          thresholds: { warning: 1, critical: 1 },
        },
      ],
    },
    {
      title: 'By certificate',
      panels: [
        { title: 'Time until the end', show: 'table', unit: 'seconds', queries: [{ expression: `sort(max by (${by}) (${ends} > 0) - time())`, legend }] },
        { title: 'Time until renewal', show: 'table', unit: 'seconds', queries: [{ expression: `sort(max by (${by}) (${renews} > 0) - time())`, legend }] },
        { title: 'Not ready', show: 'table', unit: 'count', queries: [{ expression: `max by (${by}) (${ready}) == 0`, legend }] },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'Requests to the ACME server, by answer',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            { expression: 'sum by (host, status) (rate(certmanager_http_acme_client_request_count[$__rate_interval]))', legend: '{{ host }} {{ status }}' },
          ],
        },
        {
          title: 'Tries that failed, by controller',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (controller) (rate(certmanager_controller_sync_error_count[$__rate_interval]))', legend: '{{ controller }}' }],
        },
      ],
    },
  ],
};
