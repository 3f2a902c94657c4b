import { compare } from '../../config/problem.ts';
import type { Alert } from '../../kit/metrics.ts';
import { everyNamespace } from '../../kit/series.ts';
import { name, namespace } from './names.ts';

const job = `job="${name}"`;
const claim = `namespace="${namespace}",persistentvolumeclaim=~"${name}-.*"`;
const logs = 'kubectl -n monitoring logs {{ $labels.pod }} -c prometheus';
const pages = 'kubectl -n monitoring port-forward svc/prometheus 9090, then http://localhost:9090';

/**
 * With the namespace of a tenant where the group of rules is its own: the operator names its file `<namespace>-<object>-<uid>.yaml`
 * (pkg/operator/rules.go), and Prometheus writes `<file>;<name of the group>`, of which the tenant chooses the last. So its people are
 * told, and those of the platform only of the platform's. Where a file might be of two tenants, no tenant is told.
 */
function whose(expression: string, tenantNamespaces: readonly string[]): string {
  const [ofTwo, ofOne] = [true, false].map((expected) => tenantNamespaces.filter((one) => isTwofold(one, tenantNamespaces) === expected).sort(compare));
  const named = (series: string, names: readonly string[] = [], namespace: string) =>
    names.length === 0 ? series : `label_replace(${series}, "namespace", "${namespace}", "rule_group", "[^;]*/(${names.join('|')})-[^/;]+;.*")`;
  return named(named(expression, ofOne, '$1'), ofTwo, '');
}

/** Whether what begins with this namespace may be an object of another, whose name goes on with the rest. */
function isTwofold(namespace: string, all: readonly string[]): boolean {
  return all.some((other) => namespace.startsWith(`${other}-`));
}

