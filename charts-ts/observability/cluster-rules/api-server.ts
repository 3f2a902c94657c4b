import type { Alert } from '../../kit/metrics.ts';

/** Requests that last as long as somebody looks. */
const long = 'verb!~"WATCH|CONNECT",subresource!~"proxy|attach|exec|log|portforward"';
const describeApi = 'kubectl describe apiservice {{ $labels.name }}: its condition says what the API server sees; then the pods of its Service';

/** The API server, by the metrics that it has of itself. `etcdQuota`: etcd's --quota-backend-bytes. */
export function apiServerAlerts(etcdQuota: number): readonly Alert[] {
  return [
    {
      name: 'ApiServerDown',
      expression: 'absent(apiserver_current_inflight_requests)',
      holds: '10m',
      severity: 'critical',
      summary: 'Prometheus gets nothing from any API server',
      runbook: 'does kubectl get --raw /readyz?verbose answer? then look at the target in Prometheus; else at the control plane itself',
    },
    {
      name: 'ApiServerErrors',
      expression: 'sum(rate(apiserver_request_total{code=~"5.."}[5m])) / sum(rate(apiserver_request_total[5m])) > 0.03',
      holds: '10m',
      severity: 'critical',
      summary: '{{ $value | humanizePercentage }} of the requests to the API server end in an error of its own',
      runbook: 'kubectl get --raw /readyz?verbose; etcd (disk, quorum) first; then webhooks (WebhookFails) and aggregated APIs (AggregatedApiDown)',
    },
    {
      name: 'ApiServerSlow',
      expression: `histogram_quantile(0.99, sum by (le, verb) (rate(apiserver_request_duration_seconds_bucket{${long}}[10m]))) > 2`,
      holds: '20m',
      severity: 'warning',
      summary: '1 in 100 {{ $labels.verb }} requests to the API server takes longer than {{ $value | humanizeDuration }}',
      runbook: 'slow disks of etcd, a webhook that waits, or a client that lists everything: topk(5, sum by (resource) (rate(apiserver_request_total[5m])))',
    },
    {
      name: 'ApiServerRefusesLoad',
      expression: 'sum by (priority_level) (rate(apiserver_flowcontrol_rejected_requests_total[10m])) > 0.1',
      holds: '15m',
      severity: 'warning',
      summary: 'The API server sends requests of priority level {{ $labels.priority_level }} away, since there are too many',
      runbook: 'kubectl get --raw /debug/api_priority_and_fairness/dump_requests names who asks; stop that client, or give the API server more',
    },
    {
      name: 'AggregatedApiDown',
      expression: 'max by (name) (aggregator_unavailable_apiservice) == 1',
      holds: '10m',
      severity: 'warning',
      summary: 'The API {{ $labels.name }} does not answer: what uses it fails, and no namespace can be deleted',
      runbook: describeApi,
    },
    {
      name: 'WebhookFails',
      expression: 'sum by (name, type) (rate(apiserver_admission_webhook_rejection_count{error_type!="no_error"}[10m])) > 0',
      holds: '10m',
      severity: 'warning',
      summary: 'Requests are refused because the webhook {{ $labels.name }} does not answer',
      runbook:
        "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations names its Service; then that Service's pods, certificate and network policy",
    },
    {
      name: 'WebhookSkipped',
      expression: 'sum by (name, type) (rate(apiserver_admission_webhook_fail_open_count[10m])) > 0',
      holds: '10m',
      severity: 'warning',
      summary: 'The webhook {{ $labels.name }} does not answer, and requests pass without it',
      runbook: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations names its Service; what passed meanwhile was not judged',
    },
    {
      name: 'EtcdFills',
      expression: `max(apiserver_storage_size_bytes) > 0.8 * ${etcdQuota}`,
      holds: '15m',
      severity: 'critical',
      summary: 'The database of etcd is {{ $value | humanize1024 }}B; at its quota the API server takes no more changes',
      runbook: 'etcdctl defrag on each member, one by one; then find what grows: sort_desc(max by (group, resource) (apiserver_resource_objects))',
    },
    {
      name: 'ClientCertificateExpires',
      // A bound is 86400 or 86400.0, as the version of Prometheus writes it.
      expression: 'sum(rate(apiserver_client_certificate_expiration_seconds_bucket{le=~"86400(\\\\.0)?"}[15m])) > 0',
      holds: '1h',
      severity: 'warning',
      summary: 'Somebody comes to the API server with a certificate that ends within a day',
      runbook: "the control plane's own first: kubeadm certs check-expiration, or the distribution's way; then kubeconfigs of people and machines",
    },
  ];
}
