import type { RuleCase } from '../rule-case.ts';

const of = 'job="apiserver",instance="10.20.0.1:6443"';
const requests = (code: number) => `apiserver_request_total{${of},verb="GET",resource="pods",code="${code}"}`;
const duration = (verb: string, le: string) => `apiserver_request_duration_seconds_bucket{${of},verb="${verb}",resource="pods",subresource="",le="${le}"}`;
const webhook = 'name="webhook.cert-manager.io",type="validating"';
const certificate = (le: string) => `apiserver_client_certificate_expiration_seconds_bucket{${of},le="${le}"}`;

export const apiServerCases: readonly RuleCase[] = [
  { name: 'tells when no API server is read', rule: 'ApiServerDown', series: {}, at: '15m', fires: [{}] },
  {
    name: 'is quiet while one is read',
    rule: 'ApiServerDown',
    series: { [`apiserver_current_inflight_requests{${of},request_kind="readOnly"}`]: '2x30' },
    at: '15m',
  },
  {
    name: 'tells when one request in ten fails',
    rule: 'ApiServerErrors',
    series: { [requests(200)]: '0+540x30', [requests(500)]: '0+60x30' },
    at: '20m',
    fires: [{}],
  },
  {
    name: 'is quiet about requests that were wrong or not allowed',
    rule: 'ApiServerErrors',
    series: { [requests(200)]: '0+540x30', [requests(403)]: '0+300x30', [requests(503)]: '0+6x30' },
    at: '20m',
  },
  {
    name: 'tells when one request in twenty takes ten seconds',
    rule: 'ApiServerSlow',
    series: { [duration('PUT', '1')]: '0+95x60', [duration('PUT', '10')]: '0+100x60', [duration('PUT', '+Inf')]: '0+100x60' },
    at: '40m',
    fires: [{ verb: 'PUT' }],
  },
  {
    name: 'is quiet about watches, which stay open',
    rule: 'ApiServerSlow',
    series: {
      [duration('WATCH', '1')]: '0x60',
      [duration('WATCH', '+Inf')]: '0+100x60',
      [duration('GET', '1')]: '0+100x60',
      [duration('GET', '+Inf')]: '0+100x60',
    },
    at: '40m',
  },
  {
    name: 'tells when requests are sent away',
    rule: 'ApiServerRefusesLoad',
    series: {
      [`apiserver_flowcontrol_rejected_requests_total{${of},priority_level="workload-low",flow_schema="service-accounts",reason="queue-full"}`]: '0+60x40',
    },
    at: '30m',
    fires: [{ priority_level: 'workload-low' }],
  },
  {
    name: 'is quiet about a few that were sent away',
    rule: 'ApiServerRefusesLoad',
    series: {
      [`apiserver_flowcontrol_rejected_requests_total{${of},priority_level="workload-low",flow_schema="service-accounts",reason="queue-full"}`]: '0x10 20x30',
    },
    at: '30m',
  },
  {
    name: 'tells which aggregated API does not answer',
    rule: 'AggregatedApiDown',
    series: { [`aggregator_unavailable_apiservice{${of},name="v1beta1.metrics.k8s.io"}`]: '1x20' },
    at: '15m',
    fires: [{ name: 'v1beta1.metrics.k8s.io' }],
  },
  {
    name: 'is quiet about one that answers',
    rule: 'AggregatedApiDown',
    series: { [`aggregator_unavailable_apiservice{${of},name="v1beta1.metrics.k8s.io"}`]: '0x20' },
    at: '15m',
  },
  {
    name: 'tells which webhook does not answer',
    rule: 'WebhookFails',
    series: {
      [`apiserver_admission_webhook_rejection_count{${of},${webhook},operation="CREATE",error_type="calling_webhook_error",rejection_code="0"}`]: '0+1x40',
    },
    at: '25m',
    fires: [{ name: 'webhook.cert-manager.io', type: 'validating' }],
  },
  {
    name: 'is quiet about a webhook that refuses what is wrong',
    rule: 'WebhookFails',
    series: { [`apiserver_admission_webhook_rejection_count{${of},${webhook},operation="CREATE",error_type="no_error",rejection_code="403"}`]: '0+1x40' },
    at: '25m',
  },
  {
    name: 'tells which webhook is passed by',
    rule: 'WebhookSkipped',
    series: { [`apiserver_admission_webhook_fail_open_count{${of},${webhook}}`]: '0+1x40' },
    at: '25m',
    fires: [{ name: 'webhook.cert-manager.io', type: 'validating' }],
  },
  {
    name: 'is quiet about what happened once',
    rule: 'WebhookSkipped',
    series: { [`apiserver_admission_webhook_fail_open_count{${of},${webhook}}`]: '0x5 1x35' },
    at: '25m',
  },
  {
    name: 'tells of an etcd that is nearly full',
    rule: 'EtcdFills',
    series: { [`apiserver_storage_size_bytes{${of},storage_cluster_id="etcd-0"}`]: '1.9e9x30' },
    at: '20m',
    fires: [{}],
  },
  {
    name: 'is quiet about an etcd that is half full',
    rule: 'EtcdFills',
    series: { [`apiserver_storage_size_bytes{${of},storage_cluster_id="etcd-0"}`]: '1e9x30' },
    at: '20m',
  },
  {
    name: 'tells of a client whose certificate ends today',
    rule: 'ClientCertificateExpires',
    series: { [certificate('86400.0')]: '0+1x90', [certificate('604800.0')]: '0+1x90' },
    at: '80m',
    fires: [{}],
  },
  {
    name: 'is quiet about certificates of a week',
    rule: 'ClientCertificateExpires',
    series: { [certificate('86400.0')]: '0x90', [certificate('604800.0')]: '0+1x90' },
    at: '80m',
  },
];