/** Gauges are looked at over five minutes: one scrape that fails hides nothing. Metric names: Prometheus v3.16.0, `prometheus --help` aside its own /metrics. */
export function prometheusAlerts(sendsAlerts: boolean, tenantNamespaces: readonly string[] = []): readonly Alert[] {
  return [
    {
      name: 'Watchdog',
      expression: 'vector(1)',
      holds: '0s',
      severity: 'none',
      summary: 'Always there: whoever no longer hears it knows that no alert arrives',
      runbook: 'Nothing to do while it arrives. Where it stays away: do Prometheus and Alertmanager run, and does the way out of the cluster work?',
    },
    {
      name: 'TargetDown',
      expression: `count by (namespace, job) (up{${everyNamespace}} == 0) / count by (namespace, job) (up{${everyNamespace}}) > 0.1`,
      holds: '15m',
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of the targets of {{ $labels.namespace }}/{{ $labels.job }} cannot be read',
      runbook: `${pages}/targets says why: refused, the pod is down; a timeout, its network policy; 401 or 403, a right; kubectl -n {{ $labels.namespace }} get pods`,
    },
    {
      name: 'PrometheusConfigNotLoaded',
      expression: `max_over_time(prometheus_config_last_reload_successful{${job}}[5m]) == 0`,
      holds: '10m',
      severity: 'critical',
      summary: '{{ $labels.pod }} runs with an old configuration: new monitors and rules have no effect',
      runbook: `${logs} | grep -i config: the last monitor or rule that changed is the first suspect`,
    },
    {
      name: 'PrometheusReloaderFails',
      expression: `max_over_time(reloader_last_reload_successful{${job}}[5m]) == 0`,
      holds: '10m',
      severity: 'warning',
      summary: 'The reloader of {{ $labels.pod }} cannot hand over a new configuration',
      runbook: 'kubectl -n monitoring logs {{ $labels.pod }} -c config-reloader',
    },
    {
      name: 'PrometheusRuleFails',
      expression: whose(`sum by (pod, rule_group) (increase(prometheus_rule_evaluation_failures_total{${job}}[5m])) > 0`, tenantNamespaces),
      holds: '15m',
      severity: 'critical',
      summary: 'Rules of {{ $labels.rule_group }} cannot be evaluated: their alerts do not come',
      runbook: `${logs} | grep "Evaluating rule failed": often two series where one was expected, or a query over limits.querySamples`,
    },
    {
      name: 'PrometheusRulesLate',
      expression: whose(`sum by (pod, rule_group) (increase(prometheus_rule_group_iterations_missed_total{${job}}[5m])) > 0`, tenantNamespaces),
      holds: '15m',
      severity: 'warning',
      summary: 'Rules of {{ $labels.rule_group }} take longer than their interval',
      runbook: `${pages}/rules shows how long each takes; make the slow one cheaper, or raise components.prometheus.size`,
    },
    {
      name: 'PrometheusTakesNoSamples',
      expression: `sum by (pod) (rate(prometheus_tsdb_head_samples_appended_total{${job}}[5m])) == 0`,
      holds: '10m',
      severity: 'critical',
      summary: '{{ $labels.pod }} keeps no metrics',
      runbook: `${logs}: a full volume shows as "no space left on device"; ${pages}/targets: are there any?`,
    },
    {
      name: 'PrometheusStorageFails',
      expression: `sum by (pod) (increase(prometheus_tsdb_compactions_failed_total{${job}}[3h]) + increase(prometheus_tsdb_reloads_failures_total{${job}}[3h]) + increase(prometheus_tsdb_wal_writes_failed_total{${job}}[3h]) + increase(prometheus_tsdb_wal_corruptions_total{${job}}[3h])) > 0`,
      holds: '30m',
      severity: 'critical',
      summary: '{{ $labels.pod }} cannot write or tidy up its data',
      runbook: `${logs} | grep -i tsdb; the volume full: raise components.prometheus.volume; broken: docs/observability.md, "When its data is broken"`,
    },
    {
      name: 'PrometheusVolumeFull',
      expression: `min by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{${claim}} / kubelet_volume_stats_capacity_bytes{${claim}}) < 0.05`,
      holds: '10m',
      severity: 'critical',
      summary: '{{ $value | humanizePercentage }} of {{ $labels.persistentvolumeclaim }} is left: Prometheus stops when it is full',
      runbook: 'raise components.prometheus.volume where the storage class lets volumes grow (kubectl get storageclass), or lower the retention',
    },
    {
      name: 'MetricsKeptShorterThanAsked',
      expression: `sum by (pod) (increase(prometheus_tsdb_size_retentions_total{${job}}[1d])) > 0`,
      holds: '1h',
      severity: 'warning',
      summary: '{{ $labels.pod }} drops days that its retention would keep: its volume is too small',
      runbook: `raise components.prometheus.volume or lower its retention; what takes the room: ${pages}/tsdb-status`,
    },
    {
      name: 'PrometheusDiscoveryFails',
      expression: `sum by (pod) (increase(prometheus_sd_kubernetes_failures_total{${job}}[5m])) > 0`,
      holds: '15m',
      severity: 'warning',
      summary: '{{ $labels.pod }} cannot ask the API server for targets: it reads those that it knew',
      runbook: `${logs} | grep -i kubernetes; forbidden: compare with ClusterRole prometheus; refused: is the API server well?`,
    },
    {
      name: 'TargetTooLarge',
      expression: `sum by (pod) (increase(prometheus_target_scrapes_exceeded_sample_limit_total{${job}}[5m]) + increase(prometheus_target_scrapes_exceeded_body_size_limit_total{${job}}[5m]) + increase(prometheus_target_scrape_pool_exceeded_target_limit_total{${job}}[5m])) + sum by (pod) (increase(prometheus_target_scrape_pool_exceeded_label_limits_total{${job}}[5m])) > 0`,
      holds: '15m',
      severity: 'warning',
      summary: 'A target tells more than components.prometheus.limits allows, or a monitor finds more targets, and is not read',
      runbook: `${pages}/targets names it; drop series in its monitor (metricRelabelings), or raise the limit`,
    },
    {
      name: 'SamplesRefused',
      expression: `sum by (pod) (rate(prometheus_target_scrapes_sample_duplicate_timestamp_total{${job}}[10m]) + rate(prometheus_target_scrapes_sample_out_of_order_total{${job}}[10m]) + rate(prometheus_target_scrapes_sample_out_of_bounds_total{${job}}[10m])) > 0`,
      holds: '1h',
      severity: 'warning',
      summary: '{{ $labels.pod }} refuses samples: a target tells the same series twice, or its clock is wrong',
      runbook: `${logs} | grep "Error on ingesting" names the target: is a pod read by two monitors with the same labels?`,
    },
    ...(sendsAlerts ? notifications : []),
  ];
}

const notifications: readonly Alert[] = [
  {
    name: 'PrometheusWithoutAlertmanager',
    expression: `max_over_time(prometheus_notifications_alertmanagers_discovered{${job}}[5m]) < 1`,
    holds: '10m',
    severity: 'critical',
    summary: '{{ $labels.pod }} knows no Alertmanager: nobody is told of alerts',
    runbook: 'kubectl -n monitoring get pods,endpointslices -l app.kubernetes.io/name=alertmanager',
  },
  {
    name: 'AlertsNotDelivered',
    expression: `sum by (pod) (rate(prometheus_notifications_errors_total{${job}}[5m])) / sum by (pod) (rate(prometheus_notifications_sent_total{${job}}[5m])) > 0.05`,
    holds: '15m',
    severity: 'warning',
    summary: '{{ $value | humanizePercentage }} of what {{ $labels.pod }} sends to Alertmanagers does not arrive',
    runbook: `${logs} | grep -i notifier; does each Alertmanager run, and let Prometheus in at port 9093?`,
  },
  {
    name: 'AlertsDropped',
    expression: `sum by (pod) (rate(prometheus_notifications_dropped_total{${job}}[5m])) > 0`,
    holds: '10m',
    severity: 'critical',
    summary: '{{ $labels.pod }} throws alerts away: no Alertmanager takes them',
    runbook: `${logs} | grep -i notifier; kubectl -n monitoring get pods -l app.kubernetes.io/name=alertmanager`,
  },
];
